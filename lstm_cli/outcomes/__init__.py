"""Results from joint sample paths: totals, limits that are crossed, peaks."""

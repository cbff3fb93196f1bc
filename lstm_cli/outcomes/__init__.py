"""What follows from joint paths: totals, limits that are crossed, peaks."""

"""Targets derived from the paths of another target: categories of a rate's change, the size and week of a season's peak."""

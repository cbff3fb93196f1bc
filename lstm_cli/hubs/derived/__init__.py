"""Targets that are made of the paths of another target: changes of rates by category, the size and the week of a season's peak."""

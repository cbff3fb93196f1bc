"""The options of the commands: each is declared and explained once, and each group becomes one record."""

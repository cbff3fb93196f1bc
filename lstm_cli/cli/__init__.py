"""The command line: one thin module per command, around modules that return values and raise ForecastError."""

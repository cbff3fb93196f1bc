"""The command line: one thin file a command, around modules that return values and raise ForecastError."""

"""The options of the commands: spelled, explained, grouped and checked once, and made into one record each."""

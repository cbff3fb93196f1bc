"""Tables of quantile forecasts, of any forecaster: each layout in a file, and what all of them share."""

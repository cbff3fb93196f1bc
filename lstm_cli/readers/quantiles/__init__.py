"""Tables of quantile forecasts from any forecaster: the layouts of files, and what all of them share."""

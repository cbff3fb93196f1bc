"""Scores of quantile forecasts, their intervals, and the baselines they are compared with: arrays in, arrays out."""

"""How good forecasts are: held-out scores, backtests, and scores of any forecasts against observed counts."""

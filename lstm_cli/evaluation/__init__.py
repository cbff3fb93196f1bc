"""How good forecasts are: held-out scores, backtests, anybody's forecasts beside the counts that came."""

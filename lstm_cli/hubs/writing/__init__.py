"""Forecasts to the rows of a submission, exactly as a round's tasks ask for them."""

"""Turns forecasts into the rows of a submission, exactly as the tasks of a round ask for them."""

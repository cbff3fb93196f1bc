"""Probabilistic forecasts of counts by an LSTM written in NumPy, with a reading of every gate."""

__version__ = "0.1.0"

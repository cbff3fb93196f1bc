"""Weights that every model can start from: an LSTM that has seen simulated panels, and nothing else."""

"""The weights that models can start from: an LSTM that was trained on simulated panels only."""

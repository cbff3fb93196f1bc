"""How the shared weights are made: simulated panels of counts, examples from them, and the training of one LSTM."""

"""Make the shared weights: simulate panels of counts, take examples from them, and train one LSTM."""

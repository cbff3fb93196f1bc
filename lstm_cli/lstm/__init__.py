"""The LSTM itself: mathematics on arrays in NumPy, without input or output."""

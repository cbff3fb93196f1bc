"""The LSTM itself: mathematics on arrays, in NumPy alone, without input or output."""

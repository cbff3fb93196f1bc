"""Forecasting of count panels: an ensemble of LSTMs on anchors, its scores, its gates and its file."""

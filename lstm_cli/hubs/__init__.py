"""Forecast hubs in the layout of hubverse: their configuration, their target data, and files for them, checked and written."""

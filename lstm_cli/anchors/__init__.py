"""Anchors: where a forecast would go without the network."""

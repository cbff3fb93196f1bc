"""Anchors: the simple forecasts that the networks correct."""

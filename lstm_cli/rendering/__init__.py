"""Rendering: results come in as records, text goes out; nothing here prints."""

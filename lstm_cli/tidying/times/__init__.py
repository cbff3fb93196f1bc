"""Reads times as people write them: in one column, in several, or in the header; each distinct text is read once."""

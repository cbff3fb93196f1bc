"""Times as people write them: in one column, in several, or across the header; each distinct text is read once."""

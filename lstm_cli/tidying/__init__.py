"""Files that people have to the long table that every command reads; each step says what it changed."""

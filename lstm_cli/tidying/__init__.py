"""Turns the files that people have into the long table that every command reads; each step records what it changed."""

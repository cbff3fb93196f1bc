"""Turns results into text, data and pictures; every sentence that a user reads about a result is here."""

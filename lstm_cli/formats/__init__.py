"""Results to text, data and pictures; every sentence a user reads about a result is here."""

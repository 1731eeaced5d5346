"""Posters beside plots: an image read within bounds, what it says of genres, and both together."""

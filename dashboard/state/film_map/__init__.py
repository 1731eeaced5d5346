"""The map of films: its job and its films."""

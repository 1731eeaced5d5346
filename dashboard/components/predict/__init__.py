"""A plot, its explanation, and what to try with it."""

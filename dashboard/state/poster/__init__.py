"""Posters: the one held beside a plot, those seen in a table."""

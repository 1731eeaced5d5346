"""What a table of plots holds, and what is wrong with it."""

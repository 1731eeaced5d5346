"""One's own table: the file held, its columns, the chosen set, its scores."""

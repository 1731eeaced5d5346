"""A batch job of a visitor: its films, its turn, its result and its drift."""

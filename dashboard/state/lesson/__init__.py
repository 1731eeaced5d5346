"""The exercises of the lesson: their films, a round, a leaky split, a highlight that lies."""

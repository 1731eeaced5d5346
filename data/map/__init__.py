"""A map of films: their plots as the model represents them, in two dimensions, and how far it can be trusted."""

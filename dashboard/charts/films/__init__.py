"""Charts of films: the map and its groups, lengths and genres, posters."""

"""The map of films: the picture, films found and nearest, a slice's metrics, how far to trust it."""

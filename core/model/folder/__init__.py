"""A model's folder: what is in it, how it is written, sealed, checked and opened."""

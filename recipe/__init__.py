"""How models/default was made: the teacher, pieces of plots, word vectors, and the baseline on its card."""

"""Plots and genres: where they come from, what shape they have, how they are split. Imports nothing of ours."""

"""Fitting a network: the callback that watches, checkpoints, and what comes out at the end."""

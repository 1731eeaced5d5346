"""Runs: starting, watching and comparing them."""

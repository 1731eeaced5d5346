"""Whoever hears what a run reports: its own files, the terminal; each is called with one event after the other."""

"""Promises that a tagger can keep: a precision for each label, and which films may pass unseen."""

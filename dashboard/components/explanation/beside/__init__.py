"""Beside the explanation: another model, a second method."""

"""Tagging: nearly every test opens the same small model and asks it about the same films."""

from tests.support.once import once_is_enough  # noqa: F401

"""Widgets used by more than one page: ``show(...) -> value``; each owns its session keys."""

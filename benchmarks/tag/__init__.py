"""How tagging scales on Ray."""

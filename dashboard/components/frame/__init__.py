"""What stands around every page: the sidebar, its style, and the guard for a missing model."""

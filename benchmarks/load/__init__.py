"""Many readers at once, and memory over a long time."""

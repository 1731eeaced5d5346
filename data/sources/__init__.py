"""Where plots come from: named sources, downloads, and IMDb's own lists."""

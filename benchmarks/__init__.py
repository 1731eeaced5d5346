"""What GenreLens is measured with: quality against other models, and speed. See the modules for their commands."""

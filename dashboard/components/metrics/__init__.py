"""Parts of the Metrics page."""

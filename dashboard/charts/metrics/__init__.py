"""Charts and tables of metrics."""

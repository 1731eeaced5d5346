"""What predictions are worth: metrics, their intervals, slices, and the report of an evaluation."""

"""Charts of trainings: losses, learning curves, runs."""

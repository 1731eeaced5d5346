"""What is read: odd texts told from plots, long plots, and what a warning costs."""

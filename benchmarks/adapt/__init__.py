"""Labels of one's own from few films: contenders, what to ask next, and labels that look wrong."""

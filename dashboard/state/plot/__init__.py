"""The plot that is read: its explanation, the words changed, its link."""

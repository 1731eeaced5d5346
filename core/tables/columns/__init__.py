"""Which column is which: names, a proposal by content, and a person's choice."""

"""Before a model answers for everyone, and after: what it changes, plots that it must pass, who promoted it and why."""

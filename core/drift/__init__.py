"""Whether new plots are still like those that a model learnt from: what changed, how much, and what to do about it."""

"""Review: films without labels become a queue; what people decide is kept, and teaches the model what to ask next."""

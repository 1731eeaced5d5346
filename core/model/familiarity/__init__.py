"""How much a text is like the plots that a model learnt from."""

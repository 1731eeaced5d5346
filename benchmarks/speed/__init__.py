"""How fast it is, beside other ways, and how that grows."""

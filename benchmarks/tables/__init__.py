"""How fast IMDb's lists are read."""

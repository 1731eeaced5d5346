"""Posters: what an image adds to a trained plot model, learnt from any table with a column of posters."""

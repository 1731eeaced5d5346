"""What is written of each film: the model's columns, their names, and what a promise makes of them."""

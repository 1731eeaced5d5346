"""A trained model: its folder, how it is opened, and what it answers."""

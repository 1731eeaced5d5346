"""The networks that the recipe trains or converts, and the fine-tuning of a transformer."""

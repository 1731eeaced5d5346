"""The model library: text in, genre probabilities and measured explanations out. Imports nothing of ours."""

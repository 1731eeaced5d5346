"""What a network learns from: the sides of the split, a teacher, targets, and batches of them."""

"""What a network learns from: the sides of the split, targets, a teacher, and batches of them."""

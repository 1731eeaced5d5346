"""A trained model learns labels of one's own: a new head on the frozen network, or the whole network tuned on."""

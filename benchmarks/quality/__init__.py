"""How good the genres are, beside other models."""

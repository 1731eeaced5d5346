"""How faithful the explanations are, beside other libraries'."""

"""A notebook and three short scripts to start from; the tests run them."""

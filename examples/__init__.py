"""Three short scripts to start from; the tests run them."""

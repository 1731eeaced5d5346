"""The commands of the library, a module each: what it takes (``add``) and what it does (``run``)."""

"""A method a file: each has ``attribute(target, ...)`` -> (values, base values)."""

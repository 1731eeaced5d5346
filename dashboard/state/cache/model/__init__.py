"""What models answer, kept by ModelRef: of a plot, a poster, a table, and beside another model."""

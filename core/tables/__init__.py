"""Files of plots, in and out: formats, columns, read whole or as a stream, written whole or not at all."""

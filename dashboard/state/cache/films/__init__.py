"""Films, kept by the content of their table: data sets, maps, and what the lesson works out."""

"""Everything that is no text with delimiters: JSON, Parquet, workbooks, packed files, and how a format is told."""

"""A catalogue of Parquet files: what is to be done, where it is done, and what became of it."""

"""Plots in bulk: a CSV file, a Parquet file, a catalogue of them, here or on a Ray cluster."""

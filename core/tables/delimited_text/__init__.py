"""Text with delimiters: its encoding, its dialect, its lines, and quotes that don't close."""

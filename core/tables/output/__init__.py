"""Results: written whole or not at all, apart from every input, safe for a spreadsheet."""

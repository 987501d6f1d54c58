"""Bytes to sheets of cells: a reader for each format that spreadsheets come in; ``files`` finds the one for a file."""

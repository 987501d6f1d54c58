"""Sheets as operators keep them, and what a careful reader says of them."""

"""Sheets that have to be taken apart first: stores or tables side by side, pivot tables, pages copied as they stand."""

"""A cell as the value of a metric: its kind, its unit and what its heading says decide, never the size of a number."""

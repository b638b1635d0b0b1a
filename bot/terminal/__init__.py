"""The terminal: printing and asking. What it asks goes the same way as every other question."""

"""A standard as decision tables: what they look at, and what they say of every combination of it."""

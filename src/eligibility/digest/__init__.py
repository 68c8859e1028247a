"""The rule book told to its readers: what is in force, a standard in sentences, and what changed when."""

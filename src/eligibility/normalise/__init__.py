"""From text to the model: rule books, and records."""

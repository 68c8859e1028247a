"""Engines that conclude: durable-rules, and the reference interpreter that defines the language."""

"""How well cases pin rules down."""

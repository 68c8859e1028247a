"""From an audit: how far the organisation complies with its own standards, as counts and rates."""

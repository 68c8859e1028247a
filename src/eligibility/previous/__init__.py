"""Two reviews compared: what changed since the earlier one, and which of data, rules and date caused it."""

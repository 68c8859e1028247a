"""Column maps: how an office's own sheets are understood, shown before a review and kept for the next."""

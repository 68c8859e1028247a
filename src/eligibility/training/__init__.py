"""From what reviews leave open: who must be sent to which course, by when, and what stands in the way."""

"""Limits within which durable-rules 2.0.28 is known to work, each well under the measured failure.

Measured: 512 distinct conditions under one parent hang inside C; 256 rules that share a condition
fire a rule that does not match; 65 rules that match one fact are too many; 253 keys in a fact fail;
integers beyond 64 bits saturate. See docs/decisions/0001-durable-rules.md.
"""

MAX_RULES = 250
"""Rules in one ruleset."""

MAX_TESTS = 40
"""Facts (booleans) that one ruleset may test."""

MAX_FIRING = 40
"""Rules of one ruleset that may fire for one situation."""

MAX_RULESETS = 200
"""Rulesets that are kept open at once; the one used longest ago is closed first."""

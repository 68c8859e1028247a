"""Standards as decision tables of other tools, and their tables as ours: DMN 1.5 and GoRules JDM."""

"""FEEL, the expressions of DMN, as far as decision tables need them: text in, values out."""

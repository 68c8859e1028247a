"""The nouns of the rule language and of a review: frozen declarations that all stages share.

Nothing here reads a file or prints a word, and no library but attrs is imported.
"""

"""The bulk path: candidacies as columns of small codes, each distinct situation concluded once."""

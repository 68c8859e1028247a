"""From a rule book to what a review runs on: nodes with dated moments, cuts and cells, tables of rules."""

"""From a rule book to an empty workbook that asks for what its standards read."""

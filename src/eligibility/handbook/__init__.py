"""The whole rule book to be read, printed and signed: pages that link to each other, and one document."""

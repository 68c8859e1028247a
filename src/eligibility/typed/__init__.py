"""Tables of figures as somebody typed them: a file with counts and rates comes to its discrepancies."""

"""Cases beside the rule book: records of people with what is expected of them, run the whole way through."""

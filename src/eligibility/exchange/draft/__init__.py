"""A decision table of DMN as a requirement of our language, where it says the same; else it is refused."""

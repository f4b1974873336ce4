"""Citations with known title and persons, and how many of them are read right."""

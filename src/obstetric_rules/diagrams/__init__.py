"""Decision diagrams: the rules of a question as one graph over the facts it needs."""

"""The whole way of a document: stages, steps and gates."""

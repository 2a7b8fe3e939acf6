"""The stages of a document, and the steps between them."""

"""The text: documents, versions, the working draft, and what became of each paragraph."""

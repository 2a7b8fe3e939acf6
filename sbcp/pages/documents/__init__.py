"""Reading: documents, versions, paragraphs."""

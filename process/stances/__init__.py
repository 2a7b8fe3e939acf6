"""What countries say of a document: for it, against it, or neither; and what of that stands."""

"""The ground: database, record, clock, errors. No word of the subject."""

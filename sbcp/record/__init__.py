"""The application's part of the record: signing its heads, and showing what they cover."""

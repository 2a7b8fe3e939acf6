"""Plain text as a careful person reads it: pages, columns, headings, lists and wrapped lines."""

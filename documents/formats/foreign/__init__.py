"""What other dialects of Markdown, word processors and mails have, for the dialect of texts."""

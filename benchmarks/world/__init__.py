"""What is measured on: databases, texts, comments, people."""

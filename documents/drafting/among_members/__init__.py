"""What members do among themselves about the paragraphs of a draft, apart from its words. Never public."""

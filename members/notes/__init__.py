"""What members write to each other about a paragraph of a draft. Never public."""

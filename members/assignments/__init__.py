"""Who is to see to what, and until when. Never public."""

"""Reading pages as a browser does."""

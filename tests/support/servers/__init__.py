"""Real servers for tests: PostgreSQL, SQLite files, mail."""

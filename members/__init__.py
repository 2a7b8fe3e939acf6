"""Who takes part: countries, organisations, people and their mandates."""

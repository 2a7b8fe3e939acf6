"""The tracker, countries, and the recording of acts."""

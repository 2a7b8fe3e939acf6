"""What programs read: JSON, feeds, calendars, health."""

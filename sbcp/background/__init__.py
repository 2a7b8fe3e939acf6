"""What happens without a request: jobs, periodic work, housekeeping."""

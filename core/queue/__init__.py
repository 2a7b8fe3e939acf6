"""Work that waits in the database: jobs, the outbox, the schedule of what comes back."""

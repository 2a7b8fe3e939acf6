"""Countries, organisations, people, mandates, invitations, interests."""

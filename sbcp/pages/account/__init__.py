"""Somebody's own account: sessions, second factors, kept texts; and an administrator's look at it."""

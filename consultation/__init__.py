"""Asking and answering: rounds, submissions, comments, placements, dispositions."""

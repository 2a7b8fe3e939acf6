"""Rounds: opening and changing them, their times, their close."""

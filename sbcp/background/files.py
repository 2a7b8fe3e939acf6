"""Chores about files: have those scanned that wait, let those go that nothing links or that were erased."""

from datetime import datetime

from core.db import Database
from core.files import keeping, store
from sbcp.settings import Settings


def scan(database: Database, settings: Settings, _now: datetime) -> None:
    """Ask the scanner about files that wait; where nothing is said of a scanner, they go on waiting."""
    if settings.scanner != "unset":
        keeping.scan_waiting(database, store.opened(settings.files_place), settings.scanner)


def forget(database: Database, settings: Settings, now: datetime) -> None:
    """Let files go that nothing has linked within a day, and the bytes of those that were erased."""
    keeping.forget(database, store.opened(settings.files_place), now)

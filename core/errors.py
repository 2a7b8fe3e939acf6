"""Errors of the domain: a message to translate, and the values that go into it.

The web edge turns each class into a status and a page in the reader's language; commands print
the message in English.
"""

from typing import Any


def N_(message: str) -> str:
    """Mark a message for translation and give it back unchanged."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:
    """Mark a message with a number for translation; give both forms back unchanged."""
    return one, many


class DomainError(Exception):
    """Something a person asked for cannot be done. ``message`` is a gettext id, ``values`` fill it."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotFound(DomainError):
    """The thing named does not exist, or the person may not know that it does."""


class Refused(DomainError):
    """The request is understood and not allowed now: wrong stage, closed round, missing gate."""


class Forbidden(DomainError):
    """The person holds no mandate for this."""


class Conflict(DomainError):
    """Someone else changed the same thing in the meantime."""


class Invalid(DomainError):
    """Input that cannot be used. ``field`` names the form field, if there is one."""

    def __init__(self, message: str, *, field: str = "", **values: Any) -> None:
        super().__init__(message, **values)
        self.field = field


class TooMany(DomainError):
    """Asked for too often. ``retry_after``: seconds until it may be tried again."""

    def __init__(self, message: str, *, retry_after: int, **values: Any) -> None:
        super().__init__(message, **values)
        self.retry_after = retry_after

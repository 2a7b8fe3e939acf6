"""Canonical JSON: one way to write a value as bytes and to take its digest, so that anyone gets the same.

It is that of RFC 8785 for the values used here (strings, whole numbers, booleans, null, lists,
objects): keys in order, no spaces, UTF-8, no escapes but those JSON demands.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

_JSON = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """Bytes of a JSON value. Refuses what has no portable text: floating-point numbers, and keys
    that are not text (10 sorts after 2, "10" before "2")."""
    _refuse_unportable(value)
    return _JSON.encode(value)


def canonical_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    """The canonical bytes of many values that hold texts, whole numbers, booleans and null alone, each
    with a line feed after it."""
    return _JSON.encode_lines(rows)


def new_salt() -> str:
    """Sixteen random bytes as 32 hexadecimal digits: without it nobody can guess what a digest covers."""
    return secrets.token_hex(16)


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def timestamp(instant: datetime) -> str:
    """An instant as digests and JSON write it: ``2026-03-01T12:00:00.000000Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _refuse_unportable(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON here has whole numbers only")
    if isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("canonical JSON here has text as keys only")
            _refuse_unportable(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_unportable(part)

"""Canonical JSON: one way to write a value as bytes and to take its digest, so that anyone gets the same.

It is that of RFC 8785 for the values used here (strings, whole numbers, booleans, null, lists,
objects): keys in order, no spaces, UTF-8, no escapes but those JSON demands.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def canonical(value: Any) -> bytes:
    """Bytes of a JSON value. Refuses what has no portable text: floating-point numbers, and keys
    that are not text (10 sorts after 2, "10" before "2")."""
    _refuse_unportable(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


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

"""The security log: one line of JSON for each sign-in, denial, limit, and change of who may what.

The lines go where all lines of the log go (standard error) and carry ``"log": "security"``. They hold
numbers of people and mandates, never names, addresses of mail, tokens or codes (ASVS 16.2.5).
"""

from typing import Any

import structlog

log = structlog.get_logger()


def note(event: str, *, address: str = "", **facts: Any) -> None:
    """Write one event, for example ``note("signin.failed", address="192.0.2.7", person=12)``.

    event: what happened, in two words with a point between. address: where the request came from.
    facts: who (``person``, ``mandate``, ``by``: numbers) and what it was about. The instant in UTC is
    added to every line.
    """
    log.info(event, log="security", address=address, **facts)

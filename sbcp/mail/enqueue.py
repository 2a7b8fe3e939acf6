"""Leaving a message to be sent: the one way by which mail comes about."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core import email_addresses
from core.encryption import seal
from core.errors import N_, Invalid
from core.queue import outbox
from members.models import Person
from sbcp.language import locales
from sbcp.paths import TEMPLATES
from sbcp.settings import Settings

MAIL: Path = TEMPLATES / "mail"
LONGEST_KEY = 200  # characters


def leave(
    db: Session,
    settings: Settings,
    *,
    to: str,
    template: str,
    locale: str,
    values: dict[str, Any],
    key: str,
    now: datetime,
    secret: dict[str, str] | None = None,
    person: Person | None = None,
    unsubscribe: str | None = None,
    about: str = "",
    until: datetime | None = None,
) -> bool:
    """Put a message into the outbox, in the caller's transaction; False if it was left before. Flushes.

    to: one address. template: names ``templates/mail/NAME.txt``. locale: code of the interface
    language; one that we do not have is read as English. values: what the template shows, as JSON.
    key: left twice under the same key, it is one message. secret: values such as links with tokens,
    kept sealed and forgotten once sent. person: the member it is for, whose mail is shown and erased
    with them. unsubscribe: the address of one click, for mail that people have asked to get regularly.
    about: what it concerns, where it is no person («submission:12»). until: after this instant it is
    not sent any more. Raises FileNotFoundError if there is no such template, Invalid
    for anything but exactly one address (S39).
    """
    if not email_addresses.is_one(to):
        raise Invalid(N_("Enter an e-mail address, like name@example.org."), field="email")
    if not (MAIL / f"{template}.txt").is_file():
        raise FileNotFoundError(f"templates/mail/{template}.txt")
    sealed = dict(secret or {})
    if unsubscribe:
        sealed["unsubscribe"] = unsubscribe
    message = outbox.Message(
        key=key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest(),
        recipient=to,
        about=about or (f"person:{person.id}" if person else ""),
        template=template,
        locale=locale if locale in locales.BY_CODE else locales.DEFAULT.code,
        content=values,
        secret=seal(settings.secret_key, json.dumps(sealed)) if sealed else None,
        had_secret=bool(sealed),
        urgent=person is not None and not unsubscribe,
        left_at=now,
        next_at=now,
        until=until,
    )
    return outbox.enqueue(db, message)

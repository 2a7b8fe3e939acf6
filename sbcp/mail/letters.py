"""Letters and the one way by which they are sent: through the outbox."""

import hashlib
import json
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Letter:
    """What is to be mailed to one address.

    template: names ``templates/mail/NAME.txt``. locale: code of the interface language; one that we do
    not have is read as English. values: what the template shows, as JSON. key: put into the outbox twice
    under the same key, it is one message. secret: values such as links with tokens, kept sealed and
    forgotten once sent. person: the member it is for, whose mail is shown and erased with them.
    unsubscribe: the address of one click, for mail that people have asked to get regularly. about: what
    it concerns, where it is no person («submission:12»). until: after this instant it is not sent any more.
    unconfirmed: it goes to an address that somebody typed in, and nobody has shown to be theirs.
    """

    to: str
    template: str
    locale: str
    values: dict[str, Any]
    key: str
    secret: dict[str, str] = field(default_factory=dict)
    person: Person | None = None
    unsubscribe: str | None = None
    about: str = ""
    until: datetime | None = None
    unconfirmed: bool = False


def enqueue(db: Session, settings: Settings, letter: Letter, *, now: datetime) -> bool:
    """Put a letter into the outbox, in the caller's transaction; False if it was there before. Flushes.

    Raises FileNotFoundError if there is no such template, Invalid for anything but exactly one
    address (S39).
    """
    if not email_addresses.is_one(letter.to):
        raise Invalid(N_("Enter an e-mail address, like name@example.org."), field="email")
    if not (MAIL / f"{letter.template}.txt").is_file():
        raise FileNotFoundError(f"templates/mail/{letter.template}.txt")
    sealed = dict(letter.secret)
    if letter.unsubscribe:
        sealed["unsubscribe"] = letter.unsubscribe
    message = outbox.Message(
        key=letter.key if len(letter.key) <= LONGEST_KEY else hashlib.sha256(letter.key.encode()).hexdigest(),
        recipient=letter.to,
        about=letter.about or (f"person:{letter.person.id}" if letter.person else ""),
        template=letter.template,
        locale=letter.locale if letter.locale in locales.BY_CODE else locales.DEFAULT.code,
        content=letter.values,
        secret=seal(settings.secret_key, json.dumps(sealed)) if sealed else None,
        had_secret=bool(sealed),
        urgent=letter.person is not None and not letter.unsubscribe,
        unconfirmed=letter.unconfirmed,
        left_at=now,
        next_at=now,
        until=letter.until,
    )
    return outbox.enqueue(db, message)

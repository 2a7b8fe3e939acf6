"""What is mailed to sign in with: a link that works anywhere, and a code for the browser that asked.

Both let one person in once, within ten minutes. Asking is the same work whether anybody has the
address or not, so that nobody can find out who takes part.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.errors import N_, Invalid, Refused
from core.tokens import new_token, token_hash
from members.models import Person
from members.queries import person_by_address
from members.signin.models import SignInLink

LASTS = timedelta(minutes=10)
CODE_DIGITS = 8  # digits are on every keyboard, whatever its script

SPENT = N_("This sign-in link has been used or is too old. Ask for a new one.")
SPENT_CODE = N_("This code has been used or is too old. Ask for a new one.")
WRONG_CODE = N_("This is not the code. Check the newest message, or ask for a new one.")


@dataclass(frozen=True)
class NewLink:
    """What came of asking. ``person`` is missing where nobody has the address: then the link and the code
    lead nowhere. browser: the token for the cookie of the browser that asked."""

    id: int
    person: Person | None
    link: str
    code: str
    browser: str
    expires_at: datetime


def create(db: Session, *, email: str, next_path: str = "", now: datetime) -> NewLink:
    """A new link and code for whoever has this address of mail, if anybody has."""
    person = person_by_address(db, email)
    if person is not None and person.disabled_at is not None:
        person = None
    link, browser = new_token(), new_token()
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    sign_in_link = SignInLink(
        token_hash=token_hash(link),
        person=person,
        browser_hash=token_hash(browser),
        code_hash=_code_hash(browser, code),
        next_path=next_path,
        expires_at=now + LASTS,
    )
    db.add(sign_in_link)
    db.flush()
    return NewLink(sign_in_link.id, person, link, code, browser, sign_in_link.expires_at)


def make(db: Session, *, person: Person, now: datetime) -> str:
    """A token for a link that lets this person in once, for those who hand it over themselves."""
    token = new_token()
    db.add(SignInLink(token_hash=token_hash(token), person=person, expires_at=now + LASTS))
    db.flush()
    return token


def person_of(db: Session, *, token: str, now: datetime) -> Person | None:
    """Whom a link would let in now; nothing is spent. None if it is spent, old or unknown."""
    link = db.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)))
    return link.person if link is not None and _opens(link, now) else None


def use(db: Session, *, token: str, now: datetime) -> SignInLink:
    """Spend a link; its row, with the person it was made for. Raises Refused if it is spent, old or
    unknown."""
    link = db.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)).with_for_update())
    if link is None or not _opens(link, now):
        raise Refused(SPENT)
    return _spend(db, link, now)


def use_code(db: Session, *, browser: str, code: str, now: datetime) -> SignInLink:
    """Spend a code that was typed into the browser that asked for it. Raises Refused if there is none, or
    none any more, and Invalid if it is another. How often it may be tried is counted where it is typed."""
    link = db.scalar(
        select(SignInLink).where(SignInLink.browser_hash == token_hash(browser)).with_for_update()
    )
    if link is None or link.code_hash is None or link.used_at is not None or _outdated(link, now):
        raise Refused(SPENT_CODE)
    typed = "".join(sign for sign in code if sign.isdecimal())
    if not hmac.compare_digest(_code_hash(browser, _ascii(typed)), link.code_hash) or not _opens(link, now):
        raise Invalid(WRONG_CODE, field="code")
    return _spend(db, link, now)


def _spend(db: Session, link: SignInLink, now: datetime) -> SignInLink:
    """This one, and whatever else was mailed to the same person: they are in."""
    db.execute(
        update(SignInLink)
        .where(SignInLink.person_id == link.person_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    db.refresh(link)
    return link


def _opens(link: SignInLink, now: datetime) -> bool:
    person = link.person
    known = person is not None and person.disabled_at is None and person.erased_at is None
    return known and link.used_at is None and not _outdated(link, now)


def _outdated(link: SignInLink, now: datetime) -> bool:
    """Too old; or of a time that the clock has been set back from, by more than it could last (F06)."""
    return not now < link.expires_at <= now + LASTS


def _code_hash(browser: str, code: str) -> str:
    return token_hash(f"{browser}.{code}")


def _ascii(digits: str) -> str:
    """Digits of any script as those that were mailed."""
    return "".join(str(int(digit)) for digit in digits)

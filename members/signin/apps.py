"""Apps that show a new code every half minute (TOTP, RFC 6238), for those who have no passkey."""

import hmac
from datetime import datetime, timedelta

import msgspec
import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.encryption import CannotUnseal, seal, unseal
from core.errors import N_, Invalid, Refused
from members.models import Person
from members.signin.models import CodeApp

STEP = 30  # seconds
EITHER_SIDE = 1  # steps that the clocks of the phone and of ours may be apart
LASTS = timedelta(minutes=30)  # for setting up

WRONG = N_("This is not the code that the app shows now. Check the time on your phone, and try again.")
REPLAYED = N_("This code has been used. Wait for the next one.")
OUTDATED = N_("This took too long. Scan the new picture, and try again.")
UNREADABLE = N_("Your app cannot be checked any more. Use a recovery code, or ask an administrator for help.")
TAKEN = N_("You have set up an app already. Remove it first.")


class _Setup(msgspec.Struct, frozen=True):
    person: int
    secret: str
    until: datetime


def of_person(db: Session, person: Person) -> CodeApp | None:
    return db.scalar(select(CodeApp).where(CodeApp.person == person))


def propose(key: str, *, person: Person, now: datetime) -> tuple[str, str]:
    """A new secret of 160 bits for an app, and a sealed ticket that brings it back: nothing is stored
    before the person has shown that the app works. key: ``settings.secret_key``."""
    secret = pyotp.random_base32()
    setup = _Setup(person.id, secret, now + LASTS)
    return secret, seal(key, msgspec.json.encode(setup).decode())


def proposed(key: str, ticket: str, *, person: Person, now: datetime) -> str | None:
    """The secret that a ticket brings back, if it was made for this person and is not too old."""
    try:
        setup = msgspec.json.decode(unseal(key, ticket), type=_Setup)
    except (CannotUnseal, msgspec.DecodeError, ValueError):
        return None
    return setup.secret if setup.person == person.id and now < setup.until <= now + LASTS else None


def address(secret: str, *, person: Person, issuer: str) -> str:
    """What the picture says to the app (otpauth://…)."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=person.email, issuer_name=issuer)


def add(db: Session, key: str, *, person: Person, ticket: str, code: str, now: datetime) -> CodeApp:
    """Set up the app that shows this code. Raises Invalid for another code, Refused for an old ticket and
    if there is an app already."""
    if of_person(db, person) is not None:
        raise Refused(TAKEN)
    secret = proposed(key, ticket, person=person, now=now)
    if secret is None:
        raise Refused(OUTDATED)
    step = _step_of(secret, code, now)
    if step is None:
        raise Invalid(WRONG, field="code")
    app = CodeApp(person=person, secret=seal(key, secret), last_step=step, added_at=now)
    db.add(app)
    db.flush()
    return app


def use(db: Session, key: str, *, person: Person, code: str, now: datetime) -> CodeApp:
    """Check what a person's app shows. A code is taken once. Raises Invalid for a wrong or used one,
    Refused if there is no app or its secret cannot be opened any more."""
    app = of_person(db, person)
    if app is None:
        raise Refused(UNREADABLE)
    try:
        secret = unseal(key, app.secret)
    except CannotUnseal as error:
        raise Refused(UNREADABLE) from error
    step = _step_of(secret, code, now)
    if step is None:
        raise Invalid(WRONG, field="code")
    taken = update(CodeApp).where(CodeApp.id == app.id, CodeApp.last_step < step)
    if db.execute(taken.values(last_step=step, used_at=now)).rowcount != 1:  # type: ignore[attr-defined]
        raise Invalid(REPLAYED, field="code")
    db.refresh(app)
    return app


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is, if it is one of those around now."""
    typed = "".join(str(int(sign)) for sign in code if sign.isdecimal())
    totp = pyotp.TOTP(secret, interval=STEP)
    here = int(now.timestamp()) // STEP
    matching_step = None
    for step in range(here - EITHER_SIDE, here + EITHER_SIDE + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            matching_step = step
    return matching_step

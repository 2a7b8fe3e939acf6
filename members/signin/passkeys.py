"""Passkeys (WebAuthn level 2): registering one, and signing in with one.

A ceremony has two halves. ``options_to_…`` gives the page what the browser needs, with a fresh
challenge, and a sealed ticket that says what the challenge is for; nothing is stored, since showing a
page changes nothing. ``register`` and ``answer`` take the ticket back with what the browser made of it.
Each challenge is for one purpose, one session, ten minutes, and one use. The person must have been
verified by the device (by finger, face or PIN), so that a passkey is two factors by itself.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.encryption import CannotUnseal, seal, unseal
from core.errors import N_, Invalid, NotFound, Refused
from core.text import checked_line
from core.tokens import token_hash
from members.models import Person
from members.signin.models import Passkey, SpentChallenge

LASTS = timedelta(minutes=10)
MOST = 20  # of one person
LONGEST_NAME = 60  # characters
LONGEST_ANSWER = 20_000  # characters
LONGEST_ID = 1400  # characters of base64url: 1023 bytes, the most that WebAuthn allows

REGISTER, ANSWER = "register", "answer"

OUTDATED = N_("This took too long, or was done already. Please try again.")
NOT_VERIFIED = N_("The passkey could not be checked. Please try again, or choose another way.")
UNKNOWN = N_("This passkey is not known here. It may have been removed.")
TAKEN = N_("This passkey is registered already.")
NO_NAME = N_("Give the passkey a name, so that you can tell it from others.")
TOO_LONG = N_("The name is longer than 60 characters.")
TOO_MANY = N_("You have as many passkeys as one person can have. Remove one first.")
NO_PASSKEY = N_("There is no such passkey.")


@dataclass(frozen=True)
class Site:
    """Where passkeys are for. host: what they are bound to. origin: scheme, host and port of our pages.
    key: ``settings.secret_key``."""

    name: str
    host: str
    origin: str
    key: str


@dataclass(frozen=True)
class Ceremony:
    """The first half: JSON for the browser, and the ticket that comes back with its answer."""

    options: str
    ticket: str


class _Ticket(msgspec.Struct, frozen=True):
    purpose: str
    challenge: str
    session: int  # 0 before somebody is signed in
    handle: str
    until: datetime


def of_person(db: Session, person: Person) -> list[Passkey]:
    """Their passkeys, the oldest first."""
    return list(db.scalars(select(Passkey).where(Passkey.person == person).order_by(Passkey.id)))


def options_to_register(db: Session, site: Site, *, person: Person, session: int, now: datetime) -> Ceremony:
    """What the browser needs to make a passkey for this person, on a device that has none of theirs."""
    known = of_person(db, person)
    handle = known[0].handle if known else bytes_to_base64url(secrets.token_bytes(32))
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=base64url_to_bytes(handle),
        user_name=person.email,
        user_display_name=person.name,
        timeout=_milliseconds(),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _ceremony(site, options_to_json(options), REGISTER, options.challenge, session, now, handle)


def register(
    db: Session,
    site: Site,
    *,
    person: Person,
    session: int,
    ticket: str,
    answer: str,
    name: str,
    now: datetime,
) -> Passkey:
    """Add the passkey that a browser has made. Raises Invalid and Refused."""
    name = checked_name(name)
    if len(of_person(db, person)) >= MOST:
        raise Refused(TOO_MANY)
    opened = _spend(db, site, ticket, REGISTER, session, now)
    try:
        registration = verify_registration_response(
            credential=_parsed(answer),
            expected_challenge=base64url_to_bytes(opened.challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(NOT_VERIFIED) from error
    passkey = Passkey(
        person=person,
        credential_id=bytes_to_base64url(registration.credential_id),
        public_key=bytes_to_base64url(registration.credential_public_key),
        handle=opened.handle,
        sign_count=registration.sign_count,
        transports=_transports(answer),
        name=name,
        added_at=now,
    )
    try:
        with db.begin_nested():
            db.add(passkey)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return passkey


def options_to_answer(
    db: Session, site: Site, *, person: Person | None, session: int, now: datetime
) -> Ceremony:
    """What the browser needs to show a passkey: one of this person, or of whoever sits there."""
    allowed = [_descriptor(passkey) for passkey in of_person(db, person)] if person else []
    options = generate_authentication_options(
        rp_id=site.host,
        timeout=_milliseconds(),
        allow_credentials=allowed,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _ceremony(site, options_to_json(options), ANSWER, options.challenge, session, now)


def answer(
    db: Session, site: Site, *, person: Person | None, session: int, ticket: str, answer: str, now: datetime
) -> Passkey:
    """The passkey that was shown, checked: of this person, or of whoever signs in with it.

    Raises Refused for one that is unknown or somebody else's and for an old ticket, Invalid for an answer
    that does not hold, such as one whose counter went back: the passkey may have been copied.
    """
    opened = _spend(db, site, ticket, ANSWER, session, now)
    given = _parsed(answer)
    passkey = db.scalar(
        select(Passkey)
        .where(Passkey.credential_id == str(given.get("id", ""))[:LONGEST_ID])
        .with_for_update()
    )
    if passkey is None or (person is not None and passkey.person_id != person.id):
        raise Refused(UNKNOWN)
    if passkey.person.disabled_at is not None or not _is_theirs(given, passkey):
        raise Refused(UNKNOWN)
    try:
        shown = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(opened.challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(NOT_VERIFIED) from error
    passkey.sign_count, passkey.used_at = shown.new_sign_count, now
    db.flush()
    return passkey


def own(db: Session, person: Person, passkey_id: int) -> Passkey:
    """One of this person's passkeys. Raises NotFound."""
    passkey = db.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != person.id:
        raise NotFound(NO_PASSKEY)
    return passkey


def checked_name(name: str) -> str:
    """What a person calls a passkey, in one line. Raises Invalid."""
    return checked_line(name, "name", limit=LONGEST_NAME, missing=NO_NAME, too_long=TOO_LONG)


def _ceremony(
    site: Site, options: str, purpose: str, challenge: bytes, session: int, now: datetime, handle: str = ""
) -> Ceremony:
    ticket = _Ticket(purpose, bytes_to_base64url(challenge), session, handle, now + LASTS)
    return Ceremony(options, seal(site.key, msgspec.json.encode(ticket).decode()))


def _spend(db: Session, site: Site, ticket: str, purpose: str, session: int, now: datetime) -> _Ticket:
    """Open a ticket and see to it that it is not used again. Raises Refused."""
    try:
        opened = msgspec.json.decode(unseal(site.key, ticket), type=_Ticket)
    except (CannotUnseal, msgspec.DecodeError, ValueError) as error:
        raise Refused(OUTDATED) from error
    if opened.purpose != purpose or opened.session != session or not now < opened.until <= now + LASTS:
        raise Refused(OUTDATED)
    db.execute(delete(SpentChallenge).where(SpentChallenge.expires_at <= now))  # too old to be answered
    try:
        with db.begin_nested():
            db.add(SpentChallenge(challenge_hash=token_hash(opened.challenge), expires_at=opened.until))
    except IntegrityError as error:
        raise Refused(OUTDATED) from error
    return opened


def _parsed(answer: str) -> dict[str, object]:
    try:
        given = json.loads(answer[:LONGEST_ANSWER])
    except ValueError as error:
        raise Invalid(NOT_VERIFIED) from error
    if not isinstance(given, dict):
        raise Invalid(NOT_VERIFIED)
    return given


def _is_theirs(given: dict[str, object], passkey: Passkey) -> bool:
    """Whether the device says the same of whose passkey it is, if it says anything (WebAuthn 7.2, 6)."""
    response = given.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return not handle or handle == passkey.handle


def _transports(answer: str) -> list[str]:
    """How the device is reached, as the browser says: a hint for later."""
    response = _parsed(answer).get("response")
    named = response.get("transports") if isinstance(response, dict) else None
    return [str(name)[:20] for name in named[:8]] if isinstance(named, list) else []


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id))


def _milliseconds() -> int:
    return int(LASTS / timedelta(milliseconds=1))

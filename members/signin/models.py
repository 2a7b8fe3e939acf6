"""Sessions, and what lets people in."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from members.models import Person

Method = Literal["link", "code", "oidc", "passkey", "example"]

METHODS: tuple[str, ...] = get_args(Method)


class SignIn(Base):
    """A person signed in on one browser. Only the SHA-256 of the cookie's token is kept.

    ``agent`` is how the browser names itself, so that people know their sessions apart.
    ``second_factor_at`` is missing until a second factor was shown in this session.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[str] = mapped_column(String(12), default="link")
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInLink(Base):
    """A single-use way in that was mailed: a link, and a code for the browser that asked for it.

    Only digests are kept. The code counts together with the token of that browser's cookie, so its
    digest cannot be turned back by trying all codes. ``person`` is missing where nobody has the
    address that was entered: such a row lets nobody in. ``next_path``: where to go on to afterwards.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    next_path: Mapped[str] = mapped_column(String(2000), default="")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()


class Passkey(Base):
    """A public key whose other half never leaves a person's device or key manager (WebAuthn).

    ``handle`` is what the device knows the person by: random, so that it tells nothing about them.
    ``sign_count`` is the device's own counter at its last use; many keep none and always say 0.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url
    public_key: Mapped[str] = mapped_column(Text)  # base64url of COSE
    handle: Mapped[str] = mapped_column(String(88))  # base64url
    sign_count: Mapped[int] = mapped_column(BigInteger)  # up to 2³² − 1
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class CodeApp(Base):
    """An app that shows a new code every half minute (TOTP, RFC 6238); one for each person.

    ``secret`` is sealed. ``last_step`` is the half minute of the newest code that was taken: neither it
    nor an earlier one is taken again.
    """

    __tablename__ = "code_app"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class RecoveryCode(Base):
    """A code on paper that stands in once for a second factor that is not at hand.

    Only its scrypt digest is kept; the codes of one set share a salt.
    """

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """A challenge to a passkey that was answered: the same answer is worth nothing a second time.

    Kept as SHA-256, until it would have been too old anyway.
    """

    __tablename__ = "spent_challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Identity(Base):
    """Who a person is at an OpenID provider: the issuer and the subject it knows them by.

    These two alone are the key; a provider may give an address or a name to somebody else, a subject
    never (OpenID Connect Core 5.7). ``label`` is how the provider called the account when it was
    added, so that its owner can tell it from another.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(254), default="")
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SpentState(Base):
    """A way to a provider and back that was gone: its ``state`` is worth nothing a second time.

    Kept as SHA-256, until it would have been too old anyway.
    """

    __tablename__ = "spent_state"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)

"""Sessions, and what lets people in."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import MACHINE, NUMBER
from members.models import Person
from members.signin.personal import CODE_APP, IDENTITY, PASSKEY, RECOVERY_CODE, SIGN_IN, SIGN_IN_LINK

Method = Literal["link", "code", "oidc", "passkey", "example"]

METHODS: tuple[str, ...] = get_args(Method)


class SignIn(Base):
    """A person signed in on one browser. Only the SHA-256 of the cookie's token is kept.

    ``agent`` is how the browser names itself, so that people know their sessions apart.
    ``second_factor_at`` is missing until a second factor was shown in this session.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SIGN_IN.credential())
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=SIGN_IN.private(owner="person")
    )
    method: Mapped[str] = mapped_column(String(12), default="link", info=SIGN_IN.private())
    agent: Mapped[str] = mapped_column(String(200), default="", info=SIGN_IN.private())
    created_at: Mapped[datetime] = mapped_column(info=SIGN_IN.private())
    seen_at: Mapped[datetime] = mapped_column(info=SIGN_IN.private())
    expires_at: Mapped[datetime] = mapped_column(info=SIGN_IN.private())
    second_factor_at: Mapped[datetime | None] = mapped_column(info=SIGN_IN.private())
    ended_at: Mapped[datetime | None] = mapped_column(info=SIGN_IN.private())

    person: Mapped[Person] = relationship()


class SignInLink(Base):
    """A single-use way in that was mailed: a link, and a code for the browser that asked for it.

    Only digests are kept. The code counts together with the token of that browser's cookie, so its
    digest cannot be turned back by trying all codes. ``person`` is missing where nobody has the
    address that was entered: such a row lets nobody in. ``next_path``: where to go on to afterwards.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SIGN_IN_LINK.credential())
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, info=SIGN_IN_LINK.private(owner="person")
    )
    browser_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=SIGN_IN_LINK.credential())
    code_hash: Mapped[str | None] = mapped_column(String(64), info=SIGN_IN_LINK.credential())
    next_path: Mapped[str] = mapped_column(String(2000), default="", info=SIGN_IN_LINK.private())
    expires_at: Mapped[datetime] = mapped_column(info=SIGN_IN_LINK.private())
    used_at: Mapped[datetime | None] = mapped_column(info=SIGN_IN_LINK.private())

    person: Mapped[Person | None] = relationship()


class Passkey(Base):
    """A public key whose other half never leaves a person's device or key manager (WebAuthn).

    ``handle`` is what the device knows the person by: random, so that it tells nothing about them.
    ``sign_count`` is the device's own counter at its last use; many keep none and always say 0.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=PASSKEY.private(owner="person")
    )
    credential_id: Mapped[str] = mapped_column(
        String(1400), unique=True, info=PASSKEY.credential()
    )  # base64url
    public_key: Mapped[str] = mapped_column(Text, info=PASSKEY.credential())  # base64url of COSE
    handle: Mapped[str] = mapped_column(String(88), info=PASSKEY.credential())  # base64url
    sign_count: Mapped[int] = mapped_column(BigInteger, info=PASSKEY.credential())  # up to 2³² − 1
    transports: Mapped[list[str]] = mapped_column(JSON, default=list, info=PASSKEY.private())
    name: Mapped[str] = mapped_column(String(60), info=PASSKEY.private())
    added_at: Mapped[datetime] = mapped_column(info=PASSKEY.private())
    used_at: Mapped[datetime | None] = mapped_column(info=PASSKEY.private())

    person: Mapped[Person] = relationship()


class CodeApp(Base):
    """An app that shows a new code every half minute (TOTP, RFC 6238); one for each person.

    ``secret`` is sealed. ``last_step`` is the half minute of the newest code that was taken: neither it
    nor an earlier one is taken again.
    """

    __tablename__ = "code_app"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), unique=True, info=CODE_APP.private(owner="person")
    )
    secret: Mapped[str] = mapped_column(Text, info=CODE_APP.credential())
    last_step: Mapped[int] = mapped_column(default=0, info=CODE_APP.credential())
    added_at: Mapped[datetime] = mapped_column(info=CODE_APP.private())
    used_at: Mapped[datetime | None] = mapped_column(info=CODE_APP.private())

    person: Mapped[Person] = relationship()


class RecoveryCode(Base):
    """A code on paper that stands in once for a second factor that is not at hand.

    Only its scrypt digest is kept; the codes of one set share a salt.
    """

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=RECOVERY_CODE.private(owner="person")
    )
    salt: Mapped[str] = mapped_column(String(32), info=RECOVERY_CODE.credential())
    code_hash: Mapped[str] = mapped_column(String(64), info=RECOVERY_CODE.credential())
    made_at: Mapped[datetime] = mapped_column(info=RECOVERY_CODE.private())
    used_at: Mapped[datetime | None] = mapped_column(info=RECOVERY_CODE.private())


class SpentChallenge(Base):
    """A challenge to a passkey that was answered: the same answer is worth nothing a second time.

    Kept as SHA-256, until it would have been too old anyway.
    """

    __tablename__ = "spent_challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=MACHINE)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=MACHINE)


class Identity(Base):
    """Who a person is at an OpenID provider: the issuer and the subject it knows them by.

    These two alone are the key; a provider may give an address or a name to somebody else, a subject
    never (OpenID Connect Core 5.7). ``label`` is how the provider called the account when it was
    added, so that its owner can tell it from another.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=IDENTITY.private(owner="person")
    )
    issuer: Mapped[str] = mapped_column(String(500), info=IDENTITY.private())
    subject: Mapped[str] = mapped_column(String(255), info=IDENTITY.private())
    label: Mapped[str] = mapped_column(String(254), default="", info=IDENTITY.private())
    added_at: Mapped[datetime] = mapped_column(info=IDENTITY.private())
    used_at: Mapped[datetime | None] = mapped_column(info=IDENTITY.private())

    person: Mapped[Person] = relationship()


class SpentState(Base):
    """A way to a provider and back that was gone: its ``state`` is worth nothing a second time.

    Kept as SHA-256, until it would have been too old anyway.
    """

    __tablename__ = "spent_state"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=MACHINE)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=MACHINE)

"""What somebody was writing when their session ended: kept for a day, for them alone.

The fields are sealed; whoever reads the database without the instance's secret key learns only that
somebody was writing something, and where.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.encryption import CannotUnseal, seal, unseal
from core.personal import NUMBER
from core.tokens import token_hash
from members.models import Person
from members.signin.models import SignIn
from members.signin.personal import KEPT_FORM

LASTS = timedelta(hours=24)
MOST = 20  # forms of one person; the oldest make room
LARGEST = 1_000_000  # characters, with the names of the fields

Fields = list[tuple[str, str]]


class KeptForm(Base):
    """A form that could not be taken. ``path``: the address it was going to. ``fields``: sealed JSON."""

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, info=KEPT_FORM.private(owner="person")
    )
    path: Mapped[str] = mapped_column(String(1000), info=KEPT_FORM.private())
    fields: Mapped[str] = mapped_column(Text, info=KEPT_FORM.credential())
    kept_at: Mapped[datetime] = mapped_column(index=True, info=KEPT_FORM.private())


def whose_was(db: Session, token: str, now: datetime) -> Person | None:
    """Whose session a cookie stood for that has run out by itself, within the last day.

    Not of one that was ended: whoever ends a session wants nothing more to come from it.
    """
    session = db.scalar(
        select(SignIn).where(
            SignIn.token_hash == token_hash(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now - LASTS,
        )
    )
    return session.person if session is not None and session.person.disabled_at is None else None


def store(db: Session, *, person: Person, path: str, fields: Fields, key: str, now: datetime) -> bool:
    """Store a form for a person; False if it is too large. ``key``: ``settings.secret_key``."""
    if len(path) > 1000 or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return False
    held = db.scalars(
        select(KeptForm.id).where(KeptForm.person_id == person.id).order_by(KeptForm.id.desc())
    ).all()
    db.execute(delete(KeptForm).where(KeptForm.id.in_(held[MOST - 1 :])))
    sealed = seal(key, msgspec.json.encode(fields).decode())
    db.add(KeptForm(person_id=person.id, path=path, fields=sealed, kept_at=now))
    db.flush()
    return True


def kept_for(db: Session, person: Person, key: str, now: datetime) -> list[tuple[KeptForm, Fields]]:
    """What is kept for a person, the newest first, with the fields that were typed."""
    rows = db.scalars(
        select(KeptForm)
        .where(KeptForm.person_id == person.id, KeptForm.kept_at > now - LASTS)
        .order_by(KeptForm.id.desc())
    )
    return [(form, fields) for form in rows if (fields := _opened(form, key)) is not None]


def waits_for(db: Session, person: Person, now: datetime) -> bool:
    """Whether something is kept for a person."""
    wanted = select(KeptForm.id).where(KeptForm.person_id == person.id, KeptForm.kept_at > now - LASTS)
    return db.scalar(wanted.limit(1)) is not None


def forget(db: Session, person: Person, form_id: int) -> None:
    """Take away one form of this person: it has been sent, or they do not want it."""
    db.execute(delete(KeptForm).where(KeptForm.id == form_id, KeptForm.person_id == person.id))


def forget_old(db: Session, now: datetime) -> None:
    """Take away what nobody came back for."""
    db.execute(delete(KeptForm).where(KeptForm.kept_at <= now - LASTS))


def _opened(form: KeptForm, key: str) -> Fields | None:
    try:
        return msgspec.json.decode(unseal(key, form.fields), type=Fields)
    except CannotUnseal:  # the secret key was changed since
        return None

"""Server-side sessions: begun, found again, made stronger, listed, ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound
from core.tokens import new_token, token_hash
from members.models import Mandate, Person, Role
from members.signin.models import SignIn

LASTS = timedelta(hours=12)  # whatever is done in it
IDLE = timedelta(hours=1)  # without a request
SEEN_EVERY = timedelta(minutes=5)  # how often a request is noted
FRESH = timedelta(minutes=10)  # how long a second factor that was shown is enough to change factors
# Clocks of several machines may differ by this. A session of a later time than that was made by a clock
# that has been set back since, and would outlive its time by as much: it is refused (F06).
SLACK = timedelta(minutes=5)
LONGEST_AGENT = 200  # characters

# Roles that only read: they need no second factor.
READING_ROLES = (Role.OBSERVER,)

NO_SESSION = N_("This session has ended already.")


def begin(
    db: Session,
    *,
    person: Person,
    method: str,
    now: datetime,
    agent: str = "",
    second_factor: bool = False,
) -> str:
    """Begin a person's session; the token for the cookie."""
    token = new_token()
    db.add(
        SignIn(
            token_hash=token_hash(token),
            person=person,
            method=method,
            agent=agent[:LONGEST_AGENT],
            created_at=now,
            seen_at=now,
            expires_at=now + LASTS,
            second_factor_at=now if second_factor else None,
        )
    )
    db.flush()
    return token


def current(db: Session, token: str, now: datetime) -> SignIn | None:
    """The session that a cookie's token stands for now, with the person and their mandates."""
    mandate = joinedload(SignIn.person).selectinload(Person.mandates)
    session = db.scalar(
        select(SignIn)
        .where(SignIn.token_hash == token_hash(token), *_alive(now))
        .options(
            mandate.options(
                joinedload(Mandate.organisation),
                joinedload(Mandate.participant),
                joinedload(Mandate.substitute_for),
            )
        )
    )
    return session if session is not None and session.person.disabled_at is None else None


def usable(mandates: Sequence[Mandate], session: SignIn | None) -> list[Mandate]:
    """Those of the mandates in force that may be used in this session: whoever writes has shown a
    second factor."""
    if session is None:
        return []
    strong = session.second_factor_at is not None
    return [mandate for mandate in mandates if strong or not writes([mandate])]


def writes(mandates: Sequence[Mandate]) -> bool:
    """Whether any of these asks for a second factor."""
    return any(mandate.role not in READING_ROLES for mandate in mandates)


def is_fresh(session: SignIn, now: datetime) -> bool:
    """Whether a second factor was shown in this session a moment ago."""
    shown = session.second_factor_at
    return shown is not None and now - FRESH < shown <= now + SLACK


def strengthen(db: Session, session: SignIn, now: datetime) -> str:
    """A second factor was shown: the session goes on under a new token, and the old one is worthless.
    The token for the cookie."""
    token = new_token()
    session.token_hash = token_hash(token)
    session.second_factor_at = now
    db.flush()
    return token


def is_unseen(session: SignIn, now: datetime) -> bool:
    """Whether it is time to note that the session is in use."""
    return abs(now - session.seen_at) >= SEEN_EVERY


def mark_seen(db: Session, session_id: int, now: datetime) -> None:
    """Note that a session is in use. One that was ended meanwhile stays so."""
    db.execute(update(SignIn).where(SignIn.id == session_id, SignIn.ended_at.is_(None)).values(seen_at=now))


def of_person(db: Session, person: Person, now: datetime) -> list[SignIn]:
    """The sessions of a person that somebody could go on in, the one last seen first."""
    alive = select(SignIn).where(SignIn.person == person, *_alive(now))
    return list(db.scalars(alive.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def end(db: Session, *, token: str, now: datetime) -> None:
    """End a session at once; a copied cookie is worthless from here on."""
    session = db.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if session is not None and session.ended_at is None:
        session.ended_at = now
        db.flush()


def end_one(db: Session, *, person: Person, session_id: int, now: datetime) -> None:
    """End one session of this person. Raises NotFound if it is not theirs or has ended."""
    session = db.get(SignIn, session_id)
    if session is None or session.person_id != person.id or session.ended_at is not None:
        raise NotFound(NO_SESSION)
    session.ended_at = now
    db.flush()


def end_all(db: Session, *, person: Person, now: datetime, but: SignIn | None = None) -> None:
    """End every session of a person, but the one named."""
    ended = update(SignIn).where(SignIn.person == person, SignIn.ended_at.is_(None))
    if but is not None:
        ended = ended.where(SignIn.id != but.id)
    db.execute(ended.values(ended_at=now))


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of the rows of sessions that have not ended, nor come to their time."""
    return (
        SignIn.ended_at.is_(None),
        SignIn.expires_at > now,
        SignIn.seen_at > now - IDLE,
        SignIn.created_at <= now + SLACK,
        SignIn.seen_at <= now + SLACK,
    )

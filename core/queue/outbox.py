"""The transactional outbox: messages that leave after the commit, in a table of the same database.

A message is enqueued in the caller's transaction: it exists if, and only if, what it tells of was
stored. It is sent later, outside of any transaction, by whoever claims it under a lease
(``core.queue.lease``):

1. ``claim`` (committed): nobody else has it until the lease ends; ``unknown`` counts the try.
2. It is handed to the mail server.
3. ``mark_sent``, ``put_off`` or ``mark_failed`` (committed): the outcome is known, ``unknown`` is one less.

A sender killed between 1 and 3 leaves a try of which nobody knows whether the message went out. It is
made once more after the lease, under the same Message-ID; after a second such try it has failed, and
a person may send it again. So a message goes out twice at most, and none is forgotten (F02).
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Index,
    String,
    Text,
    Update,
    case,
    delete,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from core.db import Base
from core.errors import N_, NotFound, Refused
from core.personal import MACHINE
from core.queue import lease
from core.queue.personal import OUTBOX

LEASE = timedelta(minutes=10)  # longer than a mail server may take for one message
GIVE_UP = timedelta(days=3)  # after this a message that could not be sent has failed
UNKNOWN_TRIES = 2
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
LONGEST_SILENCE = timedelta(minutes=15)  # between two knocks at a mail server that is away
LONGEST_PROBLEM = 300  # characters
WAITING = text("ended_at IS NULL")

# Nobody's mailbox is flooded through us: more wait for their turn. Messages that somebody waits
# for (signing in) are not held back; their number is limited where they are asked for.
PER_RECIPIENT, PER_RECIPIENT_IN = 20, timedelta(hours=1)
PER_UNCONFIRMED = 3  # in the same time, of messages to an address that somebody may only have typed in


class Message(lease.Leased, Base):
    """A message to one address. ``key`` says which: enqueued twice, it is one message.

    ``content`` are the values of its template, ``secret`` those that are sealed; both are forgotten in
    time, the rest tells what was sent when. ``about`` names what it concerns, so that its delivery can
    be shown there. ``unknown`` counts tries without a known outcome. ``problem`` is what went wrong last, in
    the words of the mail server; ``verdict`` is why we gave up ourselves, to be translated.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "next_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_outbox_recipient", "recipient", "ended_at"),
    )

    key: Mapped[str] = mapped_column(String(200), unique=True, info=OUTBOX.credential())
    recipient: Mapped[str] = mapped_column(String(254), info=OUTBOX.private(owner="address"))
    about: Mapped[str] = mapped_column(
        String(120), default="", index=True, info=OUTBOX.private(owner="about")
    )
    template: Mapped[str] = mapped_column(String(60), info=OUTBOX.private())
    locale: Mapped[str] = mapped_column(String(20), info=OUTBOX.private())
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=OUTBOX.private())
    secret: Mapped[str | None] = mapped_column(Text, info=OUTBOX.credential())
    had_secret: Mapped[bool] = mapped_column(default=False, info=MACHINE)
    urgent: Mapped[bool] = mapped_column(default=False, info=MACHINE)
    unconfirmed: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info=MACHINE
    )  # nobody has shown that the mailbox is theirs: such messages are counted apart, and hold up no others
    left_at: Mapped[datetime] = mapped_column(info=OUTBOX.private())
    next_at: Mapped[datetime] = mapped_column(info=MACHINE)
    until: Mapped[datetime | None] = mapped_column(info=MACHINE)  # after this it would be of no use
    unknown: Mapped[int] = mapped_column(default=0, info=MACHINE)
    unreachable: Mapped[bool] = mapped_column(
        default=False, info=MACHINE
    )  # the mail server was, at the last try
    problem: Mapped[str] = mapped_column(String(300), default="", info=OUTBOX.private())
    verdict: Mapped[str] = mapped_column(String(120), default="", info=MACHINE)
    ended_at: Mapped[datetime | None] = mapped_column(index=True, info=OUTBOX.private())
    sent: Mapped[bool] = mapped_column(default=False, info=OUTBOX.private())

    @property
    def state(self) -> str:
        """waiting, sent or failed."""
        if self.ended_at is None:
            return "waiting"
        return "sent" if self.sent else "failed"


def enqueue(db: Session, message: Message) -> bool:
    """Enqueue a message in the caller's transaction; False if there is one with its key already. Flushes."""
    if db.scalar(select(Message.id).where(Message.key == message.key)) is not None:
        return False
    try:
        with db.begin_nested():
            db.add(message)
    except IntegrityError:  # another transaction was quicker
        return False
    return True


def has_work(db: Session, now: datetime) -> bool:
    """Whether something is to be sent, or given up: one small read."""
    ready = _due(now) & (_due_for(now) | _overdue(now))
    return db.scalar(select(Message.id).where(ready).limit(1)) is not None


def claim(db: Session, now: datetime) -> Message | None:
    """The next message that is due, leased to the caller; None if there is none. To be committed at once."""
    order = (Message.urgent.desc(), Message.id)
    ready = _due(now) & _due_for(now)
    return lease.claim(db, Message, ready, *order, until=now + LEASE, unknown=Message.unknown + 1)


def mark_sent(db: Session, message_id: int, tries: int, now: datetime) -> None:
    """The mail server has taken the message that was taken at that try. Its secrets are forgotten."""
    _end(db, message_id, tries, now, sent=True, unknown=Message.unknown - 1, secret=None)


def mark_failed(
    db: Session, message_id: int, tries: int, now: datetime, problem: str, verdict: str = ""
) -> None:
    """The message cannot be sent: the mail server said so for good, or we know it (``verdict``)."""
    why = {"problem": _short(problem), "verdict": verdict}
    _end(db, message_id, tries, now, sent=False, unknown=Message.unknown - 1, **why)


def put_off(
    db: Session, message_id: int, tries: int, now: datetime, problem: str, *, known: bool = True
) -> None:
    """It was not sent this time: try again after a pause that grows with the tries. known: whether it is
    certain that it did not go out."""
    values: dict[str, Any] = {"unknown": Message.unknown - 1} if known else {}
    next_at = now + pause(tries, LONGEST_PAUSE)
    lease.give_back(db, Message, message_id, tries, next_at=next_at, problem=_short(problem), **values)


def unreachable(db: Session, now: datetime, problem: str) -> None:
    """The mail server could not be spoken to: all that is due waits, each the longer the more often."""
    waiting = select(Message.tries).where(_due(now)).distinct()
    for tries in db.scalars(waiting).all():
        put = update(Message).where(_due(now), Message.tries == tries)
        next_at = now + pause(tries + 1, LONGEST_SILENCE)
        _change(db, put.values(tries=tries + 1, next_at=next_at, problem=_short(problem), unreachable=True))


def silent_since(db: Session) -> datetime | None:
    """Since when the mail server has been away, as far as waiting messages tell; None if it is not."""
    away = select(func.min(Message.left_at)).where(Message.ended_at.is_(None), Message.unreachable)
    return db.scalar(away)


def pause(tries: int, longest: timedelta) -> timedelta:
    """How long after so many tries: a minute, doubled each time."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(SHORTEST_PAUSE * doubled, longest)


def reached(db: Session, now: datetime) -> int:
    """The mail server answers again: what waits because it did not is due now. How many those are."""
    waiting = update(Message).where(Message.ended_at.is_(None), Message.unreachable)
    return _change(db, waiting.values(next_at=now, unreachable=False))


def end_overdue(db: Session, now: datetime) -> int:
    """Give up what has waited too long, would be of no use any more, or may have been sent twice.
    How many those are."""
    reasons = (
        (Message.unknown >= UNKNOWN_TRIES, N_("It was tried twice, and nobody knows whether it arrived.")),
        (Message.until <= now, N_("It could not be sent in time.")),
        (Message.left_at <= now - GIVE_UP, N_("It could not be sent for three days.")),
    )
    ended = 0
    for reason, words in reasons:
        overdue = update(Message).where(Message.ended_at.is_(None), lease.is_free(Message, now), reason)
        ended += _change(db, overdue.values(ended_at=now, leased_until=None, verdict=words))
    return ended


def send_again(db: Session, message_id: int, now: datetime) -> Message:
    """Put a message that was sent, or has failed, back into the outbox. Raises NotFound, and Refused if
    it waits already or what it said has been forgotten."""
    message = db.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound(N_("There is no such message."))
    if message.ended_at is None:
        raise Refused(N_("This message is still waiting to be sent."))
    if not can_send_again(message):
        raise Refused(N_("What this message said has been forgotten. It cannot be sent again."))
    message.ended_at, message.sent, message.problem, message.verdict = None, False, "", ""
    message.left_at = message.next_at = now
    message.unknown = 0
    message.until = None
    db.flush()
    return message


def can_send_again(message: Message) -> bool:
    """Whether it has ended and is still known in full."""
    forgotten = message.content is None or (message.secret is None and message.had_secret)
    return message.ended_at is not None and not forgotten


def forget(db: Session, before: datetime) -> int:
    """Forget what messages said that ended before an instant. How many those are."""
    old = update(Message).where(Message.ended_at < before, Message.content.is_not(None))
    return _change(db, old.values(content=None, secret=None))


def erase(db: Session, *, recipient: str = "", about: str = "") -> int:
    """Take every trace of messages to an address, or about something, out of the outbox."""
    where = Message.recipient == recipient if recipient else Message.about == about
    return _affected(db.execute(delete(Message).where(where)))


def about(db: Session, subject: str) -> list[Message]:
    """The messages about something, the newest first."""
    return list(db.scalars(select(Message).where(Message.about == subject).order_by(Message.id.desc())))


def _due(now: datetime) -> ColumnElement[bool]:
    return Message.ended_at.is_(None) & (Message.next_at <= now) & lease.is_free(Message, now)


def _overdue(now: datetime) -> ColumnElement[bool]:
    return or_(Message.unknown >= UNKNOWN_TRIES, Message.until <= now, Message.left_at <= now - GIVE_UP)


def _due_for(now: datetime) -> ColumnElement[bool]:
    """The recipient has not had too many of its sort of late, those included that are just being sent, and
    the message is not one of those to be given up."""
    earlier = aliased(Message)
    count = (
        select(func.count())
        .select_from(earlier)
        .where(
            earlier.recipient == Message.recipient,
            earlier.unconfirmed == Message.unconfirmed,
            or_((earlier.ended_at > now - PER_RECIPIENT_IN) & earlier.sent, earlier.leased_until > now),
        )
        .correlate(Message)
        .scalar_subquery()
    )
    most = case((Message.unconfirmed, PER_UNCONFIRMED), else_=PER_RECIPIENT)
    return (Message.unknown < UNKNOWN_TRIES) & (Message.urgent | (count < most))


def _end(db: Session, message_id: int, tries: int, now: datetime, **values: Any) -> None:
    lease.give_back(db, Message, message_id, tries, ended_at=now, unreachable=False, **values)


def _change(db: Session, statement: Update) -> int:
    return _affected(db.execute(statement.execution_options(synchronize_session=False)))


def _affected(result: Any) -> int:
    return int(result.rowcount)


def _short(problem: str) -> str:
    return " ".join(problem.split())[:LONGEST_PROBLEM]

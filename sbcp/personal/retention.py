"""What is held no longer than it is needed: a daily chore lets go of what the inventory gives a term.

Each rule is a transaction of its own. Where other rooms forget sooner (the secrets of mail that was
sent, kept forms, counters of limits), they do it themselves.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Table, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from adoption.begun import keeping as begun
from consultation.models import Comment, Consultation, Respondent, Submission, Wording
from consultation.responses import room
from core.db import Database
from core.queue.outbox import Message
from members.signin.models import SignIn, SignInLink
from process.lifecycle import Stage
from process.models import Step
from sbcp.notifications.models import Follower, Subscription
from sbcp.personal.inventory import of_table
from sbcp.settings import Settings

ENDED = (Stage.IN_FORCE, Stage.SUPERSEDED, Stage.WITHDRAWN)  # stages in which nobody has to ask back any more

AFTER_CLOSING = timedelta(hours=72)  # of a round, in which one may still send late

AT_ONCE = 500  # rows that are deleted by one statement

SHORT_WAIT = 500  # milliseconds for whoever reads just now

Rule = Callable[[Session, datetime], None]


def carry_out(database: Database, settings: Settings, now: datetime) -> None:
    """Let go of everything whose time is over at ``now``."""
    for rule in RULES:
        with database.writing() as db:
            rule(db, now)
            db.commit()
    scrub(database.engine)


def scrub(engine: Engine) -> None:
    """Take what was erased off the disk. SQLite overwrites what is deleted (``secure_delete``), but its
    log beside the file still has the pages of before, until it is emptied; while somebody reads, that is
    left to the next time. PostgreSQL does the same in its own time (autovacuum)."""
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        [[patience]] = cursor.execute("PRAGMA busy_timeout").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={SHORT_WAIT}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={int(patience)}")


def unsent_responses(db: Session, now: datetime) -> None:
    """Unsent responses without a word that nobody has saved for a while; those with words, once nobody can
    expect to send them any more, with all that is in them. How many there can be, room bounds."""
    saved = func.coalesce(Submission.saved_at, Submission.created_at)
    empty = ~exists().where(Comment.submission_id == Submission.id)
    closed = exists().where(
        Consultation.id == Submission.consultation_id, Consultation.closes_at <= now - AFTER_CLOSING
    )
    old = select(Submission.id).where(
        Submission.received_at.is_(None),
        or_(
            and_(empty, saved <= _before("submission", now)),
            and_(closed, saved <= now - AFTER_CLOSING),
        ),
    )
    # They are locked first: what is being saved or sent just now stays.
    old = old.with_for_update(of=Submission, skip_locked=True).limit(AT_ONCE)
    while gone := db.scalars(old).all():
        comments = select(Comment.id).where(Comment.submission_id.in_(gone))
        _delete(db, Wording.__table__, Wording.comment_id.in_(comments))  # type: ignore[arg-type]
        _delete(db, Comment.__table__, Comment.submission_id.in_(gone))  # type: ignore[arg-type]
        _delete(db, Respondent.__table__, Respondent.submission_id.in_(gone))  # type: ignore[arg-type]
        _delete(db, Submission.__table__, Submission.id.in_(gone))  # type: ignore[arg-type]
    room.count_anew(db)


def respondents(db: Session, now: datetime) -> None:
    """Addresses, and names that were not published, once the process of the document is long over."""
    last = select(func.max(Step.id)).group_by(Step.document_id)
    over = select(Step.document_id).where(
        Step.id.in_(last), Step.stage.in_(ENDED), Step.taken_at <= _before("respondent", now)
    )
    sent = (
        select(Submission.id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(Consultation.document_id.in_(over))
    )
    theirs = Respondent.submission_id.in_(sent)
    unnamed = or_(Respondent.name != "", Respondent.organisation != "", Respondent.email != "")
    db.execute(
        update(Respondent)
        .where(theirs, Respondent.publish_name.is_(False), unnamed)
        .values(name="", organisation="", email="")
    )
    db.execute(update(Respondent).where(theirs, Respondent.email != "").values(email=""))


def sessions(db: Session, now: datetime) -> None:
    """Sessions that were ended, or ended by themselves."""
    ended = func.coalesce(SignIn.ended_at, SignIn.expires_at)
    db.execute(delete(SignIn).where(ended <= _before("sign_in", now)))


def sign_in_links(db: Session, now: datetime) -> None:
    """Links that were used or are too old."""
    spent = func.coalesce(SignInLink.used_at, SignInLink.expires_at)
    db.execute(delete(SignInLink).where(spent <= _before("sign_in_link", now)))


def mail(db: Session, now: datetime) -> None:
    """Messages that were sent or given up."""
    db.execute(delete(Message).where(Message.ended_at <= _before("outbox", now)))


def unconfirmed(db: Session, now: datetime) -> None:
    """Subscriptions that nobody confirmed, and addresses that follow nothing."""
    db.execute(
        delete(Subscription).where(
            Subscription.confirmed_at.is_(None), Subscription.made_at <= _before("subscription", now)
        )
    )
    follows = exists().where(Subscription.follower_id == Follower.id)
    db.execute(delete(Follower).where(~follows, Follower.made_at <= _before("follower", now)))


def begun_acts(db: Session, now: datetime) -> None:
    """Acts that somebody has begun to enter and not touched for a long time; their files go after them."""
    begun.forget_old(db, _before("act_draft", now))


RULES: tuple[Rule, ...] = (
    unsent_responses,
    respondents,
    sessions,
    sign_in_links,
    mail,
    unconfirmed,
    begun_acts,
)


def _before(table: str, now: datetime) -> datetime:
    """The instant before which rows of a table are too old."""
    days = of_table(table).days
    assert days is not None, f"the inventory gives {table} no term"
    return now - timedelta(days=days)


def _delete(db: Session, table: Table, which: ColumnElement[bool]) -> None:
    db.execute(delete(table).where(which), execution_options={"synchronize_session": False})

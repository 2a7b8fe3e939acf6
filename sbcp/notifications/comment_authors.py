"""Mail to those who left an address with their response: the receipt, the answers, and where their
comments stand in a new version. Nothing else is sent there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.kinds import PlacementKind
from consultation.models import (
    Comment,
    Consultation,
    Disposition,
    Placement,
    Respondent,
    StandingPlace,
    Submission,
    Trace,
)
from consultation.queries import fates, paragraphs_at
from core.db import Database
from core.record import entries as record
from core.record.canonical import timestamp
from core.record.entries import Entry
from documents.models import Document, Paragraph, Version
from documents.text.typed import words
from documents.text.words import plain
from sbcp.language import locales
from sbcp.language.locales import in_script
from sbcp.mail.letters import Letter, enqueue
from sbcp.notifications.models import NewsRead, Reader
from sbcp.notifications.tokens import author_stop_link
from sbcp.notifications.wording import place_name, shortened
from sbcp.settings import Settings
from sbcp.urls import url

ACTIONS = ("comment.answered", "comment.placed", "version.published")
ENTRIES = 200  # looked at a time
BATCH = 100  # responses a transaction


def send_receipt(
    db: Session, settings: Settings, submission: Submission, *, token: str, now: datetime
) -> None:
    """Enqueue the receipt of a response that was just sent, in its transaction. token: its private address,
    which nothing but this message knows: it is sealed, and forgotten once sent."""
    respondent = submission.respondent
    if respondent is None or not respondent.email or submission.received_at is None:
        return
    round_ = submission.consultation
    with locales.speaking(_locale(respondent)):
        path = url(locales.current().code, "receipt", token=token)
    _enqueue(
        db,
        settings,
        respondent,
        "receipt",
        "receipt",
        now,
        {
            "number": f"{round_.document.slug}-{submission.entry}",
            "version": round_.version.number,
            "received_at": timestamp(submission.received_at),
            "zone": round_.zone,
            "late": submission.late,
            "closes_at": timestamp(round_.closes_at),
            "digest": submission.digest,
            "comments": [comment.number for comment in submission.comments],
        },
        {"receipt": settings.base_url + path},
    )


def notify_authors(database: Database, settings: Settings, now: datetime) -> None:
    """Enqueue mail about what happened to comments since the last time, entry after entry."""
    while True:
        with database.reading() as db:
            seen = db.get_one(NewsRead, Reader.AUTHORS).seq
            head = record.head(db).seq
            query = select(Entry).where(Entry.seq > seen, Entry.action.in_(ACTIONS)).order_by(Entry.seq)
            entries = list(db.scalars(query.limit(ENTRIES).options(joinedload(Entry.payload))))
            db.expunge_all()
        for entry in entries:
            _notify(database, settings, entry, now)
        if len(entries) < ENTRIES:
            break
    if head > seen:
        with database.writing() as db:
            _mark(db, head)
            db.commit()


def _notify(database: Database, settings: Settings, entry: Entry, now: datetime) -> None:
    """Everybody whom an entry concerns, some at a time; the last with the mark that it is done. Broken off
    in the middle, it is done again, and the keys see to it that nobody is told twice."""
    with database.reading() as db:
        ids = _concerned(db, entry)
    for start in range(0, len(ids), BATCH):
        with database.writing() as db:
            for submission in _submissions(db, ids[start : start + BATCH]):
                _notify_one(db, settings, entry, submission, now)
            db.commit()
    with database.writing() as db:
        _mark(db, entry.seq)
        db.commit()


def _mark(db: Session, seq: int) -> None:
    mark = db.get_one(NewsRead, Reader.AUTHORS, with_for_update=True)
    mark.seq = max(mark.seq, seq)


def _concerned(db: Session, entry: Entry) -> list[int]:
    """The responses with an address whose comments the entry is about."""
    if entry.payload is None:
        return []
    body, slug = entry.payload.body, entry.subject.partition(":")[2]
    query = (
        select(Submission.id)
        .join(Respondent, Respondent.submission_id == Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(Document, Document.id == Comment.document_id)
        .where(Respondent.email != "", Document.slug == slug, Comment.number.is_not(None))
    )
    if entry.action == "version.published":
        query = query.join(Placement, Placement.comment_id == Comment.id).join(
            Version, Version.id == Placement.version_id
        )
        query = query.where(Version.number == body["number"], Placement.kind != PlacementKind.UNCHANGED)
    else:
        query = query.where(Comment.number == body["comment"])
    return list(db.scalars(query.distinct().order_by(Submission.id)))


def _submissions(db: Session, ids: Sequence[int]) -> list[Submission]:
    comments = selectinload(Submission.comments)
    return list(
        db.scalars(
            select(Submission)
            .where(Submission.id.in_(ids))
            .order_by(Submission.id)
            .options(
                joinedload(Submission.respondent),
                joinedload(Submission.consultation).options(
                    joinedload(Consultation.document), joinedload(Consultation.version)
                ),
                comments.selectinload(Comment.places).joinedload(StandingPlace.version),
                comments.selectinload(Comment.traces).options(joinedload(Trace.revision), *fates()),
                comments.selectinload(Comment.dispositions),
                comments.joinedload(Comment.version),
            )
        )
    )


def _notify_one(db: Session, settings: Settings, entry: Entry, submission: Submission, now: datetime) -> None:
    respondent = submission.respondent
    if respondent is None or not respondent.email or entry.payload is None:
        return
    body = entry.payload.body
    with locales.speaking(_locale(respondent)):
        if entry.action == "version.published":
            values = _places(db, submission, body["number"])
            template = "places"
        elif entry.action == "comment.placed":
            values = _places(db, submission, body["version"], body["comment"])
            template = "places"
        else:
            values = _answer(db, submission, body)
            template = "answer"
        if values:
            values["decided"] = entry.action == "comment.placed"
            _enqueue(db, settings, respondent, template, str(entry.seq), now, values, {})


def _answer(db: Session, submission: Submission, body: dict[str, Any]) -> dict[str, Any]:
    comment = next((each for each in submission.comments if each.number == body["comment"]), None)
    if comment is None or comment.disposition is None:
        return {}
    answer: Disposition = comment.disposition
    return {
        **_comment(db, submission, comment),
        "answer": answer.answer,
        "reason": words(answer.reason),
        "revisions": [trace.revision.name for trace in comment.carried_out if trace.version is None],
        "shown": [
            [trace.revision.name, trace.version.number]
            for trace in comment.carried_out
            if trace.version is not None
        ],
        "in_part": [trace.revision.name for trace in comment.traces if trace.in_part],
        "undone": [
            [trace.revision.name, trace.undone_by.name if trace.undone_by else ""] for trace in comment.undone
        ],
    }


def _places(db: Session, submission: Submission, number: int, only: int | None = None) -> dict[str, Any]:
    """Where the comments of a response stand in a version, those that stand otherwise than before."""
    placed = []
    for comment in submission.comments:
        placement = next((each for each in comment.places if each.version.number == number), None)
        if placement is None or (only is not None and comment.number != only):
            continue
        if placement.kind == PlacementKind.UNCHANGED and only is None:
            continue
        here = paragraphs_at(db, placement.version, [placement.pid]).get(placement.pid)
        placed.append(
            {
                **_comment(db, submission, comment),
                "kind": placement.kind,
                "reason": placement.reason,
                "now": in_script(shortened(plain(here.markdown)), placement.version.language) if here else "",
                "now_place": place_name(here, placement.version.language) if here else "",
            }
        )
    return {"comments": placed, "version": number} if placed else {}


def _comment(db: Session, submission: Submission, comment: Comment) -> dict[str, Any]:
    """A comment as its author knows it again."""
    version = comment.version
    paragraph: Paragraph | None = paragraphs_at(db, version, [comment.pid]).get(comment.pid)
    return {
        "number": comment.number,
        "place": place_name(paragraph, version.language),
        "words": shortened(words(comment.body)),
    }


def _enqueue(
    db: Session,
    settings: Settings,
    respondent: Respondent,
    template: str,
    what: str,
    now: datetime,
    values: dict[str, Any],
    secret: dict[str, str],
) -> None:
    submission = respondent.submission
    document = submission.consultation.document
    with locales.speaking(_locale(respondent)):
        title = in_script(document.title, document.language)
    enqueue(
        db,
        settings,
        Letter(
            to=respondent.email,
            template=template,
            locale=_locale(respondent).code,
            values={"title": title, "slug": document.slug, **values},
            key=f"author:{submission.id}:{timestamp(submission.created_at)}:{what}",
            secret=secret,
            unsubscribe=author_stop_link(settings, respondent),
            about=f"submission:{submission.id}",
            unconfirmed=template == "receipt",  # whoever sends a response may name any address
        ),
        now=now,
    )


def _locale(respondent: Respondent) -> locales.Locale:
    return locales.BY_CODE.get(respondent.locale, locales.DEFAULT)

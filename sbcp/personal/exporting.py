"""A person's own data as one file: every personal column of every row that is theirs (GDPR 15, 20).

Credentials and digests of them are no part of it: they would let whoever gets hold of the file in.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission
from core.personal import Holding
from core.record.canonical import timestamp
from core.record.entries import Entry
from members.models import Person
from sbcp.personal.inventory import HOLDINGS
from sbcp.personal.owning import Subject, rows


def of_member(db: Session, person: Person, now: datetime) -> dict[str, Any]:
    """All that is held of a member, with the acts done under their mandates."""
    actors = [mandate.actor for mandate in person.mandates]
    acts = db.scalars(select(Entry).where(Entry.actor.in_(actors)).order_by(Entry.seq))
    return {
        **_of(db, Subject(person=person.id, address=person.email), now),
        "acts": [
            {"entry": act.seq, "at": timestamp(act.at), "action": act.action, "subject": act.subject}
            for act in acts
        ],
    }


def of_respondent(db: Session, submission: Submission, now: datetime) -> dict[str, Any]:
    """All that is held of the sender of a response, with the comments as they were sent."""
    return {
        **_of(db, Subject(submission=submission.id), now),
        "receipt": {"entry": submission.entry, "digest": submission.digest},
    }


def _of(db: Session, subject: Subject, now: datetime) -> dict[str, Any]:
    held = {holding.table: _rows(db, holding, subject) for holding in HOLDINGS}
    return {"made_at": timestamp(now), "held": {table: entries for table, entries in held.items() if entries}}


def _rows(db: Session, holding: Holding, subject: Subject) -> list[dict[str, Any]]:
    return [
        {column: _plain(held._mapping[column]) for column in holding.columns}
        for held in rows(db, holding, subject)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timestamp(value)
    return value.isoformat() if isinstance(value, date) else value

"""Acts for tests, recorded the way the product records them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import Delay, EntryRule, When
from adoption.kinds import ADOPTIONS, CONSENTS, Level
from adoption.models import Act
from adoption.recording.acts import record_act
from adoption.recording.recorded import Paper
from core.days import PartialDay
from documents.models import Document
from documents.queries import last_version
from members.models import Mandate
from tests.support.factories import NOW, make_mandate, make_participant

PAPER = Paper(
    title="Закључак о усвајању",
    language="sr-Cyrl",
    title_en="Conclusion on the adoption",
    body="Government",
    number="05-310",
    gazette="Gazette 17, p. 4",
)


def make_act(
    db: Session,
    document: Document,
    kind: str = "adopted by government",
    *,
    by: Mandate | None = None,
    country: str = "RS",
    done_on: date | PartialDay | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Act:
    """An act on the last version, by a government's representative made for it by default."""
    by = by or make_mandate(db, "government", country=country)
    version = values.pop("version", None) or last_version(db, document)
    assert version is not None
    done = done_on if isinstance(done_on, PartialDay) else PartialDay(done_on or now.date())
    if done.day < version.published_at.date():
        values.setdefault("early_reason", "It was done on the draft, in this wording.")
    effective_on = values.pop("effective_on", None)
    if effective_on and not isinstance(effective_on, PartialDay):
        effective_on = PartialDay(effective_on)
    return record_act(
        db,
        document,
        version,
        by=by,
        now=now,
        **{
            "participant": by.participant,
            "kind": kind,
            "instrument": PAPER,
            "done_on": done,
            "effective_on": effective_on,
            **values,
        },
    )


def set_rule(db: Session, document: Document, *, now: datetime = NOW, **values: Any) -> EntryRule:
    """A rule of entry into force: one reported act of consent, and thirty days, unless told otherwise."""
    make_participant(db)
    rule = EntryRule(
        **{
            "counts": (*ADOPTIONS, *CONSENTS),
            "level": Level.REPORTED,
            "needs": 1,
            "when": When(Delay.DAYS, 30),
            **values,
        }
    )
    ruling.set_rule(db, document, rule, reason="An example.", asked_by=None, approved_by=None, now=now)
    return rule

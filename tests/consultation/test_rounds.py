"""Opening a round: its times, its version, its place in the record."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation import queries, rounds
from consultation.models import Consultation
from core import record
from core.errors import Invalid, Refused
from documents.models import Document
from tests import factories

DAY = timedelta(days=1)


def opened(db: Session, document: Document, **values: Any) -> Consultation:
    now = factories.NOW
    given: dict[str, Any] = {
        "opens_at": now + DAY,
        "closes_at": now + 22 * DAY,
        "zone": "Europe/Brussels",
        "introduction": "Tell us what works.",
        "by": None,
        "now": now,
    }
    return rounds.open_round(db, document, document.versions[-1], **{**given, **values})


def test_P03_opening_puts_times_zone_and_the_exact_version_on_record(db: Session) -> None:
    mandate = factories.make_mandate(db)
    document = factories.make_document(db)
    round_ = opened(db, document, by=mandate)
    entry = db.scalars(select(record.Entry).order_by(record.Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    assert (entry.action, entry.subject, entry.actor) == (
        "consultation.opened",
        document.subject,
        mandate.actor,
    )
    assert entry.payload.body == {
        "consultation": round_.id,
        "version": 1,
        "digest": document.versions[-1].digest,
        "opens_at": "2027-03-02T12:00:00.000000Z",
        "closes_at": "2027-03-23T12:00:00.000000Z",
        "zone": "Europe/Brussels",
        "introduction": "Tell us what works.",
    }


def test_a_round_may_open_at_once_but_not_before(db: Session) -> None:
    now = factories.NOW
    assert opened(db, factories.make_document(db), opens_at=now).opens_at == now
    with pytest.raises(Invalid) as refused:
        opened(db, factories.make_document(db), opens_at=now - timedelta(microseconds=1))
    assert refused.value.field == "opens"


@pytest.mark.parametrize("after", [timedelta(0), -DAY])
def test_a_round_closes_after_it_opens(db: Session, after: timedelta) -> None:
    with pytest.raises(Invalid) as refused:
        opened(db, factories.make_document(db), closes_at=factories.NOW + DAY + after)
    assert refused.value.field == "closes"


def test_two_rounds_on_one_version_do_not_overlap_but_may_follow(db: Session) -> None:
    document = factories.make_document(db)
    first = opened(db, document)
    with pytest.raises(Refused):
        opened(db, document, opens_at=first.closes_at - DAY, closes_at=first.closes_at + DAY)
    opened(db, document, opens_at=first.closes_at, closes_at=first.closes_at + DAY)
    assert len(queries.rounds_of(db, document)) == 2


def test_a_round_is_on_a_version_of_its_document(db: Session) -> None:
    with pytest.raises(Invalid) as refused:
        rounds.open_round(
            db,
            factories.make_document(db),
            factories.make_document(db).versions[-1],
            opens_at=factories.NOW,
            closes_at=factories.NOW + DAY,
            zone="UTC",
            introduction="",
            by=None,
            now=factories.NOW,
        )
    assert refused.value.field == "version"


def test_open_rounds_are_those_open_now_the_one_that_closes_first_first(db: Session, now: datetime) -> None:
    later = factories.make_consultation(db, closes_at=now + 9 * DAY)
    sooner = factories.make_consultation(db, closes_at=now + 2 * DAY)
    factories.make_consultation(db, state="announced")
    factories.make_consultation(db, state="closed")
    factories.make_consultation(db, closes_at=now)
    assert queries.open_rounds(db, now) == [sooner, later]
    assert sooner in queries.open_rounds(db, sooner.opens_at)

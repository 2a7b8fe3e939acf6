"""Members say themselves what they have an interest in, and what they take no part in."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid, NotFound, Refused
from core.record import entries
from core.record.entries import Entry
from members import interests
from members.interests import Declaration, blocking
from members.models import Mandate
from tests.support.factories import make_mandate, make_participant
from tests.support.recorded import content

POLICY = "document:policy"


@pytest.fixture
def member(db: Session) -> Mandate:
    return make_mandate(db, "working_group")


def said(**values: object) -> Declaration:
    return Declaration(**{"text": "My firm sells this.", "language": "en", **values})  # type: ignore[arg-type]


def test_a_declaration_is_public_in_the_members_own_words(
    db: Session, member: Mandate, now: datetime
) -> None:
    made = interests.declare(db, said(subject=POLICY), by=member, now=now)
    assert interests.about(db, POLICY) == [made]
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.subject, entry.actor) == ("interest.declared", POLICY, member.actor)
    assert entry.payload is not None
    assert content(entry) == {
        "declaration": made.id,
        "mandate": member.id,
        "organisation": member.organisation.name,
        "participant": None,
        "text": "My firm sells this.",
        "language": "en",
    }
    assert interests.recusals(db, member.person) == [], "an interest keeps nobody from anything"


def test_a_recusal_holds_for_the_person_whatever_mandate_they_hold(
    db: Session, member: Mandate, now: datetime
) -> None:
    make_mandate(db, "secretariat", person=member.person)
    made = interests.declare(db, said(subject=POLICY, recused=True), by=member, now=now)
    assert interests.recusals(db, member.person, POLICY) == [made]
    assert interests.recusals(db, member.person, "document:other") == []
    assert interests.recusals(db, make_mandate(db).person, POLICY) == []


def test_a_recusal_ends_by_the_person_alone_and_both_days_stay(
    db: Session, member: Mandate, now: datetime
) -> None:
    made = interests.declare(db, said(subject=POLICY, recused=True), by=member, now=now)
    with pytest.raises(NotFound):
        interests.end(db, made, reason="Over.", by=make_mandate(db), now=now)
    with pytest.raises(Invalid):
        interests.end(db, made, reason="", by=member, now=now)
    interests.end(db, made, reason="I sold the firm.", by=member, now=now)
    assert interests.recusals(db, member.person) == []
    assert interests.declared(db) == [made]
    with pytest.raises(Refused):
        interests.end(db, made, reason="Again.", by=member, now=now)
    assert entries.verify(db) is None


def test_the_same_recusal_stands_once(db: Session, member: Mandate, now: datetime) -> None:
    interests.declare(db, said(subject=POLICY, recused=True), by=member, now=now)
    with pytest.raises(Refused):
        interests.declare(db, said(subject=POLICY, recused=True), by=member, now=now)
    interests.declare(
        db, said(subject=POLICY, recused=True, participant=make_participant(db)), by=member, now=now
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"language": ""}, "language"),
        ({"recused": True}, "subject"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_declaration_says_what_in_which_language(
    db: Session, member: Mandate, now: datetime, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as error:
        interests.declare(db, said(**values), by=member, now=now)
    assert error.value.field == field


def test_a_recusal_from_the_adoption_by_one_country_concerns_its_acts_alone(
    db: Session, member: Mandate, now: datetime
) -> None:
    made = interests.declare(
        db, said(subject=POLICY, recused=True, participant=make_participant(db, "RS")), by=member, now=now
    )
    assert blocking([made], country="RS", adoption=True) is made
    assert blocking([made], country="MK", adoption=True) is None
    assert blocking([made], country="RS", adoption=False) is None
    whole = interests.declare(db, said(subject=POLICY, recused=True), by=member, now=now)
    assert blocking([made, whole]) is whole

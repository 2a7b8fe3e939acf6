"""What countries say of a document: stated by their own governments, kept, and counted by the gate."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Conflict, Forbidden, Invalid, Refused
from core.record.entries import Entry
from documents.models import Document
from members.models import Mandate
from process import queries
from process.models import Step
from process.services import GatesClosed, take_step
from process.stances import reading, stating
from process.stances.stating import Reason, Statement
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_document, make_mandate, make_version
from tests.support.recorded import content

OBJECTION = Statement("object", "The duty to report is too heavy.", "en")


@pytest.fixture
def document(db: Session) -> Document:
    document = make_document(db)
    at(db, document, "revision")
    return document


def at(db: Session, document: Document, stage: str) -> None:
    db.add(Step(document=document, stage=stage, taken_at=NOW))
    db.flush()


def government(db: Session, country: str = "RS") -> Mandate:
    return make_mandate(db, "government", country=country)


def objections(db: Session, document: Document) -> int:
    return queries.facts(db, document, NOW + timedelta(days=9)).objections


def last_entry(db: Session) -> Entry:
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).first()
    assert entry is not None
    return entry


def test_a_stance_is_on_the_record_with_the_mandate_and_the_words(db: Session, document: Document) -> None:
    by = government(db)
    stance = stating.state(db, document, OBJECTION, by=by, now=NOW)
    entry = last_entry(db)
    assert (entry.action, entry.actor, entry.subject) == ("stance.stated", by.actor, document.subject)
    assert content(entry) == {
        "stance": stance.id,
        "participant": "RS",
        "kind": "object",
        "reason": OBJECTION.reason,
        "language": "en",
    }
    stating.withdraw(db, stance, Reason("It was settled.", "en"), by=by, now=NOW)
    assert content(last_entry(db))["reason"] == "It was settled."


def test_an_objection_needs_a_reason_and_a_reason_its_language(db: Session, document: Document) -> None:
    by = government(db)
    for statement, field in (
        (Statement("object"), "reason"),
        (Statement("object", "No.", ""), "language"),
        (Statement("applaud"), "kind"),
    ):
        with pytest.raises(Invalid) as raised:
            stating.state(db, document, statement, by=by, now=NOW)
        assert raised.value.field == field
    assert stating.state(db, document, Statement("support"), by=by, now=NOW).reason == ""


def test_nobody_speaks_for_a_country_without_its_mandate(db: Session, document: Document) -> None:
    with pytest.raises(Forbidden):
        stating.state(db, document, OBJECTION, by=make_mandate(db), now=NOW)
    stance = stating.state(db, document, OBJECTION, by=government(db), now=NOW)
    with pytest.raises(Forbidden):
        stating.withdraw(db, stance, Reason(), by=government(db, "MK"), now=NOW)


@pytest.mark.parametrize("stage", ["drafting", "consultation", "superseded", "withdrawn"])
def test_nothing_is_stated_at_other_stages_and_an_objection_is_withdrawn_at_any(
    db: Session, document: Document, stage: str
) -> None:
    by = government(db)
    stance = stating.state(db, document, OBJECTION, by=by, now=NOW)
    at(db, document, stage)
    with pytest.raises(Refused):
        stating.state(db, document, Statement("support"), by=by, now=NOW)
    stating.withdraw(db, stance, Reason(), by=by, now=NOW)
    assert objections(db, document) == 0


def test_what_is_stated_or_withdrawn_already_is_not_again(db: Session, document: Document) -> None:
    by = government(db)
    stance = stating.state(db, document, OBJECTION, by=by, now=NOW)
    with pytest.raises(Conflict):
        stating.state(db, document, OBJECTION, by=by, now=NOW + timedelta(minutes=1))
    stating.withdraw(db, stance, Reason(), by=by, now=NOW)
    with pytest.raises(Conflict):
        stating.withdraw(db, stance, Reason(), by=by, now=NOW)


def test_an_objection_stands_through_versions_and_stages_and_each_country_counts_once(
    db: Session, document: Document
) -> None:
    serbia, croatia = government(db), government(db, "HR")
    stance = stating.state(db, document, OBJECTION, by=serbia, now=NOW)
    make_version(db, document)
    for stage in ("consultation", "revision", "adoption"):
        at(db, document, stage)
        assert objections(db, document) == 1
    make_act(db, document, "objection", by=serbia, statement="Not so.", language="en")
    assert objections(db, document) == 1, "it objects by an act as well"
    make_act(db, document, "objection", by=croatia, statement="Nor we.", language="en")
    assert objections(db, document) == 2
    stating.withdraw(db, stance, Reason(), by=serbia, now=NOW)
    assert objections(db, document) == 2, "its act stands"


def test_the_gate_of_adoption_is_closed_while_a_country_objects(db: Session, document: Document) -> None:
    by = government(db)
    stance = stating.state(db, document, OBJECTION, by=by, now=NOW)
    step = {"by": None, "now": NOW, "reason": "It is ready."}
    with pytest.raises(GatesClosed) as raised:
        take_step(db, document, "adoption", **step)  # type: ignore[arg-type]
    assert [finding.gate for finding in raised.value.findings] == ["no objection"]
    stating.withdraw(db, stance, Reason(), by=by, now=NOW)
    assert take_step(db, document, "adoption", **step).stage == "adoption"  # type: ignore[arg-type]


def test_what_would_stand_after_a_withdrawal_is_known_before(db: Session, document: Document) -> None:
    by = government(db)
    first = stating.state(db, document, OBJECTION, by=by, now=NOW)
    second = stating.state(db, document, Statement("support"), by=by, now=NOW + timedelta(hours=1))
    assert reading.standing_without(db, second, NOW.date()) is first
    assert reading.standing_without(db, first, NOW.date()) is second
    told = reading.stances(db, document, NOW.date())
    assert (told.standing, told.earlier) == ([second], [first])


def test_no_member_takes_alone_what_takes_two_persons(db: Session, document: Document) -> None:
    one, other = make_mandate(db), make_mandate(db)
    same = make_mandate(db, person=one.person)
    for approved_by in (None, one, same):
        with pytest.raises(Refused):
            take_step(db, document, "adoption", by=one, approved_by=approved_by, now=NOW, reason="So.")
    with pytest.raises(Invalid):
        take_step(db, document, "adoption", by=one, approved_by=other, now=NOW)
    taken = take_step(db, document, "adoption", by=one, approved_by=other, now=NOW, reason="So.")
    assert (taken.taken_by, taken.approved_by) == (one, other)
    assert content(last_entry(db))["approved_by"] == other.actor

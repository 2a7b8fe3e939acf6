"""What may become an act on the record, and who may vouch for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adoption.models import Act
from adoption.recording.acts import prepare_act, record_act, verify_act
from core.days import PartialDay, partial
from core.errors import Conflict, Forbidden, Invalid, Refused
from core.record.entries import Entry, verify
from documents.models import Document
from tests.adoption.making import PAPER, make_act
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_version
from tests.support.recorded import content

AIMS, FIRST_AIM, MEASURES = 1, 2, 4  # pids of the text that documents of tests have


@pytest.fixture
def document(db: Session) -> Document:
    return make_document(db)


def entries(db: Session, action: str) -> list[Entry]:
    return list(db.scalars(select(Entry).where(Entry.action == action)))


def test_an_act_is_put_on_the_record_with_all_it_says(db: Session, document: Document) -> None:
    act = make_act(
        db,
        document,
        done_on=date(2027, 2, 20),
        effective_on=date(2027, 4, 1),
        scopes=[MEASURES, AIMS],
        reservations=[(FIRST_AIM, "  Not across all borders.\r\nNot yet. ")],
        language="en",
    )
    assert act.scopes == [AIMS, MEASURES], "scopes are in the order of the text"
    (entry,) = entries(db, "act.recorded")
    assert (entry.subject, entry.actor) == (document.subject, act.recorded_by.actor)
    assert entry.payload is not None
    body = entry.payload.body
    assert body["participant"] == "RS"
    assert body["version_digest"] == document.versions[-1].digest
    assert body["done_on"] == "2027-02-20"
    assert body["effective_on"] == "2027-04-01"
    assert body["reservations"] == [{"pid": FIRST_AIM, "text": "Not across all borders.\nNot yet."}]
    assert body["instrument"]["title"] == "Закључак о усвајању"
    assert act.recorded_by.person.name not in str(body)
    assert verify(db) is None


def test_nobody_acts_for_a_country_without_its_mandate(db: Session, document: Document) -> None:
    croatian = make_mandate(db, "government", country="HR")
    with pytest.raises(Forbidden, match="without mandate"):
        make_act(db, document, by=croatian, participant=make_participant(db, "RS"))
    ended = make_mandate(db, "government", ends_on=NOW.date() - timedelta(days=1))
    with pytest.raises(Forbidden, match="without mandate"):
        make_act(db, document, by=ended)
    assert db.scalar(select(func.count()).select_from(Act)) == 0


def test_an_act_that_has_not_happened_is_not_recorded(db: Session, document: Document) -> None:
    with pytest.raises(Invalid) as refusal:
        make_act(db, document, done_on=NOW.date() + timedelta(days=1))
    assert refusal.value.field == "done_on"


def test_of_a_month_or_year_that_is_not_over_the_day_is_known(db: Session, document: Document) -> None:
    by = make_mandate(db, "government")
    for known in (partial(2027, 3), partial(2027)):
        with pytest.raises(Invalid, match="is not over yet") as refusal:
            record_act(
                db,
                document,
                document.versions[-1],
                participant=by.participant or make_participant(db),
                kind="signed",
                instrument=PAPER,
                done_on=known,
                by=by,
                now=NOW,
            )
        assert refusal.value.field == "done_on"


def test_what_was_done_in_a_month_or_year_may_have_been_deposited_in_it(
    db: Session, document: Document
) -> None:
    by = make_mandate(db, "government")
    values = {
        "participant": by.participant or make_participant(db),
        "kind": "signed",
        "instrument": PAPER,
        "early_reason": "On the draft.",
    }
    for known, deposited in ((partial(2026), date(2026, 6, 1)), (partial(2026, 6), date(2026, 6, 1))):
        values |= {"done_on": known, "deposited_on": deposited}
        act = record_act(db, document, document.versions[-1], by=by, now=NOW, **values)
        assert act.deposited_on == deposited
    values["deposited_on"] = date(2026, 5, 31)
    with pytest.raises(Invalid, match="before its own date"):
        record_act(db, document, document.versions[-1], by=by, now=NOW, **values)


@pytest.mark.parametrize("field", ["title", "language", "title_en", "body"])
def test_an_act_rests_on_a_named_paper(db: Session, document: Document, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_act(db, document, instrument=replace(PAPER, **{field: "  "}))
    assert refusal.value.field == field


def test_a_title_that_the_database_cannot_hold_is_refused_kindly(db: Session, document: Document) -> None:
    with pytest.raises(Invalid, match="500 characters"):
        make_act(db, document, instrument=replace(PAPER, title="a" * 501))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "praise"}, "kind"),
        ({"scopes": [FIRST_AIM]}, "scopes"),
        ({"scopes": [999]}, "scopes"),
        ({"reservations": [(999, "No.")], "language": "en"}, "reservations"),
        ({"reservations": [(FIRST_AIM, " ")], "language": "en"}, "reservations"),
        ({"reservations": [(FIRST_AIM, "No.")]}, "statement_language"),
        ({"kind": "reservation"}, "reservations"),
        ({"kind": "objection"}, "statement"),
        ({"kind": "declaration", "statement": "We say so."}, "statement_language"),
        ({"kind": "withdrawal"}, "about"),  # from the whole, and nothing was done
        ({"kind": "withdrawal rescinded"}, "about"),
        ({"kind": "objection to reservation", "statement": "No.", "language": "en"}, "about"),
        ({"kind": "change of name"}, "name"),
        ({"kind": "accession"}, "kind"),
        ({"deposited_on": date(2026, 1, 1)}, "deposited_on"),
        ({"done_on": date(2025, 1, 1), "early_reason": ""}, "early_reason"),
        ({"kind": "correction"}, "about"),
    ],
)
def test_an_act_that_cannot_be_names_its_field(
    db: Session, document: Document, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make_act(db, document, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_an_act_is_about_an_act_of_the_same_country_on_the_same_version(
    db: Session, document: Document
) -> None:
    theirs = make_act(db, document, country="HR")
    with pytest.raises(Invalid) as refusal:
        make_act(db, document, "withdrawal", about=theirs)
    assert refusal.value.field == "about"
    ours = make_act(db, document)
    newer = make_version(db, document)
    with pytest.raises(Invalid):
        make_act(db, document, "withdrawal", about=ours, version=newer)
    assert make_act(db, document, "withdrawal", about=ours, version=ours.version).about == ours


def test_a_version_of_another_document_is_refused(db: Session, document: Document) -> None:
    other = make_document(db)
    with pytest.raises(Refused):
        make_act(db, document, version=other.versions[-1])


def test_a_correction_of_a_reservation_says_again_what_is_reserved(db: Session, document: Document) -> None:
    reservation = make_act(db, document, "reservation", reservations=[(FIRST_AIM, "No.")], language="en")
    with pytest.raises(Invalid) as refusal:
        make_act(db, document, "correction", about=reservation, by=reservation.recorded_by)
    assert refusal.value.field == "reservations"


def test_recording_never_touches_an_earlier_act(db: Session, document: Document) -> None:
    act = make_act(db, document)
    before = (act.kind, act.done_on, act.recorded_at, act.instrument.gazette)
    paper = replace(PAPER, gazette="Gazette 71, p. 4")
    make_act(db, document, "correction", about=act, instrument=paper, by=act.recorded_by)
    make_act(db, document, "withdrawal", about=act, by=act.recorded_by)
    db.expire(act)
    assert (act.kind, act.done_on, act.recorded_at, act.instrument.gazette) == before
    assert len(entries(db, "act.recorded")) == 3


def test_the_same_act_sent_twice_is_recorded_once(db: Session, document: Document) -> None:
    act = make_act(db, document, scopes=[AIMS])
    with pytest.raises(Conflict, match=str(act.id)):
        make_act(db, document, scopes=[AIMS], by=act.recorded_by)
    make_act(db, document, scopes=[MEASURES], by=act.recorded_by)


def test_preparing_an_act_stores_nothing(db: Session, document: Document) -> None:
    by = make_mandate(db, "government")
    assert by.participant is not None
    prepared = prepare_act(
        db,
        document,
        document.versions[-1],
        by=by,
        now=NOW,
        participant=by.participant,
        kind="signed",
        instrument=PAPER,
        done_on=PartialDay(NOW.date()),
    )
    assert prepared not in db
    db.flush()
    assert db.scalar(select(func.count()).select_from(Act)) == 0


def test_a_second_person_verifies_an_act(db: Session, document: Document) -> None:
    act = make_act(db, document)
    secretary = make_mandate(db, "secretariat")
    verify_act(db, act, level="document seen", note="Seen on paper.", by=secretary, now=NOW)
    assert [proof.level for proof in act.verifications] == ["document seen"]
    (entry,) = entries(db, "act.verified")
    assert entry.payload is not None
    assert content(entry) == {
        "act": act.id,
        "participant": "RS",
        "version": 1,
        "level": "document seen",
        "note": "Seen on paper.",
    }


def test_S20_whoever_had_a_substitute_record_an_act_cannot_verify_it(db: Session, document: Document) -> None:
    principal = make_mandate(db, "government")
    substitute = make_mandate(db, "government")
    substitute.substitute_for = principal
    act = make_act(db, document, by=substitute)
    same_person = make_mandate(db, "secretariat", person=principal.person)
    with pytest.raises(Refused, match="second person"):
        verify_act(db, act, level="in gazette", by=same_person, now=NOW)


def test_S20_whoever_recorded_an_act_cannot_verify_it_under_any_mandate(
    db: Session, document: Document
) -> None:
    act = make_act(db, document)
    same_person = make_mandate(db, "secretariat", person=act.recorded_by.person)
    with pytest.raises(Refused, match="second person"):
        verify_act(db, act, level="in gazette", by=same_person, now=NOW)
    assert entries(db, "act.verified") == []


def test_proof_is_not_taken_back(db: Session, document: Document) -> None:
    act = make_act(db, document)
    secretary = make_mandate(db, "secretariat")
    verify_act(db, act, level="in gazette", by=secretary, now=NOW)
    with pytest.raises(Invalid) as refusal:
        verify_act(db, act, level="document seen", by=secretary, now=NOW)
    assert refusal.value.field == "level"
    with pytest.raises(Invalid):
        verify_act(db, act, level="certain", by=secretary, now=NOW)

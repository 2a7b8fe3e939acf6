"""What the pages about adoption, the gates and programs are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from adoption import dossiers, queries
from adoption.services import verify_act
from core.errors import NotFound
from core.record.canonical import canonical
from documents.models import Document
from documents.queries import last_version
from tests.adoption.making import PAPER, make_act
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_version

AIMS, FIRST_AIM, MEASURES = 1, 2, 4
TODAY = NOW.date()


@pytest.fixture
def document(db: Session) -> Document:
    return make_document(db)


@contextmanager
def counted(db: Session) -> Iterator[list[str]]:
    """The statements that are sent to the database within a block."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    connection = db.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def words(found: queries.Tracker) -> dict[str, list[str]]:
    return {row.participant.code: [cell.word for cell in row.cells] for row in found.rows}


def test_the_tracker_has_every_country_in_order_and_the_chapters_that_acts_name(
    db: Session, document: Document
) -> None:
    make_participant(db, "SI", position=3)
    make_participant(db, "HR", position=1)
    make_participant(db, "RS", position=2)
    make_act(db, document, "endorsed", country="HR", scopes=[MEASURES])
    make_act(db, document, "adopted by parliament", country="RS")
    found = queries.tracker(db, document, document.versions[-1], TODAY)
    assert [scope.words if scope else None for scope in found.scopes] == [None, "Measures"]
    assert words(found) == {
        "HR": ["no information", "endorsed"],
        "RS": ["adopted by parliament", "adopted by parliament"],
        "SI": ["no information", "no information"],
    }
    assert list(words(found)) == ["HR", "RS", "SI"]


def test_a_reservation_is_counted_in_the_chapter_of_its_paragraph(db: Session, document: Document) -> None:
    act = make_act(db, document, reservations=[(FIRST_AIM, "Not yet.")], language="en")
    make_act(db, document, "signed", scopes=[AIMS, MEASURES], by=act.recorded_by)
    found = queries.tracker(db, document, document.versions[-1], TODAY)
    assert [len(cell.reservations) for cell in found.rows[0].cells] == [1, 1, 0]


def test_an_act_on_an_earlier_version_does_not_count_for_a_later_one(db: Session, document: Document) -> None:
    make_act(db, document)
    newer = make_version(db, document)
    assert words(queries.tracker(db, document, newer, TODAY)) == {"RS": ["no information"]}
    assert queries.count_adoptions(db, newer, TODAY) == 0
    assert queries.count_adoptions(db, document.versions[0], TODAY) == 1


def test_a_day_shows_again_what_was_on_record_then(db: Session, document: Document) -> None:
    recorded = NOW - timedelta(days=10)
    act = make_act(db, document, now=recorded, done_on=date(2027, 2, 15), effective_on=date(2027, 2, 20))
    version, day = document.versions[-1], recorded.date()
    before = queries.tracker(db, document, version, day)
    gone = queries.tracker(db, document, version, day - timedelta(days=1))
    assert words(gone) == {"RS": ["no information"]}

    paper = replace(PAPER, gazette="Gazette 71, p. 4")
    make_act(
        db,
        document,
        "correction",
        about=act,
        by=act.recorded_by,
        done_on=date(2027, 2, 14),
        instrument=paper,
        reservations=[(FIRST_AIM, "Not yet.")],
        language="en",
        now=NOW - timedelta(days=5),
    )
    verify_act(db, act, level="in gazette", by=make_mandate(db, "secretariat"), now=NOW)
    assert queries.tracker(db, document, version, day).rows[0].cells == before.rows[0].cells
    corrected = queries.tracker(db, document, version, TODAY).rows[0].cells[0]
    assert (corrected.on, corrected.effective_on, len(corrected.reservations)) == (date(2027, 2, 14), None, 1)
    assert corrected.act == act.id


def test_the_tracker_takes_as_many_statements_for_many_acts_as_for_one(
    db: Session, document: Document
) -> None:
    make_act(db, document, country="RS", reservations=[(FIRST_AIM, "No.")], language="en")
    version = document.versions[-1]
    with counted(db) as few:
        queries.tracker(db, document, version, TODAY)
    for country in ("AL", "BA", "BG", "GR", "HR", "ME", "MK"):
        act = make_act(
            db,
            document,
            country=country,
            scopes=[AIMS],
            reservations=[(FIRST_AIM, "No."), (5, "No.")],
            language="en",
        )
        verify_act(db, act, level="document seen", by=make_mandate(db, "secretariat"), now=NOW)
    db.expire_all()
    version = last_version(db, document) or version
    with counted(db) as many:
        queries.tracker(db, document, version, TODAY)
    assert len(many) <= len(few) + 1
    assert len(many) <= 7


def test_objections_and_adoptions_are_counted_for_the_gates(db: Session, document: Document) -> None:
    version = document.versions[-1]
    assert len(queries.objecting(db, document)) == 0
    against = make_act(db, document, "objection", country="HR", statement="Not so.", language="en")
    make_act(db, document, "objection", country="SI", statement="No.", language="en", scopes=[AIMS])
    make_act(db, document, "endorsed", country="MK")
    make_act(db, document, "accession", country="RS")
    make_act(db, document, "adopted by government", country="BG", scopes=[AIMS])
    assert len(queries.objecting(db, document)) == 2
    assert queries.count_adoptions(db, version, TODAY) == 1
    make_act(db, document, "withdrawal", country="HR", about=against, by=against.recorded_by)
    assert len(queries.objecting(db, document)) == 1
    assert [(found.number, count) for found, count in queries.adopted_versions(db, document, TODAY)] == [
        (1, 1)
    ]
    make_version(db, document)
    assert len(queries.objecting(db, document)) == 0, "the objection was to the earlier version"


def test_without_a_version_nothing_is_objected_to(db: Session) -> None:
    assert len(queries.objecting(db, make_document(db, versions=0))) == 0


def test_a_country_sees_all_it_has_done_and_what_became_of_it(db: Session, document: Document) -> None:
    act = make_act(db, document, done_on=date(2027, 2, 1))
    by = act.recorded_by
    values = {"about": act, "by": by, "language": "en"}
    first = make_act(db, document, "reservation", reservations=[(FIRST_AIM, "No.")], **values)
    make_act(db, document, "reservation", reservations=[(5, "Later.")], **values)
    withdrawal = make_act(db, document, "withdrawal", about=first, by=by)
    assert by.participant is not None
    (part,) = dossiers.country_page(db, by.participant, TODAY).parts
    assert (part.whole.word, part.whole.on) == ("adopted by government", date(2027, 2, 1))
    assert [part.passages[made.pid].words for made in part.reservations] == [
        "Each participant names one contact point."
    ]
    views = {view.act.id: view for view in part.acts}
    assert views[first.id].withdrawn_by is withdrawal
    assert not views[first.id].stands
    assert views[act.id].stands
    assert part.acts[-1].act is act, "the newest is first"
    assert dossiers.country_page(db, by.participant, date(2027, 2, 10)).parts == []


def test_an_act_is_found_in_its_own_document_only(db: Session, document: Document) -> None:
    act = make_act(db, document)
    assert dossiers.act_view(db, document, act.id, TODAY).act is act
    with pytest.raises(NotFound):
        dossiers.act_of_document(db, make_document(db), act.id)


def test_programs_get_standings_and_acts_as_plain_json(db: Session, document: Document) -> None:
    make_participant(db, "AL", position=0)
    act = make_act(db, document, scopes=[AIMS], reservations=[(FIRST_AIM, "No.")], language="en")
    (told,) = queries.adoption_json(db, TODAY)
    assert canonical(told)
    assert (told["document"], told["version"], told["as_of"]) == (document.slug, 1, "2027-03-01")
    none, one = told["participants"]
    assert (none["participant"], none["acts"]) == ("AL", [])
    whole, chapter = one["standings"]
    assert (whole["scope"], whole["status"]) == (None, "no information")
    assert (chapter["scope"], chapter["status"], chapter["act"]) == (AIMS, "adopted by government", act.id)
    assert chapter["reservations"][0]["text"] == "No."
    assert one["acts"][0]["recorded_at"] == "2027-03-01T12:00:00.000000Z"
    assert queries.adoption_json(db, TODAY - timedelta(days=1)) == []

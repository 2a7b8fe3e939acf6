"""What the pages about adoption, the gates and programs are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from adoption import dossiers, queries
from adoption.queries import Days
from adoption.recording.acts import verify_act
from core.errors import NotFound, Refused
from core.record.canonical import canonical
from documents.models import Document
from documents.queries import last_version
from tests.adoption.making import PAPER, make_act, set_rule
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


def status(db: Session, document: Document, days: Days | None = None) -> queries.DocumentStatus:
    return queries.document_status(db, document, days or Days(TODAY))


def kinds(shown: queries.DocumentStatus) -> dict[str, str | None]:
    return {row.participant.code: row.standing.kind for row in shown.rows}


def test_every_country_has_one_row_in_order_with_the_chapters_on_which_it_differs(
    db: Session, document: Document
) -> None:
    make_participant(db, "SI", position=3)
    make_participant(db, "HR", position=1)
    make_participant(db, "RS", position=2)
    make_act(db, document, "endorsed", country="HR", scopes=[MEASURES])
    make_act(db, document, "adopted by parliament", country="RS")
    shown = status(db, document)
    assert list(kinds(shown).items()) == [("HR", None), ("RS", "adopted by parliament"), ("SI", None)]
    croatia = shown.rows[0]
    assert [(chapter.words, part.kind) for chapter, part in croatia.chapters] == [("Measures", "endorsed")]
    assert croatia.version is not None
    assert shown.rows[2].version is None
    assert shown.totals == {"none": 2, "consented": 1}


def test_an_act_on_another_version_is_shown_with_that_version(db: Session, document: Document) -> None:
    """Who adopted version 2 was «no information» on version 3."""
    make_act(db, document)
    newer = make_version(db, document)
    shown = status(db, document)
    assert shown.about is not None
    assert shown.about.version.number == newer.number
    (serbia,) = shown.rows
    assert serbia.version is not None
    assert (serbia.version.version.number, serbia.standing.kind) == (1, "adopted by government")
    assert shown.about.force.counted == ()
    told = queries.status_json(shown)
    assert (told["version"], told["participants"]["RS"]["version"]) == (2, 1)


def test_the_version_that_met_the_rule_is_the_one_that_is_told_about(db: Session, document: Document) -> None:
    set_rule(db, document, needs=1)
    make_act(db, document, done_on=date(2027, 1, 20))
    make_version(db, document)
    shown = status(db, document)
    assert shown.about is not None
    assert (shown.about.version.number, shown.about.force.enters_on) == (1, date(2027, 2, 19))
    assert queries.entry_into_force(db, document, TODAY) == date(2027, 2, 19)
    with pytest.raises(Refused, match="2027-02-19"):
        queries.refuse_new_rule(db, document, TODAY)


def test_what_was_known_on_a_day_is_shown_again(db: Session, document: Document) -> None:
    recorded = NOW - timedelta(days=10)
    act = make_act(db, document, now=recorded, done_on=date(2027, 2, 15))
    day = recorded.date()
    known = Days(day, known_at=day)
    before = status(db, document, known).rows[0].standing
    assert kinds(status(db, document, Days(day, day - timedelta(days=1)))) == {"RS": None}

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
    assert status(db, document, known).rows[0].standing == before
    corrected = status(db, document).rows[0].standing
    assert (corrected.on, len(corrected.reservations)) == (date(2027, 2, 14), 1)
    assert corrected.act == act.id


def test_the_tracker_takes_as_many_statements_for_many_acts_as_for_one(
    db: Session, document: Document
) -> None:
    make_act(db, document, country="RS", reservations=[(FIRST_AIM, "No.")], language="en")
    version = document.versions[-1]
    with counted(db) as few:
        queries.document_status(db, document, Days(TODAY), version)
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
        queries.document_status(db, document, Days(TODAY), version)
    assert len(many) <= len(few) + 1
    assert len(many) <= 8


def test_objections_and_adoptions_are_counted_for_the_gates(db: Session, document: Document) -> None:
    assert len(queries.objecting(db, document)) == 0
    against = make_act(db, document, "objection", country="HR", statement="Not so.", language="en")
    make_act(db, document, "objection", country="SI", statement="No.", language="en", scopes=[AIMS])
    make_act(db, document, "endorsed", country="MK")
    make_act(db, document, "ratification", country="RS")
    make_act(db, document, "adopted by government", country="BG", scopes=[AIMS])
    assert len(queries.objecting(db, document)) == 2
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
    (part,) = dossiers.country_page(db, by.participant, Days(TODAY)).parts
    assert (part.whole.kind, part.whole.on) == ("adopted by government", date(2027, 2, 1))
    assert [part.passages[made.pid].words for made in part.reservations] == [
        "Each participant names one contact point."
    ]
    views = {view.act.id: view for view in part.acts}
    assert views[first.id].withdrawn_by is withdrawal
    assert not views[first.id].stands
    assert views[act.id].stands
    assert part.acts[-1].act is act, "the newest is first"
    assert dossiers.country_page(db, by.participant, Days(TODAY, date(2027, 2, 10))).parts == []


def test_an_act_is_found_in_its_own_document_only(db: Session, document: Document) -> None:
    act = make_act(db, document)
    assert dossiers.act_view(db, document, act.id, TODAY).act is act
    with pytest.raises(NotFound):
        dossiers.act_of_document(db, make_document(db), act.id)


def test_programs_get_standings_and_acts_as_plain_json(db: Session, document: Document) -> None:
    make_participant(db, "AL", position=0)
    act = make_act(db, document, scopes=[AIMS], reservations=[(FIRST_AIM, "No.")], language="en")
    (told,) = queries.adoption_json(db, Days(TODAY))
    assert canonical(told)
    assert (told["document"], told["version"], told["as_of"]) == (document.slug, 1, "2027-03-01")
    assert told["digest"] == document.versions[-1].digest
    assert (told["participants"]["AL"]["status"], told["participants"]["AL"]["version"]) == ("none", None)
    serbia = told["participants"]["RS"]
    assert (serbia["status"], serbia["version"]) == ("none", 1), "nothing on the whole text"
    (chapter,) = serbia["chapters"]
    assert (chapter["pid"], chapter["status"], chapter["act"]) == (AIMS, "consented", act.id)
    assert told["acts"][0]["reservations"][0]["text"] == "No."
    assert told["acts"][0]["recorded_at"] == "2027-03-01T12:00:00.000000Z"
    (before,) = queries.adoption_json(db, Days(TODAY - timedelta(days=1)))
    assert before["acts"] == []

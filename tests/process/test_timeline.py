"""A document in time: what happened, what is open now, what is promised."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from adoption.entry_rules import Delay, When
from documents.models import Document
from process import overview
from process.models import Step
from process.timeline import Kind, Stretch, Timeline, timelines
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_consultation, make_document, make_version

TODAY = NOW.date()


def of(db: Session, document: Document) -> Timeline:
    db.flush()
    [only] = timelines(db, [overview.card(db, document, NOW)], NOW)
    return only


def told(stretch: Stretch) -> tuple[str, int, date, date | None, bool]:
    return stretch.kind, stretch.number, stretch.start, stretch.end, stretch.promised


def test_a_round_that_is_open_is_half_over_and_half_promised(db: Session) -> None:
    document = make_document(db)
    opened, closes = NOW - timedelta(days=10), NOW + timedelta(days=20)
    make_consultation(db, document.versions[-1], opens_at=opened, closes_at=closes)
    assert [told(each) for each in of(db, document).stretches] == [
        ("round", 1, opened.date(), TODAY, False),
        ("round", 1, TODAY, closes.date(), True),
    ]


def test_rounds_are_numbered_in_the_order_in_which_they_open(db: Session) -> None:
    document = make_document(db)
    for days in (60, 30, -30):
        opens = NOW - timedelta(days=days)
        make_consultation(db, document.versions[-1], opens_at=opens, closes_at=opens + timedelta(days=20))
    assert [(each.number, each.promised) for each in of(db, document).stretches] == [
        (1, False),
        (2, False),
        (3, True),
    ]


def test_adoption_lasts_until_the_next_step(db: Session) -> None:
    document = make_document(db)
    days = [NOW - timedelta(days=each) for each in (90, 60, 30)]
    for stage, day in zip(("adoption", "revision", "adoption"), days, strict=True):
        db.add(Step(document=document, stage=stage, taken_at=day))
    shown = of(db, document)
    assert [told(each) for each in shown.stretches] == [
        ("adoption", 0, days[0].date(), days[1].date(), False),
        ("adoption", 0, days[2].date(), None, False),
    ]
    assert shown.last(Kind.ADOPTION) == shown.stretches[1]


def test_what_is_in_force_and_what_comes_are_told_by_the_rule_and_the_acts(db: Session) -> None:
    document = make_document(db)
    set_rule(db, document, when=When(Delay.DAYS, 30))
    make_act(db, document, done_on=TODAY - timedelta(days=40))
    make_version(db, document)
    make_act(db, document, done_on=TODAY - timedelta(days=5))
    first, second = TODAY - timedelta(days=10), TODAY + timedelta(days=25)
    assert [told(each) for each in of(db, document).stretches] == [
        ("in force", 1, first, second, False),
        ("in force", 0, second, None, True),
    ]


def test_many_documents_take_as_many_statements_as_one(db: Session) -> None:
    documents = [make_document(db) for _ in range(3)]
    shown = timelines(db, [overview.card(db, each, NOW) for each in documents], NOW)
    assert [each.document for each in shown] == documents
    assert all(len(each.versions) == 1 for each in shown)


def test_a_text_in_force_stays_open_to_governments_while_its_next_edition_is_worked_on(db: Session) -> None:
    document = make_document(db)
    set_rule(db, document, when=When(Delay.DAYS, 0))
    make_act(db, document, done_on=TODAY - timedelta(days=40))
    for stage in ("adoption", "in force", "revision"):
        db.add(Step(document=document, stage=stage, taken_at=NOW - timedelta(days=30)))
    assert of(db, document).last(Kind.ADOPTION) is not None

"""Lists of the past on the record: all of a list or nothing, with what each act is about."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adoption import loading
from adoption.fates import fates
from adoption.lists.entering import Source, enter_list
from adoption.lists.reading import ListRefused, read_csv
from adoption.lists.unusual import unusual
from adoption.models import Act, ActList
from adoption.queries import Days, document_status
from core.errors import Conflict, Invalid
from core.record import checking
from core.record.entries import Entry
from documents.models import Document
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_participant

HEAD = "participant,act,date,effective,recorded,ref,about,name,note\n"
TODAY = NOW.date()


@pytest.fixture
def document(db: Session) -> Document:
    for place, code in enumerate(("RS", "HR", "EU"), 1):
        make_participant(db, code, position=place)
    return make_document(db)


def enter(db: Session, document: Document, *rows: str, reason: str = "History") -> ActList:
    data = (HEAD + "\n".join(rows)).encode()
    source = Source("acts.csv", hashlib.sha256(data).hexdigest(), reason)
    return enter_list(
        db, document.versions[0], read_csv(data), source, asked_by=None, approved_by=None, now=NOW
    )


def refused(db: Session, document: Document, *rows: str) -> list[str]:
    with pytest.raises(ListRefused) as refusal:
        enter(db, document, *rows)
    return [str(fault) for fault in refusal.value.faults]


def acts(db: Session) -> list[Act]:
    return loading.acts(db)


def test_a_list_is_on_the_record_as_one_whatever_the_stage(db: Session, document: Document) -> None:
    """The document is being drafted, and its version is younger than the acts."""
    entered = enter(
        db,
        document,
        "RS,signature,2003-06-28,,,s1,,Serbia and Montenegro,",
        "EU,formal confirmation,2005-06,,2005-07-01,,,,A note",
    )
    signed, confirmed = acts(db)
    assert (signed.kind, signed.name, signed.ref, signed.instrument) == (
        "signed",
        "Serbia and Montenegro",
        "s1",
        None,
    )
    assert (confirmed.done_on, confirmed.done_precision) == (date(2005, 6, 30), "month")
    assert (confirmed.known_on, confirmed.recorded_at, confirmed.note) == (date(2005, 7, 1), NOW, "A note")
    assert signed.recorded_by is None
    entry = db.scalars(select(Entry).where(Entry.action == "acts.listed")).one()
    assert entry.payload is not None
    body = entry.payload.body
    assert (body["acts"], body["participants"], body["list"], body["reason"]) == (2, 2, entered.id, "History")
    assert {f"act:{signed.id}", f"act:{confirmed.id}", f"act_list:{entered.id}"} <= set(body["objects"])
    assert [fault for fault in checking.faults(db, NOW) if "signed head" not in fault] == []


def test_an_act_without_a_day_of_telling_was_always_known(db: Session, document: Document) -> None:
    enter(db, document, "RS,ratification,2005-06-01,,,,,,", "HR,ratification,2005-06-01,,2006-01-01,,,,")
    before = document_status(db, document, Days(date(2005, 7, 1), known_at=date(2005, 7, 1)))
    told = {row.participant.code: row.standing.status for row in before.rows}
    assert told == {"RS": "consented", "HR": "none", "EU": "none"}


def test_what_an_act_is_about_is_its_ref_or_the_participants_last(db: Session, document: Document) -> None:
    enter(
        db,
        document,
        "RS,signature,2003-01-01,,,s,,,",
        "RS,ratification,2004-01-01,,,r,,,",
        "RS,reservation,2004-01-01,,,one,,,",
        "RS,reservation,2004-02-01,,,two,,,",
        "RS,reservation withdrawn,2005-01-01,,,,,,",
        "RS,reservation withdrawn,2006-01-01,,,,one,,",
        "HR,objection,2004-06-01,,,o,two,,",
        "HR,objection withdrawn,2004-07-01,,,,,,",
        "RS,withdrawal,2010-01-01,2011-01-01,,w,,,",
        "RS,withdrawal rescinded,2010-06-01,,,,,,",
        "RS,correction,2004-01-15,,2012-01-01,,r,,",
        "RS,signature withdrawn,2013-01-01,,,,,,",
    )
    by_ref = {act.ref: act for act in acts(db) if act.ref}
    told = [(act.kind, act.about.ref if act.about else None) for act in acts(db)][4:]
    assert told == [
        ("withdrawal", "two"),
        ("withdrawal", "one"),
        ("objection to reservation", "two"),
        ("withdrawal", "o"),
        ("withdrawal", None),
        ("withdrawal rescinded", "w"),
        ("correction", "r"),
        ("withdrawal", "s"),
    ]
    facts = [loading.facts(act) for act in acts(db) if act.participant.code == "RS"]
    became = {fate.act.id: fate for fate in fates(facts, TODAY)}
    assert became[by_ref["r"].id].act.day == date(2004, 1, 15)
    assert became[by_ref["r"].id].ends_on is None
    shown = document_status(db, document, Days(TODAY))
    serbia = next(row.standing for row in shown.rows if row.participant.code == "RS")
    assert (serbia.status, serbia.signed, serbia.consent) == ("consented", None, date(2004, 1, 15))
    assert serbia.statements == ()


def test_an_act_may_stand_above_the_one_that_it_is_about(db: Session, document: Document) -> None:
    enter(db, document, "HR,objection,2004-06-01,,,,r,,", "RS,reservation,2004-01-01,,,r,,,")
    objection, reservation = sorted(acts(db), key=lambda act: act.kind)
    assert objection.about is reservation


def test_a_correction_says_what_is_right_and_leaves_the_rest(db: Session, document: Document) -> None:
    enter(
        db,
        document,
        "RS,withdrawal,2016-01-01,2017-01-01,,w,,,",
        "RS,correction,,2017-03-01,2016-02-01,,,,",
        "RS,correction,2016-01-02,,2016-03-01,,w,,",
    )
    _withdrawal, effect, day = acts(db)
    assert (effect.done_on, effect.effective_on) == (date(2016, 1, 1), date(2017, 3, 1))
    assert (day.done_on, day.effective_on) == (date(2016, 1, 2), date(2017, 3, 1))


def test_a_list_may_go_on_from_acts_on_the_record(db: Session, document: Document) -> None:
    recorded = make_act(db, document, "signed")
    enter(db, document, f"RS,signature withdrawn,{TODAY},,,,,,")
    assert acts(db)[-1].about is recorded


def test_every_line_that_cannot_be_taken_in_is_named_and_nothing_is(db: Session, document: Document) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert refused(
        db,
        document,
        "XX,signature,2003-01-01,,,,,,",
        f"RS,signature,{tomorrow},,,,,,",
        "RS,signature,2003,,,,,,",
    ) == ["line 2: There is no country “XX” in the process.", f"line 3: {tomorrow} is in the future."]
    assert refused(
        db,
        document,
        "RS,ratification,2003-01-01,,,r,,,",
        "HR,reservation withdrawn,2003-01-01,,,,,,",
        "HR,correction,2003-01-01,,,,r,,",
        "HR,objection,2003-01-01,,,,w,,",
        "RS,withdrawal,2004-01-01,,,w,,,",
        "HR,withdrawal rescinded,2003-01-01,,,,nobody,,",
        "HR,correction,2003-01-01,,,c,c,,",
    ) == [
        "line 3: HR has no earlier act that this can be about.",
        "line 4: “r” is an act of another participant.",
        "line 5: “w” is nothing that can be objected to.",
        "line 7: No act has the ref “nobody”.",
        "line 8: The act is about itself.",
    ]
    assert db.scalar(select(func.count()).select_from(Act)) == 0
    assert db.scalar(select(func.count()).select_from(ActList)) == 0


def test_this_month_is_not_the_future(db: Session, document: Document) -> None:
    enter(db, document, f"RS,signature,{TODAY:%Y-%m},,,,,,")
    assert acts(db)[0].done_on > TODAY


def test_the_same_list_twice_is_one(db: Session, document: Document) -> None:
    entered = enter(db, document, "RS,signature,2003-01-01,,,,,,")
    with pytest.raises(Conflict, match=str(entered.id)):
        enter(db, document, "RS,signature,2003-01-01,,,,,,")
    with pytest.raises(Invalid):
        enter(db, document, "HR,signature,2003-01-01,,,,,,", reason=" ")


def test_what_the_pages_would_refuse_is_taken_and_named(db: Session, document: Document) -> None:
    set_rule(db, document, needs=2)
    enter(
        db,
        document,
        "RS,accession,2003-01-01,,,,,,",
        "HR,ratification,2004-01-01,,,,,,",
        "HR,accession,2010-01-01,,,,,,",
    )
    named = unusual(acts(db), acts(db), document_status(db, document, Days(TODAY)).rule)
    old = "dated before the version was published"
    assert [(each.act.participant.code, each.act.kind, each.why) for each in named if each.why != old] == [
        ("RS", "accession", "accession before the text was in force"),
        ("HR", "accession", "accession of a participant that had consented before"),
    ]
    assert len([each for each in named if each.why == old]) == 3

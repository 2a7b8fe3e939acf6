"""Setting the rule of entry into force."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import parse_when
from adoption.kinds import ActKind, Level
from adoption.models import EntryRuleChange
from core.errors import Conflict, Invalid
from core.record import checking
from core.record.entries import Entry
from tests.adoption.making import set_rule
from tests.support.factories import NOW, make_document, make_participant


def test_a_rule_is_read_back_as_it_was_set_and_is_on_the_record(db: Session) -> None:
    document = make_document(db)
    make_participant(db, "HR")
    rule = set_rule(
        db,
        document,
        counts=(ActKind.ADOPTED_BY_PARLIAMENT, ActKind.RATIFICATION),
        level=Level.IN_GAZETTE,
        needs=2,
        when=parse_when("60 days, then the first of the next month"),
        must=("HR",),
        not_before=date(2028, 1, 1),
        open_to=("HR", "RS"),
        accession_open=True,
    )
    assert ruling.rule_of(db, document) == rule
    assert ruling.from_json(ruling.as_json(rule)) == rule
    entry = db.scalars(select(Entry).where(Entry.action == "entry_rule.set")).one()
    assert entry.payload is not None
    assert entry.payload.body["when"] == "60 days, then the first of the next month"
    change = db.scalars(select(EntryRuleChange)).one()
    assert f"entry_rule:{document.slug}/{change.id}" in entry.payload.body["objects"]
    assert [fault for fault in checking.faults(db, NOW) if "signed head" not in fault] == []


def test_the_rule_of_a_day_is_the_last_that_was_set_by_then(db: Session) -> None:
    document = make_document(db)
    first = set_rule(db, document, needs=1, now=NOW - timedelta(days=9))
    last = set_rule(db, document, needs=2)
    today = NOW.date()
    assert ruling.rule_of(db, document, today - timedelta(days=1)) == first
    assert ruling.rule_of(db, document, today) == last
    assert ruling.rule_of(db, document, date(2000, 1, 1)) == first, "a past that came in by a list"
    assert ruling.rule_of(db, make_document(db)) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"counts": ()}, "counts"),
        ({"needs": 0}, "needs"),
        ({"must": ("XX",)}, "must"),
        ({"open_to": ("XX",)}, "open_to"),
        ({"must": ("RS",), "open_to": ("HR",)}, "must"),
    ],
)
def test_a_rule_that_cannot_be_names_its_field(db: Session, values: dict[str, object], field: str) -> None:
    document = make_document(db)
    make_participant(db, "HR")
    with pytest.raises(Invalid) as refusal:
        set_rule(db, document, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_the_same_rule_is_not_set_twice(db: Session) -> None:
    document = make_document(db)
    set_rule(db, document)
    with pytest.raises(Conflict):
        set_rule(db, document)

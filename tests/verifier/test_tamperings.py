"""Whatever is done to a public row behind the product's back is found, and the row is named.

The table is made of the kinds themselves, so that a kind that a room adds is tampered with as well: in each
of its tables each column is changed, and a row is taken away, put in, and swapped with another. Those of one
sort are tried together, one of each table at once, against what ``sbcp record verify`` does and against the
verifier, which must name each of them in one run; and one column of each table, and what is done to whole
rows, by itself.
"""

import pytest
from sqlalchemy import Table, select, update

from consultation.models import Respondent, Submission
from tests.verifier.held import Place
from tests.verifier.rows import Tampering, Target, is_found, sorts, targets, unread

# What does not depend on the database is tried on one.
WHOLE_ROWS = ("deleted", "added", "swapped")
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


@ONE_DATABASE
def test_a_tampering_with_a_table_of_any_kind_is_named_by_itself(place: Place) -> None:
    """A column that may change unseen is named beside its kind, in ``unread``, with the reason."""
    tried, missed = 0, []
    for number, target in enumerate(targets(place)):
        for sort, tamper in by_itself(target.table, number):
            with place.undone():
                tamper(place, target)
                faults = place.own_faults()
            tried += 1
            if not is_found(sort, faults, target):
                missed.append(f"{target.table.name} {sort}: {faults[:3]}")
    assert missed == []
    assert tried > 80


def by_itself(table: Table, number: int) -> list[tuple[str, Tampering]]:
    """One of the columns that may not change unseen, by turns, and what is done to whole rows."""
    noticed = [(sort, tamper) for sort, tamper in sorts(table) if sort not in unread(table)]
    columns = [each for each in noticed if each[0] not in WHOLE_ROWS]
    return [*columns[number % max(len(columns), 1) :][:1], *(e for e in noticed if e[0] in WHOLE_ROWS)]


def test_the_verifier_names_each_of_many_tamperings_at_once(place: Place) -> None:
    """In every table at once: the first columns, the second, …; then rows deleted, added, swapped."""
    assert place.own_faults() == []
    code, said = place.verify()
    assert code == 0, said
    all_targets = targets(place)
    missed = []
    batches: dict[str, list[tuple[Target, str, Tampering]]] = {}
    for target in all_targets:
        for number, (sort, tamper) in enumerate(sorts(target.table)):
            if sort not in unread(target.table):
                batch = sort if sort in WHOLE_ROWS else str(number)
                batches.setdefault(batch, []).append((target, sort, tamper))
    for batch, several in batches.items():
        with place.undone():
            for target, _sort, tamper in several:
                tamper(place, target)
            code, said = place.verify()
            own = place.own_faults()
        assert code == 1, (batch, said[-1])
        assert said[0].startswith("FAULT: ")
        lines = [line for line in said if line.startswith("FAULT: ")]
        for target, sort, _tamper in several:
            missed += [
                f"{target.table.name} {sort}" for faults in (lines, own) if not is_found(sort, faults, target)
            ]
    assert missed == []


def test_a_name_put_at_a_response_that_had_none_is_named(place: Place) -> None:
    nameless = (Respondent.publish_name.is_(False), Submission.received_at.is_not(None))
    some = select(Submission.id).join(Respondent).where(*nameless).limit(1)
    with place.undone():
        response = place.connection.scalars(some).one()
        change = update(Respondent).where(Respondent.submission_id == response)
        place.connection.execute(change.values(name="Somebody Else", publish_name=True))
        faults = place.own_faults()
        code, said = place.verify()
    assert [fault for fault in faults if fault.startswith("respondent:")]
    assert code == 1
    assert [line for line in said if line.startswith("FAULT: respondent:")]

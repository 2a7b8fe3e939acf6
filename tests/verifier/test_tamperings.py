"""Whatever is done to a public row behind the product's back is found, and the row is named.

The table is made of the kinds themselves, so that a kind that a room adds is tampered with as well: in each
of its tables each column is changed, and a row is taken away, put in, and swapped with another. Each is
tried by itself against what ``sbcp record verify`` does, and those of one sort together against the verifier,
which must name each of them in one run.
"""

import pytest
from sqlalchemy import select, update

from consultation.models import Respondent, Submission
from tests.verifier.held import Place
from tests.verifier.rows import Tampering, Target, is_found, sorts, targets, unread

# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


@ONE_DATABASE
def test_every_tampering_with_every_table_of_every_kind_is_named(place: Place) -> None:
    """A column that may change unseen is named beside its kind, in ``unread``, with the reason."""
    tried, missed = 0, []
    for target in targets(place):
        for sort, tamper in sorts(target.table):
            with place.undone():
                tamper(place, target)
                faults = place.own_faults()
            tried += 1
            is_named = is_found(sort, faults, target)
            if not is_named and sort not in unread(target.table):
                missed.append(f"{target.table.name} {sort}: {faults[:3]}")
    assert missed == []
    assert tried > 150


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
                batch = sort if sort in ("deleted", "added", "swapped") else str(number)
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

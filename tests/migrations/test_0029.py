"""Migration 0029: absences come and go with their table, who confirmed an act with its column; what was said
stays, and ends once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0028", "0029"
ABSENCE = """
INSERT INTO absence (id, mandate_id, from_on, until_on, made_by_id, made_at)
    VALUES (1, 1, '2026-11-05', '2026-11-09', 1, '2026-11-04 10:00:00.000000')
"""
ACT = """
INSERT INTO act (id, participant_id, version_id, kind, scopes, done_on, done_precision, depositary,
    effective_precision, early_reason, recorded_at, recorded_by_id, on_behalf, ref, name, note, restates,
    statement, language{column})
    VALUES ({id}, 1, 1, 'signed', '[]', '2026-11-01', 'day', '', 'day', '', '2026-11-04 10:00:00.000000', 1,
    FALSE, '', '', '', '[]', '', ''{value})
"""
PARTICIPANT = "INSERT INTO participant (id, code, position, names, footnotes) VALUES (1, 'RS', 1, '{}', '{}')"
END = "UPDATE absence SET ended_at = '2026-11-06 10:00:00.000000', ended_by_id = 1"
REFUSED = (
    "UPDATE absence SET from_on = '2026-11-01'",
    "UPDATE absence SET until_on = NULL",
    "UPDATE absence SET made_by_id = 1",
    "DELETE FROM absence",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before."""
    with standing_at(store, BEFORE, f"{STANDING};{PARTICIPANT}") as engine:
        yield engine


def test_absences_come_and_go_with_their_table(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)
    run(before, ACT.format(id=1, column=", confirmed_by_id", value=", 1"))
    schema.downgrade(before, BEFORE)
    run(before, ACT.format(id=2, column="", value=""))
    with before.connect() as connection:
        acts = connection.exec_driver_sql("SELECT id, kind, recorded_by_id FROM act ORDER BY id").all()
    assert [tuple(act) for act in acts] == [(1, "signed", 1), (2, "signed", 1)]
    with pytest.raises(DBAPIError):  # the guard of acts is where it was
        run(before, "UPDATE act SET kind = 'ratified'")
    assert "absence" not in inspect(before).get_table_names()
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)


def test_what_was_said_stays_and_its_end_is_written_once(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, ABSENCE)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    run(before, END)
    for statement in (END, "UPDATE absence SET ended_at = NULL", *REFUSED):
        with pytest.raises(DBAPIError):
            run(before, statement)

"""Migration 0030: who signed comes and goes with its tables; what was said stays, a name is emptied once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.test_0029 import ACT, PARTICIPANT
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0029", "0030"
SIGNED = """
INSERT INTO act_signatory (id, act_id, office, powers, powers_text)
    VALUES (1, 1, 'Minister', 'full powers', 'Of 3 November'), (2, 1, 'Ambassador', 'practice', '');
INSERT INTO signatory_name (signatory_id, name, salt) VALUES (1, 'Signe', 'ab'), (2, 'Sam', 'cd')
"""
EMPTY = "UPDATE signatory_name SET name = '', salt = '', erased_at = '{at}' WHERE signatory_id = 1"
REFUSED = (
    "UPDATE act_signatory SET office = 'Clerk'",
    "UPDATE act_signatory SET powers = 'practice'",
    "UPDATE act_signatory SET powers_text = ''",
    "DELETE FROM act_signatory WHERE id = 2",
    "UPDATE signatory_name SET name = 'Somebody Else' WHERE signatory_id = 2",
    "UPDATE signatory_name SET name = '', salt = '' WHERE signatory_id = 2",
    "UPDATE signatory_name SET name = '', erased_at = '2026-11-06 10:00:00.000000' WHERE signatory_id = 2",
    "UPDATE signatory_name SET erased_at = '2026-11-06 10:00:00.000000' WHERE signatory_id = 2",
    "DELETE FROM signatory_name",
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with an act that was signed."""
    act = ACT.format(id=1, column="", value="")
    with standing_at(store, BEFORE, f"{STANDING};{PARTICIPANT};{act}") as engine:
        yield engine


def shown(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.id, office, powers, name, salt FROM act_signatory s "
            "JOIN signatory_name n ON n.signatory_id = s.id ORDER BY s.id"
        )
        return [tuple(row) for row in rows]


def test_who_signed_comes_and_goes_with_its_tables_and_the_acts_stay(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, SIGNED)
    assert len(shown(before)) == 2
    schema.downgrade(before, BEFORE)
    assert {"act_signatory", "signatory_name"} & set(inspect(before).get_table_names()) == set()
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, kind FROM act").all() == [(1, "signed")]
    with pytest.raises(DBAPIError):  # the guard of acts is where it was
        run(before, "UPDATE act SET kind = 'ratified'")
    schema.upgrade(before, AFTER)
    run(before, SIGNED)
    assert len(shown(before)) == 2


def test_what_was_said_stays_and_a_name_is_emptied_once(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, SIGNED)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    run(before, EMPTY.format(at="2026-11-06 10:00:00.000000"))
    for statement in (
        EMPTY.format(at="2026-11-07 10:00:00.000000"),
        "UPDATE signatory_name SET name = 'Signe', salt = 'ab', erased_at = NULL WHERE signatory_id = 1",
    ):
        with pytest.raises(DBAPIError):
            run(before, statement)
    assert shown(before) == [
        (1, "Minister", "full powers", "", ""),
        (2, "Ambassador", "practice", "Sam", "cd"),
    ]

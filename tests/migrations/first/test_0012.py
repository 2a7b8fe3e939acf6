"""Migration 0012: accounts at providers come and go, and people stay as they are."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import IntegrityError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

PERSON = "INSERT INTO person (id, name, email, example) VALUES (1, 'Ana Example', 'ana@example.org', false)"
IDENTITY = """
INSERT INTO identity (id, person_id, issuer, subject, label, added_at)
    VALUES ({number}, {person}, '{issuer}', 'ana-1', 'ana@provider.example', '2026-11-01 10:00:00.000000')
"""
STATE = "INSERT INTO spent_state (state_hash, expires_at) VALUES ('x', '2026-11-01 10:10:00.000000')"
ISSUER = "https://provider.example"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with a person."""
    with standing_at(store, "0011", PERSON) as engine:
        yield engine


def add(engine: Engine, number: int, *, person: int = 1, issuer: str = ISSUER) -> None:
    run(engine, IDENTITY.format(number=number, person=person, issuer=issuer))


def test_F24_accounts_are_somebodys_and_an_issuer_knows_each_once(before: Engine) -> None:
    schema.upgrade(before, "0012")
    add(before, 1)
    add(before, 2, issuer=f"{ISSUER}/")
    with pytest.raises(IntegrityError):
        add(before, 3)
    with pytest.raises(IntegrityError):
        add(before, 4, person=9, issuer="https://other.example")


def test_F24_back_and_forth_people_stay_and_accounts_are_gone(before: Engine) -> None:
    schema.upgrade(before, "0012")
    add(before, 1)
    run(before, STATE)
    schema.downgrade(before, "0011")
    assert not {"identity", "spent_state"} & set(inspect(before).get_table_names())
    schema.upgrade(before, "0012")
    with before.connect() as connection:
        counts = "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM identity)"
        assert tuple(connection.exec_driver_sql(counts).one()) == (1, 0)

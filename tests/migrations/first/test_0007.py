"""Migration 0007: countries and mandates of before are as they were, and what is new can be left again."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.support.servers.databases import Store

BEFORE = """
INSERT INTO participant (id, code, position, names, footnotes)
    VALUES (1, 'RS', 1, '{"en": "Serbia"}', '{}');
INSERT INTO person (id, name, email, example, locale)
    VALUES (1, 'Ana Example', 'ana@example.org', false, 'en');
INSERT INTO organisation (id, name, tier) VALUES (1, 'Secretariat', 'coordinator');
INSERT INTO mandate (id, person_id, organisation_id, role, starts_on, basis)
    VALUES (1, 1, 1, 'secretariat', '2026-01-01', 'Decision 1')
"""
AFTER = """
INSERT INTO naming (id, participant_id, names, footnotes, reason, made_at)
    VALUES (1, 1, '{"en": "Serbia"}', '{}', '', '2027-03-01 12:00:00.000000');
INSERT INTO invitation (id, person_id, organisation_id, role, starts_on, basis, basis_link, made_at,
    made_by_id, waits_for_second, sent, mandate_id)
    VALUES (1, 1, 1, 'admin', '2027-01-01', 'Decision 2', '', '2027-03-01 12:00:00.000000', 1, false, 0, 1);
INSERT INTO interest (id, mandate_id, recused, subject, text, language, made_at, end_reason)
    VALUES (1, 1, true, 'document:policy', 'Mine.', 'en', '2027-03-01 12:00:00.000000', '');
UPDATE mandate SET ended_at = '2027-03-01 12:00:00.000000', end_reason = 'Over.', successor_id = 1
"""
MANDATE = "SELECT id, person_id, organisation_id, role, basis FROM mandate"


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with rows."""
    with standing_at(store, "0006", BEFORE) as engine:
        yield engine


def test_F24_what_was_there_stays_as_it_was_up_and_down(before: Engine) -> None:
    schema.upgrade(before, "0007")
    with before.connect() as connection:
        assert connection.exec_driver_sql(MANDATE).one() == (1, 1, 1, "secretariat", "Decision 1")
        assert connection.exec_driver_sql(
            "SELECT basis_link, ended_at, end_reason, successor_id FROM mandate"
        ).one() == ("", None, "", None)
        places = connection.exec_driver_sql("SELECT positions FROM participant").scalar_one()
        assert places in ("{}", {}), "the driver of one database reads JSON by itself"
    run(before, AFTER)
    schema.downgrade(before, "0006")
    with before.connect() as connection:
        assert connection.exec_driver_sql(MANDATE).one() == (1, 1, 1, "secretariat", "Decision 1")
    assert not {"naming", "invitation", "interest"} & set(inspect(before).get_table_names())
    schema.upgrade(before, "0007")


@pytest.mark.parametrize("statement", ["UPDATE naming SET reason = 'x'", "DELETE FROM naming"])
def test_S42_the_history_of_names_is_kept_by_the_database_itself(before: Engine, statement: str) -> None:
    schema.upgrade(before, "0007")
    run(before, AFTER)
    with pytest.raises(DBAPIError, match="naming is append-only"):
        run(before, statement)

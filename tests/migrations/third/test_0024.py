"""Migration 0024: acts stay as they are, take files, and the database keeps what an act rests on."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from sbcp.operation import schema
from tests.migrations.standing import run, standing_at
from tests.migrations.third.test_0022 import STANDING
from tests.support.servers.databases import Store

BEFORE, AFTER = "0023", "0024"
ACT = """
INSERT INTO participant (id, code, position, names, footnotes) VALUES (1, 'RS', 1, '{}', '{}');
INSERT INTO instrument (id, title, language, title_en, number, body, gazette)
    VALUES (1, 'Закључак', 'sr-Cyrl', 'Conclusion', '5', 'Government', '');
INSERT INTO act (id, participant_id, version_id, kind, scopes, instrument_id, done_on, recorded_at,
        recorded_by_id, statement, language)
    VALUES (1, 1, 1, 'signed', '[]', 1, '2026-11-04', '2026-11-04 10:00:00.000000', 1, '', '')
"""
FILES = """
INSERT INTO file (id, storage_key, sha256, size, media_type, name, scan, uploaded_at)
    VALUES (1, 'k', 'ab', 3, 'application/pdf', 'a.pdf', 'waiting', '2026-11-04 10:00:00.000000');
INSERT INTO act_file (id, act_id, file_id, purpose) VALUES (1, 1, 1, 'instrument')
"""
ALLOWED = (
    "UPDATE file SET scan = 'clean'",
    "UPDATE file SET name = '', erased_at = '2026-11-05 10:00:00.000000', storage_key = NULL",
)
REFUSED = (
    "UPDATE file SET sha256 = 'cd'",
    "UPDATE file SET size = 4",
    "UPDATE file SET media_type = 'text/plain'",
    "UPDATE act_file SET purpose = 'letter'",
    "DELETE FROM act_file",
    "DELETE FROM file",  # an act has it
)


@pytest.fixture
def before(store: Store) -> Iterator[Engine]:
    """A database of the schema before, with an act."""
    with standing_at(store, BEFORE, STANDING + ";" + ACT) as engine:
        yield engine


def acts(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, kind, instrument_id, done_on FROM act ORDER BY id")
        return [tuple(map(str, row)) for row in rows]


def test_acts_take_files_and_nothing_is_lost_on_the_way(before: Engine) -> None:
    there = acts(before)
    assert there == [("1", "signed", "1", "2026-11-04")]
    schema.upgrade(before, AFTER)
    run(before, FILES)
    assert acts(before) == there
    schema.downgrade(before, BEFORE)
    assert {"file", "act_file"} & set(inspect(before).get_table_names()) == set()
    assert acts(before) == there
    schema.upgrade(before, AFTER)
    run(before, FILES)
    assert acts(before) == there


def test_what_an_act_rests_on_is_kept_by_the_database(before: Engine) -> None:
    schema.upgrade(before, AFTER)
    run(before, FILES)
    for statement in REFUSED:
        with pytest.raises(DBAPIError):
            run(before, statement)
    for statement in ALLOWED:
        run(before, statement)

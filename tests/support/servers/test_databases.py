"""A database that a test has given back is as the migrations made it, whatever was done in it."""

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from core.db import connect
from tests.support import everything
from tests.support.servers.databases import SHAPE, PostgresqlStore, Store

GUARD = "record_entry_kept"


def held(url: str) -> dict[str, object]:
    """Every row of every table, and what every sequence stands at."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        tables: dict[str, object] = {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names
        }
        for name in inspect(connection).get_sequence_names() if engine.dialect.name == "postgresql" else ():
            state = text(f'SELECT last_value, is_called FROM "{name}"')
            tables[f"sequence {name}"] = tuple(connection.execute(state).one())
    engine.dispose()
    return tables


def fill(url: str) -> None:
    """A row of every kind."""
    database = connect(url)
    with database.writing() as db:
        everything.make(db)
        db.commit()
    database.engine.dispose()


def change(url: str, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_database_that_is_given_back_has_nothing_left_of_what_was_written(store: Store) -> None:
    url = store.fresh()
    before = held(url)
    fill(url)
    # What migrations themselves write is changed and taken away.
    change(url, "UPDATE record_head SET seq = 99")
    change(url, "DELETE FROM news_read")
    full = held(url)
    left_alone = {name for name in before if full[name] == before[name]}
    assert left_alone == {"alembic_version"}, "no table without a row, no sequence at its beginning"
    store.give_back(url)
    again = store.fresh()
    assert again == url, "it is used again"
    assert held(again) == before
    store.drop(again)


ALTERATIONS = [
    "DROP TABLE trace",
    "ALTER TABLE comment_wording RENAME COLUMN justification TO gone",
    "ALTER TABLE comment_wording ALTER COLUMN body SET DEFAULT 'x'",
    "ALTER TABLE comment DROP CONSTRAINT pk_comment CASCADE",
    f"DROP TRIGGER {GUARD} ON record_entry",
    f"ALTER TABLE record_entry DISABLE TRIGGER {GUARD}",
    "CREATE INDEX new ON comment_wording (body)",
    "CREATE TABLE new (id INTEGER)",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
    "GRANT SELECT ON comment TO PUBLIC",
    "CREATE SCHEMA new",
]


@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_a_database_whose_tables_or_guards_were_altered_is_not_used_again(store: PostgresqlStore) -> None:
    url = store.fresh()
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        for statement in ALTERATIONS:
            connection.exec_driver_sql(statement)
            assert connection.scalar(SHAPE) != store.template.shape, statement
            connection.rollback()
        assert connection.scalar(SHAPE) == store.template.shape
        connection.exec_driver_sql(ALTERATIONS[0])
        connection.commit()
    engine.dispose()
    store.give_back(url)
    assert url not in store.given_back


@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_who_gives_a_database_back_has_left_it(
    store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.servers.databases.LEAVING_SECONDS", 0.1)
    url = store.fresh()
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect(), pytest.raises(AssertionError, match="left connections"):
        store.give_back(url)
    engine.dispose()
    store.drop(url)

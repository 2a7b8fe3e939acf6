"""The migrations make the tables of the models, lose nothing, and guard what is published."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Engine,
    Integer,
    Table,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.db import Base, Database, Instant, connect
from core.record import entries
from members.signin import links
from sbcp.operation import schema
from sbcp.paths import MIGRATIONS
from tests.support import factories
from tests.support.servers.databases import Store

NEWEST = 8  # steps that are tried one by one

KEPT = (
    "record_entry",
    "version",
    "version_summary",
    "document_name",
    "paragraph",
    "line_map",
    "lineage",
    "placement",
    "settlement",
    "verification",
)

REVISIONS = [
    script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()
]  # the newest first


@pytest.fixture
def empty(store: Store) -> Iterator[Engine]:
    """A database without tables."""
    url = store.empty()
    made = connect(url)
    yield made.engine
    made.engine.dispose()
    store.drop(url)


@pytest.fixture
def filled(own_database: Database) -> Database:
    """A database with at least one row in every table."""
    with own_database.writing() as db:
        document = factories.make_document(db, versions=2, by=factories.make_mandate(db))
        factories.make_consultation(db, document.versions[1])
        links.make(db, person=factories.make_person(db), now=factories.NOW)  # those of nobody do not go down
        for table in Base.metadata.sorted_tables:
            if db.execute(select(table).limit(1)).first() is None:
                db.execute(insert(table).values(row_for(db, table)))
        db.commit()
    return own_database


def row_for(db: Session, table: Table) -> dict[str, Any]:
    """A row that refers to rows which are there."""
    return {column.name: value_for(db, column) for column in table.columns if not column.nullable}


def value_for(db: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return db.scalar(select(key.column).limit(1))
    for kind, value in (
        (Boolean, True),
        (Integer, 1),
        (JSON, [1]),
        (Instant, factories.NOW),
        (Date, date(2027, 3, 1)),
    ):
        if isinstance(column.type, kind):
            return value
    return "x"


Held = dict[tuple[str, str], list[str]]

RENAMED = {"proposal": "pending_import"}  # tables by an earlier name
WORDS = "kind body proposed_text justification language html justification_html renderer".split()
MOVED = {("comment", word): ("comment_wording", word) for word in WORDS}  # columns by an earlier table


def rows(engine: Engine) -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables
        }


def held(engine: Engine) -> Held:
    """What is in each column of each table that the database has now, by the table it is in today."""
    found = {}
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if table in ("alembic_version", "record_head"):  # the second is made anew
                continue
            result = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
            names, rows = list(result.keys()), result.all()
            for at, column in enumerate(names):
                place = MOVED.get((table, column), (RENAMED.get(table, table), column))
                found[place] = sorted(repr(row[at]) for row in rows)
    return found


def test_F24_up_from_nothing_equals_the_models(empty: Engine) -> None:
    schema.upgrade(empty)
    assert schema.differences(empty) == []
    assert set(inspect(empty).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_a_second_upgrade_changes_nothing(own_database: Database) -> None:
    before = rows(own_database.engine)
    schema.upgrade(own_database.engine)
    assert rows(own_database.engine) == before
    assert schema.differences(own_database.engine) == []


def test_a_difference_is_noticed(own_database: Database) -> None:
    with own_database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE document ADD COLUMN forgotten INTEGER")
    assert "forgotten" in str(schema.differences(own_database.engine))


def test_the_schema_knows_the_tables_of_every_room() -> None:
    """In a process of its own: here the other tests have imported every room already."""
    program = (
        "import json, sbcp.operation.schema, core.db; print(json.dumps(sorted(core.db.Base.metadata.tables)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == sorted(Base.metadata.tables)


def shape(engine: Engine) -> list[str]:
    """What each table is made of, in order: columns, indexes, constraints; and its triggers."""
    with engine.connect() as connection:
        look = inspect(connection)
        columns = look.get_multi_columns()
        parts = [
            f"{name} {each['name']} {each['type']} {each['nullable']}"
            for (_schema, name), every in columns.items()
            for each in every
        ]
        for others in (
            look.get_multi_indexes(),
            look.get_multi_foreign_keys(),
            look.get_multi_unique_constraints(),
            look.get_multi_check_constraints(),
        ):
            parts += [f"{name} {plain(each)}" for (_schema, name), every in others.items() for each in every]
        parts += [" ".join(each) for each in connection.execute(text(TRIGGERS[engine.dialect.name]))]
    return sorted(parts)


def plain(part: Any) -> Any:
    """What reflection gives, as words."""
    return {key: plain(value) for key, value in part.items()} if isinstance(part, dict) else str(part)


TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def room_for(before: Held, after: Held) -> Held:
    """Of what was held, all that older tables have room for, which must be the same."""
    below = {name: kept for name, kept in after.items() if name in before}
    assert below == {name: before[name] for name in below}
    return below


def assert_kept(below: Held, again: Held) -> None:
    kept = {name: values for name, values in below.items() if not name[0].startswith("record_")}
    assert {name: again[name] for name in kept} == kept
    for name in below.keys() - kept.keys():  # the record goes on: it begins to cover what stands, again
        assert not Counter(below[name]) - Counter(again[name]) or name[0] == "record_subject", name


@pytest.mark.long
def test_F24_each_step_down_and_up_again_keeps_every_row(filled: Database) -> None:
    """From the present schema downwards: each of the newest steps is taken down, up again, and down for good.
    Older ones never change, and were tried so when they were new; below they are gone through by tens."""
    assert all(rows(filled.engine).values()), "every table has a row"
    everything = held(filled.engine)
    for revision in REVISIONS[:NEWEST]:
        form = shape(filled.engine)
        schema.downgrade(filled.engine, f"{revision}-1")
        after = held(filled.engine)
        below = room_for(everything, after)
        schema.upgrade(filled.engine, revision)
        assert shape(filled.engine) == form, revision
        assert_kept(below, held(filled.engine))
        schema.downgrade(filled.engine, f"{revision}-1")
        everything = after
    schema.upgrade(filled.engine)
    assert schema.differences(filled.engine) == []


@pytest.mark.parametrize("revision", REVISIONS[9:-1:10])
def test_F24_many_steps_down_and_up_again_keep_every_row(filled: Database, revision: str) -> None:
    everything = held(filled.engine)
    schema.downgrade(filled.engine, f"{revision}-1")
    below = room_for(everything, held(filled.engine))
    schema.upgrade(filled.engine)
    assert_kept(below, held(filled.engine))
    assert schema.differences(filled.engine) == []


def test_F24_the_record_goes_on_after_a_step_down_and_up(filled: Database, now: datetime) -> None:
    schema.downgrade(filled.engine, REVISIONS[-1])
    schema.upgrade(filled.engine)
    with filled.writing() as db:
        entries.append(db, at=now, actor="operator", action="test", subject="test", body={})
        db.commit()
        assert entries.verify(db) is None


def test_F24_all_the_way_down_leaves_nothing_and_the_way_up_is_free(filled: Database) -> None:
    schema.downgrade(filled.engine, "base")
    assert inspect(filled.engine).get_table_names() == ["alembic_version"]
    schema.upgrade(filled.engine)
    assert schema.differences(filled.engine) == []


def test_S42_what_is_published_cannot_be_changed_or_removed(filled: Database) -> None:
    before = rows(filled.engine)
    for name in KEPT:
        table = Base.metadata.tables[name]
        column = next(
            column for column in table.columns if not column.primary_key and not column.foreign_keys
        )
        for statement in (update(table).values({column: column}), delete(table)):
            with pytest.raises(DBAPIError, match="is append-only"), filled.engine.begin() as connection:
                connection.execute(statement)
    assert rows(filled.engine) == before


# SQLite has no TRUNCATE.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_S42_what_is_published_cannot_be_emptied_at_a_stroke(filled: Database) -> None:
    for name in KEPT:
        with pytest.raises(DBAPIError, match="is append-only"), filled.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {name} CASCADE")


def test_P5_the_content_of_an_entry_can_be_erased(filled: Database) -> None:
    with filled.writing() as db:
        for seq in range(1, entries.head(db).seq + 1):
            entries.erase_payload(db, seq, at=factories.NOW, actor="operator")
        db.commit()
        assert db.get(entries.Payload, 1) is None
        assert entries.verify(db) is None

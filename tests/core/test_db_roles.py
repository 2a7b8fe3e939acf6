"""The role of the application: it adds to the record, and the database itself refuses all else."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from adoption.recording.acts import verify_act
from consultation.models import Consultation
from consultation.responses import submissions
from core import db_roles
from core.db import Database, connect
from core.errors import Refused
from core.record import entries, signed_heads
from members.models import Mandate
from process.services import publish_version
from sbcp.operation import schema
from sbcp.record import signing as chore
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.pages import serve
from tests.support.servers.databases import Store

APPLICATION = "the application"  # quoted wherever it is written

# SQLite has no roles: there the triggers refuse (tests/sbcp/test_migrations.py).
pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    """A database with content, whose tables belong to somebody else than the application."""
    found = store.fresh()
    owner = connect(found)
    with owner.writing() as db:
        document = factories.make_document(db, slug="policy", by=factories.make_mandate(db))
        factories.make_consultation(db, document.versions[0])
        make_act(db, document)
        db.commit()
    with owner.engine.begin() as connection:
        connection.execute(text(f'CREATE ROLE "{APPLICATION}" LOGIN'))
        assert "record_entry" in db_roles.grant(connection, APPLICATION)
    yield found
    with owner.engine.begin() as connection:
        connection.execute(text(f'DROP OWNED BY "{APPLICATION}"'))
        connection.execute(text(f'DROP ROLE "{APPLICATION}"'))
    owner.engine.dispose()
    store.drop(found)


@pytest.fixture
def as_application(url: str) -> str:
    """The same database, as the application sees it."""
    return make_url(url).set(username=APPLICATION).render_as_string(hide_password=False)


@pytest.fixture
def limited(as_application: str) -> Iterator[Database]:
    found = connect(as_application)
    yield found
    found.engine.dispose()


KEPT = (
    "record_entry",
    "removal",
    "version_summary",
    "document_name",
    "signed_head",
    "version",
    "paragraph",
    "line_map",
    "lineage",
    "act",
    "verification",
    "disposition",
    "placement",
    "settlement",
)
REFUSED = [
    *(
        statement.format(table=table)
        for table in KEPT
        for statement in (
            "DELETE FROM {table}",
            "TRUNCATE {table} CASCADE",
            "ALTER TABLE {table} DISABLE TRIGGER ALL",
        )
    ),
    "UPDATE record_entry SET actor = 'x'",
    "UPDATE signed_head SET digest = 'x'",
    "UPDATE version SET label = 'x'",
    "UPDATE paragraph SET markdown = 'x'",
    "UPDATE line_map SET first_line = 1",
    "UPDATE act SET statement = 'x'",
    "UPDATE record_payload SET salt = 'x'",
    "DELETE FROM record_head",
    "DELETE FROM record_subject",
    "TRUNCATE record_payload",
    "ALTER TABLE record_entry ADD COLUMN x INTEGER",
    "DROP TABLE record_entry CASCADE",
    "DROP TRIGGER record_entry_kept ON record_entry",
    "DROP FUNCTION refuse_change() CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
    "CREATE TABLE mine (id INTEGER)",
    "CREATE RULE quiet AS ON INSERT TO record_entry DO INSTEAD NOTHING",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '0001'",
    "SET ROLE sbcp",
    "SELECT * FROM record_entry FOR UPDATE",
]


def test_S42_the_database_refuses_the_application_to_change_the_record(limited: Database) -> None:
    with limited.engine.connect() as connection:
        for statement in REFUSED:
            with pytest.raises(DBAPIError) as refused, connection.begin():
                connection.exec_driver_sql(statement)
            said = str(refused.value.orig)
            assert "permission denied" in said or "must be owner" in said, f"{statement}: {said}"


def test_S42_the_application_works_under_its_role(
    as_application: str, limited: Database, tmp_path: Path, now: datetime
) -> None:
    """A page, a response, an answer of the working group's kind, a version, an act and a signed head."""
    with time_machine.travel(now, tick=False), serve(as_application, tmp_path) as client:
        with client.saved() as db:
            round_ = db.get_one(Consultation, 1)
            comment = send_comment(db, round_, pid=2)
            secretariat = db.get_one(Mandate, 1)
            act = make_act(db, round_.document, "endorsed", country="AL")
            verify_act(db, act, level="document seen", by=secretariat, now=now)
            factories.make_revision(db, round_.document, by=secretariat)
            publish_version(db, round_.document, label="second", by=secretariat, now=now)
            submissions.public_part(comment.submission)
        assert client.get("/en/documents/policy/versions/2").heading
        client.do_chores()
        assert client.get("/en/record/heads").heading == "Signed heads of the record"
    with limited.reading() as db:
        assert chore.checked(db)[0]
        assert signed_heads.newest(db) is not None
    with limited.writing() as db:
        assert entries.erase_payload(db, 1, at=now, actor="operator")
        db.commit()
        assert entries.verify(db) is None


def test_a_restart_under_the_role_finds_the_schema_as_it_is(limited: Database) -> None:
    schema.upgrade(limited.engine)


def test_a_second_grant_changes_nothing_and_a_new_table_is_not_open_by_itself(
    url: str, limited: Database
) -> None:
    owner = connect(url)
    with owner.engine.begin() as connection:
        connection.execute(text("CREATE TABLE new (id INTEGER)"))
    with limited.engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("SELECT * FROM new"))
    with owner.engine.begin() as connection:
        db_roles.grant(connection, APPLICATION)
    with limited.engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM new")).all() == []
    owner.engine.dispose()


def test_a_grant_that_would_hold_nobody_back_is_refused(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        with pytest.raises(Refused, match="no role"), connection.begin():
            db_roles.grant(connection, "nobody; DROP TABLE record_entry")
        with pytest.raises(Refused, match="above all grants"), connection.begin():
            db_roles.grant(connection, "sbcp")
        with connection.begin():
            connection.execute(text(f'GRANT pg_write_all_data TO "{APPLICATION}"'))
        with pytest.raises(Refused, match="a member of another one"), connection.begin():
            db_roles.grant(connection, APPLICATION)
        with connection.begin():
            connection.execute(text(f'REVOKE pg_write_all_data FROM "{APPLICATION}"'))
    engine.dispose()

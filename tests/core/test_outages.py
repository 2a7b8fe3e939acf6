"""What real databases say when they cannot do it just now, and what they say of a mistake."""

import errno
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from core.db import Database, connect
from core.outages import Outage, outage_of


def said(database: Database, *statements: str) -> Outage | None:
    """What the last of some statements is refused for."""
    with database.writing() as db:
        try:
            for statement in statements:
                db.execute(text(statement))
        except DBAPIError as refusal:
            return outage_of(refusal)
    raise AssertionError("it was done")


def test_a_row_that_somebody_holds_is_waited_for_and_then_busy(own_database: Database) -> None:
    url = own_database.engine.url.render_as_string(hide_password=False)
    impatient = connect(url, wait=0.1)
    with own_database.writing() as db:
        db.execute(text("UPDATE record_head SET seq = 5"))
        assert said(impatient, "UPDATE record_head SET seq = 6") is Outage.BUSY
    impatient.engine.dispose()


def test_a_connection_that_nobody_gives_back_is_busy(own_database: Database) -> None:
    url = own_database.engine.url.render_as_string(hide_password=False)
    small = connect(url, pool_size=1, wait=0.1)
    with small.engine.connect(), small.engine.connect(), pytest.raises(NoConnection) as refusal:
        small.engine.connect()
    assert outage_of(refusal.value) is Outage.BUSY
    small.engine.dispose()


def test_a_mistake_of_ours_is_none(own_database: Database) -> None:
    for mistake in ("SELECT nothing FROM nowhere", "INSERT INTO record_payload VALUES (1, 'x', '{}')"):
        assert said(own_database, mistake) is None
    assert outage_of(ValueError()) is None
    assert outage_of(FileNotFoundError(errno.ENOENT, "not there")) is None


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_a_file_that_may_not_grow_is_full_and_one_that_is_gone_away(own_database: Database) -> None:
    filled = [
        "PRAGMA max_page_count = 1",
        "CREATE TABLE filling (words TEXT)",
        f"INSERT INTO filling VALUES ('{'x' * 100_000}')",
    ]
    assert said(own_database, *filled) is Outage.FULL
    nowhere = connect("sqlite:////nowhere/at/all.sqlite")
    with pytest.raises(DBAPIError) as refusal:
        nowhere.engine.connect()
    assert outage_of(refusal.value) is Outage.AWAY
    assert outage_of(sqlite3.Error()) is None


@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
@pytest.mark.parametrize(
    ("code", "outage"),
    [
        ("53100", Outage.FULL),
        ("57P03", Outage.AWAY),
        ("53300", Outage.AWAY),
        ("40P01", Outage.BUSY),
        ("40001", Outage.BUSY),
        ("22012", None),
    ],
)
def test_a_server_says_by_its_codes_what_it_is(
    own_database: Database, code: str, outage: Outage | None
) -> None:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
    assert said(own_database, raised) is outage


@pytest.mark.parametrize("where", ["silent", "closed"])
def test_a_host_that_does_not_answer_is_away_in_bounded_time(where: str, tmp_path: Path) -> None:
    """One that takes the connection and says nothing, and one at which nobody listens."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if where == "silent":
            silent.listen()
        port = silent.getsockname()[1]
        database = connect(f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing", wait=1)
        with pytest.raises(DBAPIError) as refusal:
            database.engine.connect()
    assert outage_of(refusal.value) is Outage.AWAY


def test_what_an_address_says_of_waiting_stands() -> None:
    url = "postgresql+psycopg://nobody@nowhere/nothing?connect_timeout=77&options=-csearch_path%3Dother"
    engine = connect(url, wait=3).engine
    _arguments, options = engine.dialect.create_connect_args(engine.url)
    given: dict[str, object] = {}

    @event.listens_for(engine, "do_connect")
    def _keep(_dialect: object, _record: object, _arguments: object, values: dict[str, object]) -> None:
        given.update(values)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        engine.connect()
    assert given["connect_timeout"] == options["connect_timeout"] == "77"
    assert given["options"] == "-c lock_timeout=3000 -csearch_path=other"
    assert given["tcp_user_timeout"] == 3000

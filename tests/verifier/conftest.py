"""An instance with everything in it, to be tampered with."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from sqlalchemy import (
    select,
)
from sqlalchemy.orm import Session, sessionmaker

from core.db import Database
from core.record import entries, signed_heads
from core.record.public import KINDS, Kind
from documents.models import Document
from tests.support import everything
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store, unguard
from tests.verifier import reaching
from tests.verifier.held import MADE, NOW, Place, sign
from tests.verifier.rows import second


@pytest.fixture(scope="module")
def served(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An instance with everything in it, and a head signed with its own key."""
    url = store.fresh()
    with (
        time_machine.travel(NOW, tick=False),
        serve(url, tmp_path_factory.mktemp("data"), record_key=everything.RECORD_KEY) as client,
    ):
        with client.saved() as db:
            everything.make(db)
            seconds(db)
        yield client
    store.drop(url)


def seconds(db: Session) -> None:
    """A second row of what there is one of, so that two can be swapped."""
    for kind in KINDS.values():
        if isinstance(kind, Kind):
            rows = db.scalars(select(kind.model)).all()
            if len(rows) == 1 and kind is not signed_heads.HEAD:
                db.add(second(db, rows[0]))
    db.scalars(select(Document).order_by(Document.id.desc())).all()[0].title = "Another one"
    entries.append(db, at=NOW, actor="system", action=MADE, subject="record", body={})
    sign(db, NOW)


@pytest.fixture
def place(served: Client) -> Iterator[Place]:
    """The instance, whose every change is undone at the end of the test."""
    whole = served.database
    with whole.engine.connect() as connection:
        outer = connection.begin()
        unguard(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        bound: Any = sessionmaker(connection, join_transaction_mode="create_savepoint")
        served.app.state.database = Database(engine=whole.engine, reading=bound, writing=bound)
        yield Place(served, reaching.program(), connection)
        served.app.state.database = whole
        outer.rollback()

"""Every chore may be done by several processes at the same moment: what comes of it is what one of them
would have done."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import time_machine
from sqlalchemy import func, select

from core.db import Base, Database, connect
from core.queue.outbox import Message
from core.record import entries
from core.record.entries import Entry
from members.approvals import Approval
from members.models import Invitation
from sbcp.background import schedule
from sbcp.record.search import Term
from tests.support import everything
from tests.support.factories import NOW
from tests.support.servers.databases import Store

AT_ONCE = 4
LATER = NOW + timedelta(days=15, hours=1)  # requests have expired, heads are due, followers wait for news

# On SQLite a writing transaction is alone.
pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")


@pytest.fixture
def two(store: Store) -> Iterator[list[Database]]:
    """Two databases with the same in them."""
    urls = [store.fresh(), store.fresh()]
    databases = [connect(url) for url in urls]
    for database in databases:
        with time_machine.travel(NOW, tick=False), database.writing() as db:
            everything.make(db)
            for invitation in db.scalars(select(Invitation).where(Invitation.accepted_at.is_(None))):
                invitation.sent, invitation.sent_at, invitation.token_hash = 0, None, None
            db.commit()
    yield databases
    for url, database in zip(urls, databases, strict=True):
        database.engine.dispose()
        store.drop(url)


def come_of(database: Database) -> dict[str, Counter[str]]:
    """What there is afterwards, without numbers and times of day."""
    with database.reading() as db:
        tables = [table for table in Base.metadata.sorted_tables if table.name != Term.__tablename__]
        rows = {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
        return {
            "rows": Counter(rows),
            "mail": Counter(f"{each.template} to {each.recipient}" for each in db.scalars(select(Message))),
            "record": Counter(f"{each.action} {each.subject}" for each in db.scalars(select(Entry))),
            "requests": Counter(str(each.outcome) for each in db.scalars(select(Approval))),
        }


def test_a_chore_that_several_do_at_once_is_done_once(two: list[Database], tmp_path: Path) -> None:
    alone, together = two
    before = come_of(alone)
    assert before == come_of(together)
    settings = [msgspec.structs.replace(everything.SETTINGS, data_dir=tmp_path / name) for name in "ab"]
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "record-key").write_text(everything.RECORD_KEY)
    begin = threading.Barrier(AT_ONCE)

    def do(chore: schedule.Chore) -> None:
        begin.wait()
        chore.run(together, settings[1], LATER)

    with time_machine.travel(LATER, tick=False), ThreadPoolExecutor(AT_ONCE) as pool:
        for chore in schedule.CHORES:
            chore.run(alone, settings[0], LATER)
            for done in [pool.submit(do, chore) for _ in range(AT_ONCE)]:
                done.result()
            assert come_of(alone) == come_of(together), chore.name
    assert come_of(alone) != before, "there was something to do"
    with together.writing() as db:
        assert entries.verify(db) is None

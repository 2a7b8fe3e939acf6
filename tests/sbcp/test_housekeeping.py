"""The clock goes wrong: what then holds, and who is told (F06)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from core.queue.schedule import Chore
from core.record import entries
from core.record.entries import Entry
from sbcp.background import schedule
from sbcp.background.housekeeping import ClockWatch
from sbcp.operation import logs
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.web.security.logged import Log

HOUR = timedelta(hours=1)
Capture = pytest.CaptureFixture[str]


def append(client: Client, **times: object) -> None:
    with client.saved() as db:
        entries.append(db, actor="system", action="test", subject="test", body={}, **times)  # type: ignore[arg-type]


def test_F06_the_order_of_the_record_is_that_of_its_numbers(client: Client) -> None:
    """Entries made while the clock was wrong stand where they were made, and the chain holds."""
    for at in (NOW, NOW + HOUR, NOW, NOW - HOUR):
        append(client, at=at)
    with client.saved() as db:
        rows = db.execute(select(Entry.seq, Entry.at).order_by(Entry.seq)).all()
        assert [at for _seq, at in rows[-4:]] == [NOW, NOW + HOUR, NOW, NOW - HOUR]
        assert entries.verify(db) is None


def test_F06_a_clock_behind_the_last_entry_is_told_in_the_log(client: Client, capsys: Capture) -> None:
    append(client, at=NOW)
    logs.configure()
    watch, log = ClockWatch(), Log(capsys)
    watch(client.database, client.settings, NOW)
    assert log.lines("clock.behind_record") == []
    watch(client.database, client.settings, NOW - HOUR)
    [line] = log.lines("clock.behind_record")
    assert (line["seconds"], line["level"]) == (3600, "error")


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_F06_a_jump_is_told_in_the_log(client: Client, capsys: Capture, jump: timedelta) -> None:
    logs.configure()
    watch, log = ClockWatch(), Log(capsys)
    watch(client.database, client.settings, NOW)
    watch(client.database, client.settings, NOW)
    assert log.lines() == []
    watch(client.database, client.settings, NOW + jump)
    [line] = log.lines("clock.jumped")
    assert abs(line["seconds"] - jump.total_seconds()) < 30


def test_F06_a_clock_put_back_does_not_stop_the_chores(
    client: Client, clock: time_machine.Traveller, capsys: Capture
) -> None:
    append(client, at=NOW)
    client.do_chores()
    clock.shift(-HOUR)
    capsys.readouterr()
    client.do_chores()
    assert Log(capsys).lines("clock.behind_record")
    with client.saved() as db:
        due = {chore.name: chore.due_at for chore in db.scalars(select(Chore))}
    every = {chore.name: chore.every for chore in schedule.CHORES}
    assert all(at <= NOW - HOUR + every[name] for name, at in due.items() if every[name] < HOUR)

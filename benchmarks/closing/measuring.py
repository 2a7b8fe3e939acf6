"""One part after another on one database, the product served as an operator serves it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.beside import serving
from benchmarks.beside.answers import fetch, require
from benchmarks.beside.serving import ROOT, Server
from benchmarks.closing import account, crowd, figures, holding, made
from benchmarks.closing.account import Account
from benchmarks.closing.crowd import READER, Came, Plan, Visit
from benchmarks.closing.figures import Answers, Part
from benchmarks.closing.made import Round
from benchmarks.closing.memory import Watch
from benchmarks.closing.sizes import Hour
from core.db import Database, connect
from core.record import signed_heads

WARM_SECONDS = 3.0
SIGNED_WITHIN = 60.0  # seconds after the start, when a head has been signed for the first time
FREE = 3.0  # seconds, before somebody holds the lock
Window = tuple[float, float]  # from when to when, of time.monotonic


def measure(kind: str, url: str, folder: Path, hour: Hour, parts: tuple[str, ...]) -> list[Part]:
    """These parts, one after the other on one server. Raises WrongAnswer if a receipt was given for what is
    not stored, or if the record does not hold afterwards."""
    if not parts:
        return []
    own = folder / "closing"  # another record is noted in the other one
    own.mkdir()
    database = connect(url)
    try:
        rounds = made.make(database, hour, parts)
        with serving.product(url, own, hour.workers) as ours:
            _until_signed(database)
            measured = [_measure(kind, part, ours, database, rounds[part], hour) for part in parts]
        account.require_the_record_to_hold(database)
    finally:
        database.engine.dispose()
    return measured


def _measure(kind: str, part: str, ours: Server, database: Database, round_: Round, hour: Hour) -> Part:
    busy = os.getloadavg()[0]
    plan = _plan(part, ours.port, round_, hour)
    for path in plan.pages.values():
        fetch(ours.url(path), READER)
    ledger, watch = Account(database, round_.id), Watch(ours.pid)
    window = None
    if part == "held":
        came, used, window = _come_while_held(plan, watch, hour, database)
    else:
        came, used = _come(plan, watch, hour.sample)
    print(f"{kind}: {figures.TITLES[part]}: {len(came.visits):,} answers", flush=True)
    return Part(
        database=kind,
        part=part,
        workers=hour.workers,
        seconds=came.seconds,
        reads=plan.reads,
        sends=plan.sends,
        server=used / came.seconds,
        crowd=came.processor / came.seconds,
        busy=(busy, os.getloadavg()[0]),
        slow=came.slow,
        answers=_rows(came.visits, came.seconds, window),
        kept=ledger.settle(came.visits),
        memory=watch.moments,
    )


def _plan(part: str, port: int, round_: Round, hour: Hour) -> Plan:
    reads, sends = hour.rates(part)
    return Plan(
        port=port,
        seconds=hour.seconds(part),
        pages=round_.mixed() if part == "memory" else round_.pages(),
        reads=reads,
        action=round_.action,
        tokens=round_.tokens[part],
        sends=sends,
        slow=hour.slow,
        warm=min(WARM_SECONDS, hour.seconds(part) / 5),
    )


def _until_signed(database: Database) -> None:
    """The product signs the first head of its record soon after it has started."""
    until = time.monotonic() + SIGNED_WITHIN
    while True:
        with database.reading() as db:
            if signed_heads.newest(db) is not None:
                return
        require(time.monotonic() < until, "no head of the record has been signed")
        time.sleep(0.05)


def _come(
    plan: Plan, watch: Watch, sample: float, begin: Callable[[], object] = lambda: None
) -> tuple[Came, float]:
    """People come as planned, in a process of their own, while the memory of the server is watched; also the
    seconds that the server took of processors. ``begin`` is called when they begin to come."""
    command = [sys.executable, "-m", crowd.__name__]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as people:
        assert people.stdin is not None
        assert people.stdout is not None
        people.stdin.write(plan.json())
        people.stdin.close()
        require(people.stdout.readline().strip() == crowd.READY, "the crowd did not come")
        begin()
        used = watch.processor_seconds()
        with watch.looking(sample):
            text = people.stdout.read()
        used = watch.processor_seconds() - used
    require(people.returncode == 0, "the crowd did not come to its end")
    return crowd.came(text), used


def _come_while_held(plan: Plan, watch: Watch, hour: Hour, database: Database) -> tuple[Came, float, Window]:
    """The same, while another process holds the lock of all writers for some of the time; from when to
    when it did."""
    url = database.engine.url.render_as_string(hide_password=False)
    wait = min(FREE, plan.seconds / 5)
    command = [sys.executable, "-m", holding.__name__, url, str(wait), str(hour.lock)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        require(holder.stdout.readline().strip() == holding.READY, "nobody came to hold the lock")
        came, used = _come(plan, watch, hour.sample, holder.stdin.close)
        text = holder.stdout.read()
    require(holder.returncode == 0, "the lock was not held")
    begun, ended = json.loads(text)
    return came, used, (begun, ended)


def _rows(visits: Sequence[Visit], seconds: float, window: Window | None) -> list[Answers]:
    """Of readers and submitters in all; and of those who came while the lock was held, if it was."""
    sends = [visit for visit in visits if visit.token]
    reads = [visit for visit in visits if not visit.token]
    rows = [*figures.answers("readers", reads, seconds), *figures.answers("submitters", sends, seconds)]
    if window is None:
        return rows
    begun, ended = window
    for who, some in (("readers", reads), ("submitters", sends)):
        there = [visit._replace(what="while held") for visit in some if begun <= visit.at < ended]
        rows += figures.answers(who, there, ended - begun)
    return rows

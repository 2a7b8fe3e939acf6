"""The database goes away and comes back: nothing is acknowledged that is not stored, and nobody has to start
anything anew (F04). A PostgreSQL of its own."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from consultation.models import Comment
from core.db import connect
from core.queue import jobs
from sbcp.background import worker
from sbcp.background.worker import Worker
from sbcp.mail import sender
from sbcp.mail.sender import Sender
from sbcp.operation import logs, schema
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.pages import Client, serve
from tests.support.running.absent import absent
from tests.support.servers import postgres
from tests.web.security.asking import make_world
from tests.web.security.logged import Log
from tests.web.waiting.test_busy import comment, write

HEALED = 10.0  # seconds after which everything works again
WRITERS = 3
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    try:
        with postgres.server() as started:
            yield started
    except postgres.Unavailable as reason:
        absent(str(reason))


@pytest.fixture
def client(
    server: postgres.Server, clock: time_machine.Traveller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """An instance on that server, with a round that is open."""
    url = postgres.url(server.folder)
    database = connect(url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    schema.upgrade(database.engine)
    with serve(url, tmp_path, database=database) as served:
        make_world(served)
        yield served


def test_F04_while_the_database_is_away_everybody_is_told_so_and_the_log_once(
    client: Client, server: postgres.Server, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.configure()
    client.get("/en/documents/policy/versions/1")
    monkeypatch.setattr(worker, "POLL", 0.01)
    monkeypatch.setattr(sender, "POLL", 0.01)
    tries, look = Counter[str](), jobs.has_work

    def counted(*values: object) -> bool:
        tries["worker"] += 1
        return look(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "has_work", counted)
    working, sending = Worker(client.database, client.settings), Sender(client.database, client.settings)
    server.stop()
    capsys.readouterr()
    working.start()
    sending.start()
    try:
        for number in range(3):
            answer = write(client, number)
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert comment(number)["body"] in answer.text
        client.http.cookies.set(cookie_name(SIGN_IN, client.settings), "t" * 43, domain="localhost.local")
        for path in ("/en/triage", "/en/consultations/1/respond"):
            assert client.get(path, status=503).headers["retry-after"]
        program = client.http.get("/api/v1/documents")
        assert (program.status_code, program.json()["status"]) == (503, 503)
        ready = client.http.get("/readyz")
        assert (ready.status_code, ready.json()["cause"]) == (503, "away")
        assert client.http.get("/healthz").status_code == 200
        while tries["worker"] < 3:
            time.sleep(0.01)
    finally:
        working.stop()
        sending.stop()
        server.start()
    [line] = Log(capsys).lines()
    assert (line["event"], line["level"]) == ("database.away", "error")
    assert "exception" not in line
    assert client.http.get("/readyz").json()["status"] == "ready"


def test_F04_a_restart_under_load_stores_all_that_was_acknowledged_and_heals_by_itself(
    client: Client, server: postgres.Server, capsys: Capture
) -> None:
    logs.configure()
    capsys.readouterr()
    acknowledged: list[int] = []
    statuses: Counter[int] = Counter()
    ended, numbers, lock = threading.Event(), iter(range(100_000)), threading.Lock()

    def work() -> None:
        while not ended.is_set():
            with lock:
                number = next(numbers)
            status = write(client, number).status_code
            statuses[status] += 1
            if status == 303:
                acknowledged.append(number)

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    _until(lambda: len(acknowledged) >= WRITERS)
    server.stop()
    _until(lambda: statuses[503] >= WRITERS)
    server.start()
    back, before = time.monotonic(), len(acknowledged)
    _until(lambda: len(acknowledged) > before + WRITERS)
    healed = time.monotonic() - back
    ended.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {303, 503}
    assert healed < HEALED
    with client.database.reading() as db:
        stored = Counter(comment.body for comment in db.scalars(select(Comment)))
    assert {comment(number)["body"] for number in acknowledged} <= stored.keys()
    assert set(stored.values()) == {1}
    assert [line["event"] for line in Log(capsys).lines()] == ["database.away"]


def _until(true: object) -> None:
    until = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.01)

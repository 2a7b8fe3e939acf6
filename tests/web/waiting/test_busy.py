"""Somebody else writes for long: reading goes on, and whoever writes is told in time, with the text."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from datetime import timedelta

import pytest
import time_machine
from httpx2 import Response
from sqlalchemy import func, select

from consultation.models import Comment
from core.db import connect
from sbcp.app import THREADS
from sbcp.operation import logs
from sbcp.pages.api import health
from tests.support.factories import make_mandate
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.logged import Log
from tests.web.waiting.conftest import held_by_another

Make = Callable[[float], Client]
WRITERS = 8  # more than have a thread
FOREVER = 600.0  # seconds
READ = ("/en/documents/policy/versions/1", "/en/documents/policy/compare/1...2", "/en/consultations/1")


def comment(number: int) -> dict[str, str]:
    text = f"A comment, number {number}, that took an hour to write."
    return {"body": text, "language": "en", "kind": "general", "key": f"{number:043}"}


def write(client: Client, number: int, **headers: str) -> Response:
    path = "/sr-Latn/consultations/1/respond/comment"
    with client.another() as other:
        return other.http.post(path, data=comment(number), headers=headers)


def writing(pool: ThreadPoolExecutor, client: Client) -> list[Future[Response]]:
    return [pool.submit(write, client, number) for number in range(WRITERS)]


def stored(client: Client) -> int:
    with client.database.reading() as db:
        return db.scalar(select(func.count(Comment.id))) or 0


def test_pages_are_made_while_more_write_than_have_a_thread_and_nothing_of_theirs_is_lost(
    instance: Make,
) -> None:
    client = instance(FOREVER)
    assert sum(THREADS[client.database.engine.dialect.name][1:]) < WRITERS
    with ThreadPoolExecutor(WRITERS) as pool:
        with held_by_another(client.settings.database_url):
            answers = writing(pool, client)
            for path in (*READ, *READ):
                client.get(path)
            assert client.http.get("/readyz").status_code == 200
            assert [answer for answer in answers if answer.done()] == [], "they wait for their turn"
        assert {answer.result().status_code for answer in answers} == {303}
    assert stored(client) == WRITERS


def test_who_writes_is_told_in_time_with_the_text(instance: Make, capsys: pytest.CaptureFixture[str]) -> None:
    client = instance(0.3)
    logs.configure()
    capsys.readouterr()
    # Whoever holds the lock lets go of it only after everybody has an answer.
    with held_by_another(client.settings.database_url), ThreadPoolExecutor(WRITERS) as pool:
        answers = [answer.result() for answer in writing(pool, client)]
    for number, answer in enumerate(answers):
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["cache-control"] == "no-store"
        page = Page("/sr-Latn/consultations/1/respond/comment", 503, dict(answer.headers), answer.text)
        assert faults(page) == []
        assert 'lang="sr-Latn"' in answer.text
        assert comment(number)["body"] in answer.text
    assert stored(client) == 0
    assert write(client, 0).status_code == 303
    [line] = Log(capsys).lines()
    assert (line["event"], line["level"]) == ("database.busy", "warning")


def test_a_program_and_a_part_of_a_page_are_told_as_they_asked(instance: Make) -> None:
    client = instance(0.1)
    with held_by_another(client.settings.database_url):
        part = client.part("/en/consultations/1/respond/comment", comment(1), status=503)
    assert comment(1)["body"] in part.text
    assert "<html" not in part.text


def test_who_is_signed_in_reads_on(instance: Make, clock: time_machine.Traveller) -> None:
    """That a session is in use is noted where nobody waits for it."""
    client = instance(0.1)
    with client.saved() as db:
        person = make_mandate(db).person
    client.sign_in(person)
    clock.shift(timedelta(minutes=30))
    with held_by_another(client.settings.database_url):
        for _ in range(4):
            client.get("/en/triage")


def test_the_process_is_alive_while_every_thread_is_taken(instance: Make) -> None:
    """Those that read and those that write, for as long as they like; /readyz needs none of them either."""
    client = instance(0.1)
    done, threads = threading.Event(), client.app.state.threads
    portal = client.http.portal
    assert portal is not None
    stuck = [
        portal.start_task_soon(_take, threads, done, writes)
        for writes in (False, True)
        for _ in range(threads.writing if writes else threads.reading)
    ]
    try:
        assert client.http.get("/healthz").json() == {"status": "alive"}
        assert client.http.get("/readyz").json()["status"] == "ready"
        page = client.get("/en/documents/policy/compare/1...2", status=503)
        assert page.headers["retry-after"]
    finally:
        done.set()
        wait_for(stuck)
    client.get("/en/documents/policy/compare/1...2")


async def _take(threads: object, done: threading.Event, writes: bool) -> None:
    await threads.run(done.wait, writes=writes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", THREADS)
def test_there_are_connections_for_all_threads_at_once(kind: str) -> None:
    """And for the worker, the mail, and the freshness of pages before it has taken its own."""
    urls = {"sqlite": "sqlite:///nowhere.sqlite", "postgresql": "postgresql+psycopg://nowhere/nothing"}
    pool = connect(urls[kind]).engine.pool
    assert pool.size() + pool._max_overflow >= sum(THREADS[kind]) + 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_a_lock_that_is_held_for_very_long_makes_the_instance_unready(
    instance: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a while that is what a database is for: then the last write proves that there is room."""
    client = instance(0.1)
    monkeypatch.setattr(health, "PROVED", 0.0)
    assert client.http.get("/readyz").json()["status"] == "ready"
    with held_by_another(client.settings.database_url):
        assert client.http.get("/readyz").json()["status"] == "ready"
        monkeypatch.setattr(health, "WITHOUT_PROOF", 0.0)
        answer = client.http.get("/readyz")
        assert (answer.status_code, answer.json()["cause"]) == (503, "busy")
        assert answer.headers["retry-after"]
    assert client.http.get("/readyz").status_code == 200

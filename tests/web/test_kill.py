"""Killed at any moment of saving or sending a response, nothing that was acknowledged is lost (F01, P1, P6).

A real process, with the application on a real SQLite file, dies by SIGKILL at its first statement, at the
second, and so on, at the commit, after it, and before the answer goes out. Then the same form is sent
again, as a person does who saw the connection break.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from consultation.models import Comment, Submission, Wording
from consultation.responses import room
from core.record import entries as record
from core.tokens import token_hash
from sbcp.web.cookies import UNSENT_RESPONSE
from tests.support import requests
from tests.support.everything import Everything
from tests.support.filling import fill, find_form
from tests.support.pages import Client

# Starts once, then forks a child for each place: to start Python for each would take minutes.
PROGRAM = """
import json, os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
import time_machine
import sbcp.routes
from sbcp.app import create_app
from sbcp.settings import Settings
from pathlib import Path
from tests.support.factories import NOW

asked = json.loads(input())
sbcp.routes.routes()

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

def child(place, pipe):
    settings = Settings(
        database_url=asked["database"], secret_key=asked["key"], data_dir=Path(asked["folder"]),
        base_url="http://localhost",
    )
    app = create_app(settings, with_chores=False)
    passed = 0
    def count(*_anything):
        nonlocal passed
        passed += 1
        if passed == place:
            die()
    engine = app.state.database.engine
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    event.listen(Session, "after_commit", count)
    headers = {"sec-fetch-site": "same-origin", "content-type": asked["type"], "cookie": asked["cookie"]}
    with time_machine.travel(NOW, tick=False):
        client = TestClient(app, base_url="http://localhost", headers=headers, follow_redirects=False)
        answer = client.post(asked["path"], content=asked["body"].encode())
    count()
    os.write(pipe, json.dumps([answer.status_code, answer.headers.get("location", "")]).encode())

for place in range(1, 400):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        child(place, writing)
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 10_000)
    os.close(reading)
    _pid, status = os.waitpid(pid, 0)
    print(json.dumps([place, os.WIFSIGNALED(status), said.decode()]), flush=True)
    input()
"""


class Killed:
    """The process that is killed again and again."""

    def __init__(self, client: Client, act: requests.Prepared) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                PROGRAM,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        cookie = f"{UNSENT_RESPONSE}={client.http.cookies.get(UNSENT_RESPONSE)}"
        self._say(
            json.dumps(
                {
                    "database": client.settings.database_url,
                    "folder": str(client.settings.data_dir),
                    "key": client.settings.secret_key,
                    "path": act.sending.address,
                    "body": act.sending.body.decode(),
                    "type": act.sending.content_type,
                    "cookie": cookie,
                }
            )
        )

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def next(self) -> tuple[int, bool, list[Any]]:
        """The place, whether it was killed there, and what it had answered by then."""
        assert self.process.stdout is not None
        place, killed, said = json.loads(self.process.stdout.readline())
        return place, killed, json.loads(said) if said else []

    def go_on(self) -> None:
        self._say("on")

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def sent_whole(client: Client, token: str) -> bool:
    """Whether the response of this token was sent; all of it then, and nothing of it else."""
    with client.saved() as db:
        found = db.query(Submission).filter_by(token_hash=token_hash(token)).one()
        numbers = [c.number for c in db.query(Comment).filter_by(submission_id=found.id)]
        entries = [e for e in record.entries(db, limit=10_000) if e.action == "submission.received"]
        mine = [e for e in entries if e.payload and e.payload.body["digest"] == found.digest and found.digest]
        assert record.verify(db) is None
        if found.received_at is None:
            assert (numbers, found.digest, found.entry, mine) == ([None] * len(numbers), "", None, [])
            return False
        assert all(numbers)
        assert [e.seq for e in mine] == [found.entry]
        return True


@pytest.mark.long
def test_F01_killed_anywhere_in_sending_nothing_is_half_done_and_nothing_acknowledged_is_lost(
    full: tuple[Client, Everything], tmp_path: Path
) -> None:
    client, world = full
    token = world.tokens["unsent"]
    receipt = f"/en/receipts/{token}"
    requests.become(client, world, "nobody")
    page = client.get("/en/consultations/2/respond/about-you")
    page = client.submit(page, {"kind": "person", "language": "en"}, button="Continue")
    ready = tmp_path / "ready.sqlite"
    live = client.settings.data_dir / "everything.sqlite"
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(ready)) as copy:
        source.backup(copy)
    act = requests.Prepared("respond_send", "nobody", page.address, fill(page, page.ids["send"], {}, ""))
    killed = Killed(client, act)
    unanswered = answered = 0
    try:
        while not answered:
            place, died, said = killed.next()
            stored = sent_whole(client, token)
            if said:
                assert said == [303, receipt]
                assert stored, "a receipt is sent only after it is stored (P1)"
            if stored:
                unanswered += died
                answered += not died
                again = requests.send(client, act)  # the same form once more
                assert (again.status_code, again.headers["location"]) == (303, receipt)
                assert sent_whole(client, token)
                requests.reset(client, ready)
            with client.database.engine.begin() as connection:  # limits have tests of their own
                connection.exec_driver_sql("DELETE FROM bucket")
            killed.go_on()
    finally:
        killed.stop()
    assert place > 15, "every statement was a place to die at"
    assert unanswered, "also between the commit and the answer"


BODY = "What I began to write."


def saved_whole(client: Client, token: str) -> bool:
    """Whether the response has the comment, once and with its words; nothing of it else."""
    with client.saved() as db:
        unsent = db.query(Submission).filter_by(token_hash=token_hash(token)).one()
        assert unsent.received_at is None
        mine = [each for each in unsent.comments if each.body == BODY]
        assert db.query(Wording).filter_by(body=BODY).count() == len(mine) <= 1
        return bool(mine)


def uncounted(client: Client, token: str) -> int:
    """The bytes that the response is said to take, but for those of its comments: always as many."""
    with client.saved() as db:
        unsent = db.query(Submission).filter_by(token_hash=token_hash(token)).one()
        return unsent.unsent_bytes - sum(room.size_of(each) for each in unsent.comments)


@pytest.mark.long
def test_F01_killed_anywhere_in_saving_a_comment_it_is_there_once_or_can_be_sent_again(
    full: tuple[Client, Everything], tmp_path: Path
) -> None:
    client, world = full
    token = world.tokens["unsent"]
    requests.become(client, world, "nobody")
    page = client.get("/en/consultations/2/respond/comment")
    ready = tmp_path / "ready.sqlite"
    live = client.settings.data_dir / "everything.sqlite"
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(ready)) as copy:
        source.backup(copy)
    form = find_form(page, "", {"body": BODY}, "Save in my response")
    sending = fill(page, form, {"body": BODY}, "Save in my response")
    act = requests.Prepared("respond_comment", "nobody", page.address, sending)
    before = uncounted(client, token)
    killed = Killed(client, act)
    unanswered = answered = 0
    try:
        while not answered:
            place, died, told = killed.next()
            stored = saved_whole(client, token)
            assert uncounted(client, token) == before
            assert stored or not told, "it is said to be saved only after it is"
            if stored:
                unanswered += died
                answered += not died
                assert requests.send(client, act).status_code == 303, "the same form once more"
                assert saved_whole(client, token)
                requests.reset(client, ready)
            with client.database.engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM bucket")
            killed.go_on()
    finally:
        killed.stop()
    assert place > 10, "every statement was a place to die at"
    assert unanswered, "also between the commit and the answer"

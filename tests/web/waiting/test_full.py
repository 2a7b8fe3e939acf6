"""The disk is full: reading goes on, what is written is refused as a whole and given back, and with room
again nothing has to be repaired (F03)."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from httpx2 import Response
from sqlalchemy import event, select, text

from consultation.models import Comment
from core.db import Database, connect
from core.record import entries
from sbcp import outage_log
from sbcp.operation import logs
from sbcp.pages.api import health
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.web.security.asking import make_world
from tests.web.security.logged import Log

LONG = "A comment that took an hour to write. " * 200
MOST = 400  # of such comments have no room in what is left
ROOM = 3 * 2**20  # bytes beside the database

Fill = Callable[[], None]


class Disk:
    """A place that can be full: a small file system in memory where this process may make one, else a file
    whose pages SQLite counts itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        options = ["-t", "tmpfs", "-o", f"size={6 * 2**20}", "tmpfs", str(folder)]
        try:
            self.real = not subprocess.run(["mount", *options], capture_output=True, check=False).returncode
        except OSError:
            self.real = False

    def close(self) -> None:
        if self.real:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    @contextmanager
    def full(self, database: Database) -> Iterator[None]:
        """Without room for the length of the block."""
        if not self.real:
            with _no_pages(database):
                yield
            return
        filling = self.folder / "filling"
        with filling.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        yield
        filling.unlink()


@contextmanager
def _no_pages(database: Database) -> Iterator[None]:
    """No connection adds a page to the file."""

    def limit(connection: object, most: int = 1) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")  # type: ignore[attr-defined]

    def at_checkout(connection: object, *_others: object) -> None:
        limit(connection)

    event.listen(database.engine, "checkout", at_checkout)
    yield
    event.remove(database.engine, "checkout", at_checkout)
    event.listen(database.engine, "checkout", lambda connection, *_others: limit(connection, 2**30))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    made = Disk(folder)
    yield made
    made.close()


def send(client: Client, number: int) -> Response:
    form = {"body": f"{number}. {LONG}", "language": "en", "kind": "general", "key": f"{number:043}"}
    with client.another() as other:
        return other.http.post("/en/consultations/1/respond/comment", data=form)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F03_without_room_reading_goes_on_and_nothing_is_half_written(
    store: Store,
    disk: Disk,
    clock: time_machine.Traveller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = store.fresh().removeprefix("sqlite:///")
    place = disk.folder / "database.sqlite"
    place.write_bytes(Path(given).read_bytes())
    store.drop(f"sqlite:///{given}")
    url = f"sqlite:///{place}"
    monkeypatch.setattr(health, "PROVED", 0.0)
    with serve(url, tmp_path, database=connect(url)) as client:
        make_world(client)
        assert send(client, 0).status_code == 303
        logs.configure()
        capsys.readouterr()
        stored = 1
        with disk.full(client.database):
            while (answer := send(client, stored)).status_code == 303:
                stored += 1
                assert stored < MOST
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert LONG.strip() in answer.text
            for path in ("/en/documents/policy/versions/1", "/en/documents/policy/compare/1...2"):
                client.get(path)
            ready = client.http.get("/readyz")
            assert (ready.status_code, ready.json()["cause"]) == (503, "full")
            assert client.http.get("/healthz").status_code == 200
        assert send(client, stored).status_code == 303
        outage_log.forget()  # a minute later
        assert client.http.get("/readyz").json()["status"] == "ready"
        assert {line["event"] for line in Log(capsys).lines()} == {"database.full"}
        with client.database.writing() as db:
            numbers = Counter(comment.body.partition(".")[0] for comment in db.scalars(select(Comment)))
            assert numbers == Counter(str(number) for number in range(stored + 1))
            assert entries.verify(db) is None
            assert db.scalar(text("PRAGMA integrity_check")) == "ok"


FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON comment_wording EXECUTE FUNCTION no_room();
"""


@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_F03_a_server_without_room_is_told_of_too(client: Client) -> None:
    """By the code of the real server; its disk is that of the machine."""
    make_world(client)
    outage_log.forget()
    with client.database.engine.begin() as connection:
        connection.exec_driver_sql(FULL)
    answer = send(client, 0)
    assert answer.status_code == 503
    assert LONG.strip() in answer.text
    ready = client.http.get("/readyz")
    assert (ready.status_code, ready.json()["cause"]) == (503, "full"), "what forms met counts"
    with client.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER no_room ON comment_wording; DROP FUNCTION no_room()")
    outage_log.forget()
    assert send(client, 0).status_code == 303
    assert client.http.get("/readyz").status_code == 200

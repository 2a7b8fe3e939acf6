"""A backup brought back on a clean machine by the commands that an operator types, and one that fails."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from core.record import signed_heads
from sbcp.operation import backup as archive
from sbcp.record import signing
from tests.pages.responses.test_responses import form, make_round, save, send
from tests.support.factories import NOW
from tests.support.pages import BASE_URL, Client, serve
from tests.support.servers import postgres
from tests.support.servers.databases import Store
from tests.support.servers.several import KEY, Forks
from tests.verifier import reaching


class Machine:
    """A folder with an instance's data, and the command line there."""

    def __init__(self, folder: Path, url: str, forks: Forks) -> None:
        self.folder, self.url, self.forks = folder, url, forks
        folder.mkdir()

    def run(self, *arguments: object) -> tuple[int, str]:
        """A command in a process of its own: its status, and what it told."""
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        variables = {
            "SBCP_SECRET_KEY": KEY,
            "SBCP_BASE_URL": BASE_URL,
            "SBCP_DATABASE_URL": self.url,
            "SBCP_DATA_DIR": str(self.folder),
            "SBCP_DEMO": "1",
        }
        if self.url.startswith("postgresql"):  # pg_dump is that of the server
            variables["PATH"] = f"{postgres.programs()}{os.pathsep}{os.environ['PATH']}"
        [pid] = self.forks.call([str(part) for part in arguments], variables, log)
        return self.forks.wait(pid), log.read_text("utf-8")


@pytest.fixture
def forks() -> Iterator[Forks]:
    each = Forks()
    yield each
    each.close()


def receipts(client: Client, folder: Path, *numbers: int) -> list[Path]:
    """So many responses through the pages; the files of their receipts, as their senders keep them."""
    files = []
    round_ = make_round(client)
    for number in numbers:
        save(client, form(client, round_), f"Response {number}.")
        address = send(client, round_).link("Download this receipt as a file (JSON)")
        files.append(folder / f"receipt-{number}.json")
        files[-1].write_bytes(client.http.get(address).content)
    return files


def test_F23_what_was_sent_since_the_backup_is_named_as_missing_on_the_new_machine(
    store: Store, forks: Forks, tmp_path: Path
) -> None:
    old = Machine(tmp_path / "old", store.fresh(), forks)
    new = Machine(tmp_path / "new", store.empty(), forks)
    copy, key = tmp_path / "copy", tmp_path / "key"
    with time_machine.travel(NOW, tick=False), serve(old.url, old.folder) as client:
        before = receipts(client, tmp_path, 1, 2)
        signing.sign_if_due(client.database, client.settings, NOW)
        assert old.run("backup", copy, "--with-key", key)[0] == 0, "while the instance runs"
        since = receipts(client, tmp_path, 3, 4)
        signing.sign_if_due(client.database, client.settings, NOW + timedelta(days=1))
        with client.saved() as db:
            head = signed_heads.newest(db)
            assert head is not None
            noted = f"{head.seq}:{head.digest}"
    assert new.run("restore", copy, "--with-key", key)[0] == 0
    status, told = new.run("record", "verify")
    assert (status, "The record holds" in told) == (0, True), told
    status, told = new.run("record", "verify", "--head", noted)
    assert (status, noted.partition(":")[0] in told) == (1, True), told
    status, lines = verified(new, [*before, *since])
    assert status == 1, lines
    for file in before:
        assert any(file.name in line and "its words are proved by" in line for line in lines), lines
    for file in since:
        seq = json.loads(file.read_text("utf-8"))["entry"]["seq"]
        assert any(file.name in line and str(seq) in line for line in lines), lines
        assert not any(file.name in line and "proved" in line for line in lines), lines
    store.drop(old.url)
    store.drop(new.url)


def verified(machine: Machine, files: list[Path]) -> tuple[int, list[str]]:
    """What the verifier says of these receipts at the instance: its exit status, and its lines."""
    told = io.StringIO()
    with (
        time_machine.travel(NOW, tick=False),
        serve(machine.url, machine.folder) as client,
        reaching.reached(client) as address,
        redirect_stdout(told),
        redirect_stderr(told),
    ):
        options = [part for file in files for part in ("--receipt", str(file))]
        status = reaching.program().main([address, *options])
    return status, told.getvalue().splitlines()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F33_a_backup_that_fails_on_the_way_leaves_no_part_of_a_file(store: Store, tmp_path: Path) -> None:
    url = store.fresh()
    file = Path(url.removeprefix("sqlite:///"))
    with file.open("r+b") as damaged:
        damaged.seek(8 * 4096)
        damaged.write(b"x" * (file.stat().st_size - 8 * 4096))
    with pytest.raises(archive.ArchiveError, match="could not be made"):
        archive.backup(url, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
    store.drop(url)

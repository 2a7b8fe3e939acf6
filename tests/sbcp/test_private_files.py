"""What an instance keeps in files nobody else on its machine can read, whatever the machine is set to."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.record.signed_heads import SignedHead
from sbcp import cli
from sbcp.record import last_head
from sbcp.settings import from_environment

KEY = "a key of the tests, long and random: 7vQ2"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance to be, on a machine whose files are for everybody."""
    for name in [name for name in os.environ if name.startswith("SBCP_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "SBCP_DATA_DIR": str(tmp_path / "instance" / "data"),
        "SBCP_SECRET_KEY": KEY,
        "SBCP_BASE_URL": "https://policy.example.org",
        "SBCP_CONTACT": "secretariat@example.org",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "text.md").write_text("# A policy\n\nClusters work together.\n", "utf-8")
    before = os.umask(0)
    yield tmp_path / "instance"
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return sorted(
        f"{path.relative_to(folder)} {stat.filemode(path.stat().st_mode)}"
        for path in folder.rglob("*")
        if path.stat().st_mode & 0o077
    )


def test_S46_an_instance_and_its_backup_are_closed_to_others(folder: Path) -> None:
    text, data = folder.parent / "text.md", folder / "data"
    assert cli.main(["import", str(text), "--document", "policy"]) == 0
    assert cli.main(["publish", "policy", "--label", "first"]) == 0
    assert cli.main(["record", "key"]) == 0
    assert cli.main(["backup", str(folder / "copy.sqlite"), "--with-key", str(folder / "key")]) == 0
    assert os.umask(0) == 0, "what is of no command stays as it was"
    last_head.note(from_environment(), SignedHead(seq=1, digest="d"))
    assert {path.name for path in data.iterdir()} >= {"sbcp.sqlite", "record-key", "record-last-head"}
    assert {path.name for path in folder.iterdir()} >= {"copy.sqlite", "key"}
    assert open_to_others(folder) == []
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "copy.sqlite").stat().st_mode) == 0o600


def test_S46_what_was_open_before_is_closed_by_the_next_command(folder: Path) -> None:
    text, data = folder.parent / "text.md", folder / "data"
    assert cli.main(["import", str(text), "--document", "policy"]) == 0
    data.chmod(0o755)
    with closing(sqlite3.connect(data / "sbcp.sqlite")) as used:  # its log is beside it meanwhile
        used.execute("CREATE TABLE noise (n INTEGER)")
        for path in data.iterdir():
            path.chmod(0o644)
        assert (data / "sbcp.sqlite-wal").exists()
        assert cli.main(["record", "verify"]) == 0
        assert open_to_others(folder) == []


def test_S46_what_is_brought_back_is_closed_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = folder.parent / "text.md"
    assert cli.main(["import", str(text), "--document", "policy"]) == 0
    assert cli.main(["backup", str(folder / "copy.sqlite")]) == 0
    monkeypatch.setenv("SBCP_DATA_DIR", str(folder / "other"))
    assert cli.main(["restore", str(folder / "copy.sqlite")]) == 0
    assert (folder / "other" / "sbcp.sqlite").exists()
    assert open_to_others(folder) == []

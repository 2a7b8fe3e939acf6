"""A database that could lose what it has taken is noticed, on real ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from core.db import connect, unsafe_durability
from sbcp import cli
from sbcp.commands import serving
from tests.support.running.absent import absent
from tests.support.servers import postgres

PRODUCTION = {
    "SBCP_SECRET_KEY": "bV3qkUO0mYc1hT9zXw5sGd7fLr2nPj8e",
    "SBCP_BASE_URL": "https://sbcp.example",
    "SBCP_CONTACT": "secretariat@sbcp.example",
}


@pytest.fixture(scope="module")
def durable() -> Iterator[Path]:
    """A PostgreSQL that waits for the disk, as it comes."""
    waiting = postgres.NO_WAITING[:]
    postgres.NO_WAITING.clear()
    try:
        with postgres.running() as socket:
            postgres.NO_WAITING.extend(waiting)
            yield socket
    except postgres.Unavailable as reason:
        absent(str(reason))
    finally:
        postgres.NO_WAITING[:] = waiting


def found(url: str) -> list[str]:
    database = connect(url)
    try:
        return unsafe_durability(database)
    finally:
        database.engine.dispose()


def test_F05_sqlite_as_we_open_it_waits_for_the_disk(tmp_path: Path) -> None:
    assert found(f"sqlite:///{tmp_path / 'x.sqlite'}") == []


@pytest.mark.parametrize("mode", ["OFF", "NORMAL"])
def test_F05_sqlite_that_does_not_wait_is_noticed(tmp_path: Path, mode: str) -> None:
    database = connect(f"sqlite:///{tmp_path / 'x.sqlite'}")
    event.listen(database.engine, "connect", lambda raw, _: raw.execute(f"pragma synchronous={mode}"))
    assert unsafe_durability(database) == [f"synchronous={0 if mode == 'OFF' else 1}"]
    database.engine.dispose()


def test_F05_sqlite_without_its_journal_is_noticed(tmp_path: Path) -> None:
    """On some network drives there can be none."""
    database = connect(f"sqlite:///{tmp_path / 'x.sqlite'}")
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("pragma journal_mode=DELETE"))
    assert unsafe_durability(database) == ["journal_mode=delete"]
    database.engine.dispose()


def test_F05_postgresql_as_it_comes_waits_for_the_disk(durable: Path) -> None:
    assert found(postgres.url(durable)) == []


@pytest.mark.parametrize("mode", ["off", "local", "remote_apply"])
def test_F05_postgresql_that_does_not_wait_for_a_commit_is_noticed(durable: Path, mode: str) -> None:
    url = f"{postgres.url(durable)}&options=-csynchronous_commit%3D{mode}"
    assert found(url) == (["synchronous_commit=off"] if mode == "off" else [])


# The server of the tests does not wait.
@pytest.mark.parametrize("store", ["postgresql"], indirect=True, scope="session")
def test_F05_production_refuses_to_start_on_a_server_that_does_not_wait(
    store: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = store.fresh()  # type: ignore[attr-defined]
    for name, value in {**PRODUCTION, "SBCP_DATABASE_URL": url, "SBCP_DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(serving, "_run", lambda *_: pytest.fail("it started"))
    assert cli.main(["serve"]) == 1
    said = capsys.readouterr().err
    for setting in ("fsync=off", "full_page_writes=off", "synchronous_commit=off"):
        assert setting in said
    store.give_back(url)  # type: ignore[attr-defined]


def test_F05_production_starts_on_one_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**PRODUCTION, "SBCP_DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(serving, "_run", lambda *_: 0)
    assert cli.main(["serve"]) == 0, capsys.readouterr()

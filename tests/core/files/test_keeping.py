"""Files kept, read, scanned and let go, on a real database and a real folder."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.db import Database
from core.errors import DomainError, Invalid, NotFound, Refused
from core.files import keeping, scanner
from core.files.models import File, Scan
from core.files.store import S3, Store
from tests.support import papers
from tests.support.servers import clamd

HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def place(folder: Path) -> Store:
    return Store(folder)


def files(database: Database) -> list[File]:
    with database.reading() as db:
        return list(db.scalars(select(File).order_by(File.id)))


def set_scan(database: Database, scan: str) -> None:
    with database.writing() as db:
        for file in db.scalars(select(File)):
            file.scan = scan
        db.commit()


def read(place: Store, file: File) -> bytes:
    return keeping.fetch(place, keeping.opened(file))


def problem(place: Store, file: File) -> DomainError | None:
    """Why a file is not handed out."""
    try:
        read(place, file)
    except DomainError as error:
        return error
    return None


def test_what_is_kept_is_read_again_as_it_was(
    own_database: Database, place: Store, folder: Path, now: datetime
) -> None:
    key = keeping.keep(own_database, place, "C:\\Одлука.PDF", papers.PDF, now)
    set_scan(own_database, Scan.CLEAN)
    (file,) = files(own_database)
    assert (file.name, file.media_type, file.size) == ("Одлука.pdf", "application/pdf", len(papers.PDF))
    assert read(place, file) == papers.PDF
    assert [path.name for path in folder.iterdir()] == [key], "a random name, without an ending"
    assert len(key) > 40


def test_S29_of_what_is_refused_nothing_is_kept(
    own_database: Database, place: Store, folder: Path, now: datetime
) -> None:
    with pytest.raises(Invalid):
        keeping.keep(own_database, place, "seal.svg", papers.SVG, now)
    assert (files(own_database), list(folder.iterdir())) == ([], [])


def test_where_the_place_does_not_answer_nothing_is_half_kept(own_database: Database, now: datetime) -> None:
    away = Store(S3("s3://bucket", "http://127.0.0.1:9", "us-east-1", "key", "secret"))
    with pytest.raises(Refused, match="does not answer"):
        keeping.keep(own_database, away, "a.pdf", papers.PDF, now)
    assert files(own_database) == []


def test_bytes_that_were_altered_or_taken_away_are_not_handed_out(
    own_database: Database, place: Store, folder: Path, now: datetime
) -> None:
    key = keeping.keep(own_database, place, "a.pdf", papers.PDF, now)
    set_scan(own_database, Scan.NONE)
    (file,) = files(own_database)
    (folder / key).write_bytes(papers.PDF + b" ")
    assert "not here as it was sent" in str(problem(place, file))
    (folder / key).unlink()
    assert "not here as it was sent" in str(problem(place, file))


@pytest.mark.parametrize("scan", [Scan.WAITING, Scan.REFUSED])
def test_S32_what_waits_or_was_refused_is_not_read(
    own_database: Database, place: Store, now: datetime, scan: Scan
) -> None:
    keeping.keep(own_database, place, "a.pdf", papers.PDF, now)
    set_scan(own_database, scan)
    assert isinstance(problem(place, files(own_database)[0]), Refused)


# Scanning


@pytest.fixture
def infected(own_database: Database, place: Store, now: datetime) -> Database:
    """A clean file, one with the test virus, and another clean one."""
    for words in (b"first", clamd.EICAR, b"third"):
        keeping.keep(own_database, place, "a.txt", words, now)
    return own_database


def test_S32_the_scanner_lets_through_what_is_clean_alone(infected: Database, place: Store) -> None:
    with clamd.listening() as (address, server):
        keeping.scan_waiting(infected, place, scanner.at(address))
        assert [file.scan for file in files(infected)] == ["clean", "refused", "clean"]
        assert server.heard == [b"first", clamd.EICAR, b"third"]
        keeping.scan_waiting(infected, place, scanner.at(address))
        assert len(server.heard) == 3, "what has a result is not asked about again"


def test_S32_while_the_scanner_is_down_files_wait_and_afterwards_they_are_scanned(
    infected: Database, place: Store
) -> None:
    with clamd.listening() as (address, _server):
        there = scanner.at(address)
    keeping.scan_waiting(infected, place, there)
    assert {file.scan for file in files(infected)} == {"waiting"}
    assert all(isinstance(problem(place, file), Refused) for file in files(infected))
    with clamd.listening() as (address, _server):
        keeping.scan_waiting(infected, place, scanner.at(address))
    assert [file.scan for file in files(infected)] == ["clean", "refused", "clean"]


def test_S32_a_file_that_the_scanner_does_not_take_waits_and_holds_up_no_other(
    infected: Database, place: Store
) -> None:
    with clamd.listening() as (address, server):
        server.most = 10
        keeping.scan_waiting(infected, place, scanner.at(address))
    assert [file.scan for file in files(infected)] == ["clean", "waiting", "clean"]


def test_S32_a_file_that_is_not_as_it_was_sent_is_not_called_clean(
    infected: Database, place: Store, folder: Path
) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"something harmless")
    with clamd.listening() as (address, server):
        keeping.scan_waiting(infected, place, scanner.at(address))
        assert server.heard == []
    assert {file.scan for file in files(infected)} == {"waiting"}


def test_S32_where_the_operator_says_that_there_is_no_scanner_files_are_open(
    infected: Database, place: Store
) -> None:
    keeping.scan_waiting(infected, place, None)
    assert {file.scan for file in files(infected)} == {"none"}
    assert all(problem(place, file) is None for file in files(infected))


# Letting go


def test_a_file_that_nothing_links_goes_after_a_day(
    own_database: Database, place: Store, folder: Path, now: datetime
) -> None:
    old = keeping.keep(own_database, place, "old.txt", b"old", now)
    new = keeping.keep(own_database, place, "new.txt", b"new", now + 5 * HOUR)
    keeping.forget(own_database, place, now + 24 * HOUR)
    assert len(files(own_database)) == 2
    with own_database.reading() as db:
        can_be_linked = keeping.by_keys(db, [old, new], now + 24.5 * HOUR)
    assert list(can_be_linked) == [new], "an hour before it goes, nothing begins to link it"
    keeping.forget(own_database, place, now + 26 * HOUR)
    assert [file.name for file in files(own_database)] == ["new.txt"]
    assert [path.name for path in folder.iterdir()] == [new]


def test_bytes_that_cannot_be_taken_away_now_are_taken_away_later(
    own_database: Database, place: Store, folder: Path, now: datetime
) -> None:
    keeping.keep(own_database, place, "old.txt", b"old", now)
    away = Store(S3("s3://bucket", "http://127.0.0.1:9", "us-east-1", "key", "secret"))
    keeping.forget(own_database, away, now + 48 * HOUR)
    (file,) = files(own_database)
    assert file.erased_at is not None
    assert isinstance(problem(place, file), NotFound)
    keeping.forget(own_database, place, now + 49 * HOUR)
    assert (files(own_database), list(folder.iterdir())) == ([], [])

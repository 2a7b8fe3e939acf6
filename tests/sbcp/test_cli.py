"""The operator's commands, run as whole processes would run them, on a real SQLite file."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import create_engine, func, select, text

from adoption.recording.signatories import Signed
from core.db import connect
from core.files import keeping, store
from documents import queries
from documents.models import Document, PendingImport
from sbcp import cli
from sbcp.settings import from_environment
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_mandate
from tests.support.recorded import put_what_is_left_on_record

FIRST = "# A policy\n\n## Aims\n\nClusters work together.\n\nThey report each year.\n"
YEARS = "They report every second year."
SECOND = "# A policy\n\n## Aims\n\nClusters work together across borders.\n\nThey report each year.\n"


@pytest.fixture
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an instance's settings around it, and no database yet."""
    for name in [name for name in os.environ if name.startswith("SBCP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SBCP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SBCP_SECRET_KEY", "a key of the tests, long and random: 7vQ2")
    monkeypatch.setenv("SBCP_BASE_URL", "https://policy.example.org")
    monkeypatch.setenv("SBCP_CONTACT", "secretariat@example.org")
    (tmp_path / "first.md").write_text(FIRST, "utf-8")
    (tmp_path / "second.md").write_text(SECOND, "utf-8")
    return tmp_path


@pytest.fixture
def place(migrated: Path, empty_place: Path) -> Path:
    """The folder with such a database."""
    (empty_place / "data").mkdir()
    shutil.move(migrated, empty_place / "data" / "sbcp.sqlite")
    return empty_place


def test_a_text_goes_from_a_file_to_two_versions_and_the_record_holds(
    empty_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = empty_place
    for arguments in (
        ["import", str(place / "first.md"), "--document", "policy", "--title", "A policy"],
        ["publish", "policy", "--label", "zero draft"],
        ["import", str(place / "second.md"), "--document", "policy", "--yes"],
        ["publish", "policy", "--label", "second draft"],
        ["record", "verify"],
    ):
        assert cli.main(arguments) == 0, capsys.readouterr()
    said = capsys.readouterr().out
    digests = re.findall(r"version (\d) «[^»]+», digest ([0-9a-f]{64})", said)
    assert [number for number, _digest in digests] == ["1", "2"]
    assert "The record holds: 4 entries" in said


def test_an_import_keeps_what_others_did_since_the_version_that_the_file_was_begun_from(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["import", str(place / "first.md"), "--document", "policy", "--title", "A policy"],
        ["publish", "policy", "--label", "zero draft"],
        ["import", str(place / "second.md"), "--document", "policy", "--yes"],
    ):
        assert cli.main(arguments) == 0, capsys.readouterr()
    (place / "third.md").write_text(FIRST.replace("each year", "every second year"), "utf-8")
    again = ["import", str(place / "third.md"), "--document", "policy", "--yes"]
    assert cli.main(again) == 0
    said = capsys.readouterr().out
    assert "This file was begun from version 1 (taken because nothing else was said)." in said
    assert "kept, though the file does not have them: the saved changes 1.1" in said
    assert texts(place) == ["# A policy", "## Aims", "Clusters work together across borders.", YEARS]
    assert cli.main(["publish", "policy", "--label", "second draft"]) == 0
    (place / "fourth.md").write_text(
        FIRST.replace("Clusters work", "All clusters of the region work"), "utf-8"
    )
    older = ["import", str(place / "fourth.md"), "--document", "policy", "--yes", "--base"]
    assert cli.main([*older, "3"]) == 1
    assert cli.main([*older, "1"]) == 0
    assert texts(place)[2:] == ["All clusters of the region work together across borders.", YEARS]


def test_an_import_that_meets_other_changes_of_the_same_words_stores_nothing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["import", str(place / "first.md"), "--document", "policy", "--title", "A policy"],
        ["publish", "policy", "--label", "zero draft"],
        ["import", str(place / "second.md"), "--document", "policy", "--yes"],
    ):
        assert cli.main(arguments) == 0, capsys.readouterr()
    before = texts(place)
    (place / "third.md").write_text(FIRST.replace("work together.", "work together at home."), "utf-8")
    assert cli.main(["import", str(place / "third.md"), "--document", "policy", "--yes"]) == 1
    told = capsys.readouterr().err
    assert "changed by the file and by others: paragraph 3, 'Clusters work together across borders.'" in told
    assert "First decide about every paragraph" in told
    assert texts(place) == before
    with connect(from_environment().database_url).reading() as db:
        assert db.scalar(select(func.count()).select_from(PendingImport)) == 2


def texts(place: Path) -> list[str]:
    """The draft, paragraph by paragraph."""
    database = connect(from_environment().database_url)
    with database.reading() as db:
        return [row.markdown for row in queries.draft(db, queries.document_by_slug(db, "policy"))]


def test_the_operator_says_how_paragraphs_are_called(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["import", str(place / "first.md"), "--document", "policy", "--title", "A policy", "--labels"]
    assert cli.main([*asked, "none"]) == 0
    with pytest.raises(SystemExit):
        cli.main([*asked, "roman"])
    assert "invalid choice: 'roman'" in capsys.readouterr().err


def test_import_says_what_it_left_out_and_why(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "image.md").write_text("Words.\n\n![A map](map.png)\n", "utf-8")
    assert cli.main(["import", str(place / "image.md"), "--document", "d", "--title", "T"]) == 0
    said = capsys.readouterr().out
    assert "line 3: An image" in said
    assert "words only" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 \x00", "not plain text"),
        (b"caf\xe9 au lait", "byte 4 cannot be read"),
        (b"", "The file is empty"),
        (b"a" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_import_refuses_what_is_no_text(
    place: Path, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    (place / "bad.md").write_bytes(content)
    assert cli.main(["import", str(place / "bad.md"), "--document", "d", "--title", "T"]) == 1
    assert reason in capsys.readouterr().err


def test_verify_names_the_first_altered_entry(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two", "three"):
        cli.main(["import", str(place / "first.md"), "--document", name, "--title", name])
    engine = create_engine(f"sqlite:///{place}/data/sbcp.sqlite")
    with engine.begin() as connection:
        connection.execute(text("UPDATE record_payload SET body = '{}' WHERE seq = 2"))
    engine.dispose()
    assert cli.main(["record", "verify"]) == 1
    assert "Entry 2 of the record does not hold" in capsys.readouterr().out


def test_F23_a_backup_brings_everything_back(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.main(["import", str(place / "first.md"), "--document", "policy", "--title", "A policy"])
    cli.main(["publish", "policy", "--label", "zero draft"])
    assert cli.main(["backup", str(place / "copy.sqlite")]) == 0
    assert cli.main(["backup", str(place / "copy.sqlite")]) == 1, "an existing file is never overwritten"
    monkeypatch.setenv("SBCP_DATA_DIR", str(place / "elsewhere"))
    assert cli.main(["restore", str(place / "copy.sqlite")]) == 0
    assert cli.main(["record", "verify"]) == 0
    assert cli.main(["restore", str(place / "copy.sqlite")]) == 1, "nothing is restored over a database"
    assert cli.main(["publish", "policy", "--label", "again"]) == 1, "the draft has not changed since"


def test_the_first_person_gets_in_with_a_link_that_works_once(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(["member", "ana@example.org", "--name", "Ana", "--role", "admin", "--basis", "D 1/26"]) == 0
    )
    assert re.search(r"https://policy\.example\.org/en/signin/[\w-]{43}\n", capsys.readouterr().out)
    assert cli.main(["member", "ana@example.org", "--role", "secretariat"]) == 1, "a mandate names its basis"
    assert cli.main(["member", "b@example.org", "--role", "government", "--country", "XX"]) == 1


@pytest.mark.parametrize(("name", "value"), [("SBCP_SECRET_KEY", "short"), ("SBCP_BASE_URL", "http://a.org")])
def test_an_instance_refuses_to_start_on_unsafe_settings(place: Path, name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sbcp", "record", "verify"],
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert name in done.stderr


def test_a_file_that_is_not_utf8_is_imported_once_its_encoding_is_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "clan.md").write_bytes("Članovi plaćaju članarinu. Žalba.".encode("cp1250"))
    command = ["import", str(place / "clan.md"), "--document", "d", "--title", "T", "--language", "hr"]
    assert cli.main(command) == 1
    told = capsys.readouterr().err
    assert "--encoding cp1250 (Central European (Windows-1250)): Članovi plaćaju članarinu. Žalba." in told
    assert "Word" in told
    assert cli.main([*command, "--encoding", "windows-1250"]) == 0
    with pytest.raises(SystemExit):
        cli.main([*command, "--encoding", "klingon"])
    assert "klingon is none of cp1250" in capsys.readouterr().err


def test_a_backup_says_where_files_lie_and_a_file_is_erased_by_its_number(
    empty_place: Path, capsys: pytest.CaptureFixture[str], clock: time_machine.Traveller
) -> None:
    place = empty_place  # its record is as old as the clock says
    first = str(place / "first.md")
    assert cli.main(["import", first, "--document", "policy", "--title", "A policy", "--yes"]) == 0
    assert cli.main(["publish", "policy", "--label", "first"]) == 0
    settings = from_environment()
    files, database = store.opened(settings.files_place), connect(settings.database_url)
    try:
        key = keeping.keep(database, files, "decision.txt", b"decided", NOW)
        with database.writing() as db:
            document = db.scalars(select(Document)).one()
            file = keeping.by_keys(db, [key], NOW)[key]
            by = make_mandate(db, "government")
            put_what_is_left_on_record(db)
            make_act(db, document, by=by, files=[(file, "instrument")])
            db.commit()
    finally:
        database.engine.dispose()
    assert [path.name for path in settings.files_place.iterdir()] == [key]
    capsys.readouterr()
    assert cli.main(["backup", str(place / "copy.sqlite")]) == 0
    assert str(settings.files_place) in capsys.readouterr().out
    assert cli.main(["file", "erase", "7", "--reason", "A private address."]) == 1
    assert cli.main(["file", "erase", "1", "--reason", "A private address."]) == 0
    assert list(settings.files_place.iterdir()) == []
    assert cli.main(["file", "erase", "1", "--reason", "Again."]) == 1
    assert cli.main(["record", "verify"]) == 0


def test_the_name_of_who_signed_is_erased_by_its_number_and_not_on_the_disk_any_more(
    empty_place: Path, capsys: pytest.CaptureFixture[str], clock: time_machine.Traveller
) -> None:
    place = empty_place  # its record is as old as the clock says
    first = str(place / "first.md")
    assert cli.main(["import", first, "--document", "policy", "--title", "A policy", "--yes"]) == 0
    assert cli.main(["publish", "policy", "--label", "first"]) == 0
    database = connect(from_environment().database_url)
    try:
        with database.writing() as db:
            document = db.scalars(select(Document)).one()
            by = make_mandate(db, "government")
            put_what_is_left_on_record(db)
            for kind in ("signed", "ratification"):
                signed = [Signed("Canary Example", "Minister", "practice")]
                make_act(db, document, kind, by=by, signatories=signed)
            db.commit()
    finally:
        database.engine.dispose()
    capsys.readouterr()
    assert cli.main(["signatory", "erase", "7", "--reason", "They asked."]) == 1
    assert cli.main(["signatory", "erase", "1", "--reason", "They asked."]) == 0
    assert "The same name is still that of signatory 2." in capsys.readouterr().out
    assert cli.main(["signatory", "erase", "1", "--reason", "Again."]) == 1
    assert cli.main(["signatory", "erase", "2", "--reason", "They asked."]) == 0
    assert "The same name" not in capsys.readouterr().out
    files = [path for path in place.rglob("*") if path.is_file()]
    assert [path for path in files if b"Canary Example" in path.read_bytes()] == []
    assert cli.main(["record", "verify"]) == 0

"""The key that signs the record is neither lost unawares nor handed around with a backup."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.record import covering, entries, signed_heads
from core.record.entries import START
from core.record.signed_heads import public_key
from sbcp import cli
from sbcp.record import signing
from sbcp.settings import Settings, from_environment
from tests.support.factories import NOW, make_document
from tests.support.pages import serve
from tests.support.servers.databases import Store, unguard

# The client programs of PostgreSQL are of another version than the server of the tests.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


class Place:
    """One folder with an instance's settings around it, and its database; another can be gone to."""

    def __init__(self, store: Store, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.store, self.folder, self.patch = store, folder, patch
        for name in [name for name in os.environ if name.startswith("SBCP_")]:
            patch.delenv(name)
        patch.setenv("SBCP_SECRET_KEY", "a key of the tests, long and random: 7vQ2")
        patch.setenv("SBCP_BASE_URL", "https://policy.example.org")
        patch.setenv("SBCP_CONTACT", "secretariat@example.org")
        patch.setenv("SBCP_DATABASE_URL", store.fresh())
        self.go_to("first")

    def go_to(self, name: str) -> None:
        self.patch.setenv("SBCP_DATA_DIR", str(self.folder / name))

    def lose_database(self) -> None:
        """Elsewhere, with nothing: where a backup is brought back."""
        self.patch.setenv("SBCP_DATABASE_URL", self.store.empty())

    @property
    def settings(self) -> Settings:
        return from_environment()

    @property
    def key_file(self) -> Path:
        return self.settings.data_dir / "record-key"

    def sign(self, days: int = 0) -> str:
        """What the worker of an instance does each day; the public key of the last head."""
        with serve(self.settings.database_url, self.settings.data_dir) as client:
            signing.sign_if_due(client.database, self.settings, NOW + timedelta(days=days))
            with client.saved() as db:
                head = signed_heads.newest(db)
                return head.key if head else ""


@pytest.fixture
def place(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    found = Place(store, tmp_path, monkeypatch)
    with serve(found.settings.database_url, tmp_path) as client, client.saved() as db:
        make_document(db, slug="policy")
    return found


def printed(capsys: pytest.CaptureFixture[str], *call: object, status: int = 0) -> str:
    capsys.readouterr()
    assert cli.main([str(part) for part in call]) == status
    told = capsys.readouterr()
    return told.err if status else told.out


def test_a_backup_says_where_the_key_is_that_is_not_in_it(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = place.sign()
    told = printed(capsys, "backup", tmp_path / "copy")
    [line] = [line for line in told.splitlines() if "key" in line]
    assert public in line
    assert str(place.key_file) in line
    seed = place.key_file.read_text("ascii").strip()
    written = (tmp_path / "copy").read_bytes()
    assert seed not in told
    assert seed.encode() not in written
    assert bytes.fromhex(seed) not in written


def test_the_key_goes_into_a_file_of_its_own_that_its_owner_alone_reads(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.sign()
    key = tmp_path / "kept" / "key"
    printed(capsys, "backup", tmp_path / "copy", "--with-key", key)
    assert key.read_bytes() == place.key_file.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes().strip() not in (tmp_path / "copy").read_bytes()


@pytest.mark.parametrize("target", ["copy", "taken"])
def test_the_key_is_written_over_nothing_and_never_into_the_backup(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    place.sign()
    (tmp_path / "taken").write_text("what stood there")
    printed(capsys, "backup", tmp_path / "copy", "--with-key", tmp_path / target, status=1)
    assert (tmp_path / "taken").read_text() == "what stood there"
    assert not (tmp_path / "copy").exists(), "nothing is begun"


def test_whoever_restores_without_the_key_is_told_which_one_the_record_asks_for(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = place.sign()
    printed(capsys, "backup", tmp_path / "copy")
    place.lose_database()
    place.go_to("second")
    told = printed(capsys, "restore", tmp_path / "copy")
    assert f"signed with the key {public}, which is not here" in told
    assert "put on the record" in told
    assert not place.key_file.exists(), "no other key is made unawares"
    assert public in printed(capsys, "record", "key", status=1)
    assert public in printed(capsys, "serve", status=1)
    assert place.sign(days=1) == public
    assert not place.key_file.exists()
    assert "The record holds" in printed(capsys, "record", "verify")


def test_F23_with_its_key_a_restored_record_goes_on_as_it_was(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public, key = place.sign(), tmp_path / "key"
    printed(capsys, "backup", tmp_path / "copy", "--with-key", key)
    place.lose_database()
    place.go_to("second")
    assert public in printed(capsys, "restore", tmp_path / "copy", "--with-key", key)
    assert place.key_file.stat().st_mode & 0o777 == 0o600
    assert place.sign(days=1) == public
    assert "The signed heads hold: 2" in printed(capsys, "record", "verify")


def test_a_key_that_is_not_the_records_is_not_put_in_its_place(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = place.sign()
    printed(capsys, "backup", tmp_path / "copy")
    place.lose_database()
    place.go_to("second")
    (tmp_path / "none").write_text("no key")
    assert "64 hexadecimal digits" in printed(
        capsys, "restore", tmp_path / "copy", "--with-key", tmp_path / "none", status=1
    )
    (tmp_path / "other").write_text("ab" * 32)
    told = printed(capsys, "restore", tmp_path / "copy", "--with-key", tmp_path / "other", status=1)
    assert f"names {public}" in told
    assert "ab" * 32 not in told
    assert not place.key_file.exists()


def test_where_another_key_is_one_hears_that_it_would_be_a_new_one(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = place.sign()
    printed(capsys, "backup", tmp_path / "copy", "--with-key", tmp_path / "key")
    place.lose_database()
    place.go_to("second")
    other = public_key(signing.signing_key(place.settings))
    refused = printed(capsys, "restore", tmp_path / "copy", "--with-key", tmp_path / "key", status=1)
    assert "Move it away first" in refused
    told = printed(capsys, "restore", tmp_path / "copy")
    assert public in told
    assert other in told
    assert "as a new one" in told


def test_a_lost_key_is_replaced_by_a_decision_that_the_record_shows(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = place.sign()
    assert "Move it away first" in printed(capsys, "record", "rekey", status=1)
    place.key_file.unlink()
    assert public in printed(capsys, "backup", tmp_path / "copy"), "also then one hears of it"
    told = printed(capsys, "record", "rekey")
    new = public_key(signing.signing_key(place.settings))
    assert public in told
    assert new in told
    assert place.sign(days=1) == new
    assert "The signed heads hold: 2" in printed(capsys, "record", "verify")


def test_a_key_of_the_settings_is_named_as_such_and_stays_there(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SBCP_RECORD_KEY", "0123456789abcdef" * 4)
    public = place.sign()
    told = printed(capsys, "backup", tmp_path / "copy", "--with-key", tmp_path / "key")
    assert public in told
    assert "It is in SBCP_RECORD_KEY" in printed(capsys, "backup", tmp_path / "second copy")
    place.lose_database()
    assert "in SBCP_RECORD_KEY" in printed(
        capsys, "restore", tmp_path / "copy", "--with-key", tmp_path / "key"
    )
    assert not place.key_file.exists()


def test_a_record_without_a_head_needs_no_key(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no key to keep" in printed(capsys, "backup", tmp_path / "copy")
    printed(capsys, "backup", tmp_path / "other", "--with-key", tmp_path / "key", status=1)
    place.lose_database()
    assert "No head of its record" in printed(capsys, "restore", tmp_path / "copy")


def test_a_record_that_was_written_anew_is_not_signed(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who writes the database alone takes every head away and chains another past: the instance notes the
    last head that it signed beside its key."""
    place.sign()
    assert place.sign(days=1)
    with serve(place.settings.database_url, place.settings.data_dir) as client:
        with client.database.engine.begin() as connection:
            unguard(connection)
            for table in ("signed_head", "record_payload", "record_entry", "record_subject", "record_state"):
                connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text("UPDATE record_head SET seq = 0, digest = :start"), {"start": START})
        with client.database.writing() as db:
            covering.cover(db, NOW)
            db.commit()
            assert entries.verify(db) is None, "it holds by itself"
    assert place.sign(days=2) == "", "nothing is signed"
    assert cli.main(["record", "verify"]) == 1
    assert "whose digest was noted" in capsys.readouterr().out


def test_F23_a_backup_that_is_brought_back_is_signed_again(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.sign()
    printed(capsys, "backup", tmp_path / "copy")
    assert place.sign(days=1)
    place.lose_database()
    assert "nothing is noted here any more" in printed(capsys, "restore", tmp_path / "copy")
    assert place.sign(days=2)

"""Bytes in a folder, and with a server that speaks the protocol of S3."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.files.store import S3, Missing, Store, StoreAway
from tests.support.servers import s3

KEY = "k-3_x" * 8


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        yield Store(tmp_path / "files")
        return
    with s3.listening() as (address, _server):
        yield Store(S3("s3://bucket/policy", address, "us-east-1", "key", "secret"))


def test_what_is_put_is_there_until_it_is_deleted(place: Store) -> None:
    data = bytes(range(256)) * 1000
    place.put(KEY, data)
    assert place.get(KEY) == data
    place.delete(KEY)
    with pytest.raises(Missing):
        place.get(KEY)
    place.delete(KEY)


def test_S46_a_folder_and_its_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place = Store(tmp_path / "files")
        place.put(KEY, b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "files" / KEY).stat().st_mode) == 0o600
    (tmp_path / "files").chmod(0o755)
    Store(tmp_path / "files")
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/etc/passwd"])
def test_S31_no_name_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "x").write_text("secret")
    place = Store(tmp_path / "files")
    with pytest.raises(StoreAway):
        place.get(key)
    assert (tmp_path / "x").read_text() == "secret"


def test_what_is_sent_to_s3_is_signed_and_lies_below_the_address() -> None:
    with s3.listening() as (address, server):
        Store(S3("s3://bucket/policy", address, "eu-south-1", "the-key", "the-secret")).put(KEY, b"x")
    assert server.objects == {f"/bucket/policy/{KEY}": b"x"}
    assert server.signed[0].startswith("AWS4-HMAC-SHA256 Credential=the-key/")
    assert "eu-south-1" in server.signed[0]
    assert "the-secret" not in server.signed[0]
    assert "the-secret" not in repr(S3("s3://bucket", address, "", "the-key", "the-secret"))


def test_a_server_that_is_away_is_told_within_seconds() -> None:
    with s3.listening() as (address, _server):
        pass
    place = Store(S3("s3://bucket", address, "us-east-1", "key", "secret"))
    with pytest.raises(StoreAway) as told:
        place.put(KEY, b"x")
    assert "\n" not in str(told.value)


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    place = Store(tmp_path / "files")
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("no folder")
    with pytest.raises(StoreAway):
        place.put(KEY, b"x")

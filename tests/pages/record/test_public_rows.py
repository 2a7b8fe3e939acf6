"""The public rows as files: every kind, every row, in pieces, each with the digest that the record has."""

import hashlib
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from core.record import covering, public
from core.record.canonical import canonical, digest
from core.record.public import KINDS
from core.record.states import RecordedState
from sbcp.pages.record import public_rows
from tests.support import factories
from tests.support.everything import Everything
from tests.support.pages import Client
from tests.support.watching.statements import hearing

Line = dict[str, Any]


def read(client: Client, kind: str) -> tuple[Line, list[Line]]:
    """The first line of a kind, and the others."""
    answer = client.http.get(f"/api/v1/public/{kind}.jsonl")
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["cache-control"] == "no-cache"
    first, *rows = [json.loads(line) for line in answer.text.splitlines()]
    return first, rows


def digests(rows: list[Line]) -> dict[str, str]:
    """The digests that an outsider computes."""
    lists: dict[str, list[Line]] = {}
    for line in rows:
        if "list" in line:
            lists.setdefault(line["list"], []).append(line["row"])
    of_lists = {
        name: hashlib.sha256(b"".join(canonical(row) + b"\n" for row in listed)).hexdigest()
        for name, listed in lists.items()
    }
    return of_lists | {line["key"]: digest(line["row"]) for line in rows if "key" in line}


def test_every_row_of_every_kind_is_handed_out_and_is_the_one_on_the_record(
    full: tuple[Client, Everything],
) -> None:
    client, _world = full
    with client.saved() as db:
        covering.cover(db, factories.NOW)
        recorded = {state.name: state.digest for state in db.query(RecordedState)}
    listed = client.http.get("/api/v1/public").json()
    assert [kind["name"] for kind in listed["kinds"]] == list(KINDS)
    for kind in listed["kinds"]:
        first, rows = read(client, kind["name"])
        assert (first["format"], first["kind"]) == ("sbcp public 1", kind["name"])
        assert first["head"] == listed["head"]
        assert digest(kind) == recorded[f"kind:{kind['name']}"]
        for name, value in digests(rows).items():
            assert recorded[name] == value, name


def test_F33_a_kind_is_read_in_pieces_and_is_one_state_though_it_is_written_to_meanwhile(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client.saved() as db:
        for name in ("first", "second", "third", "fourth"):
            factories.make_document(db, slug=name)
    whole = read(client, "document"), read(client, "paragraph")
    names = [line["key"] for line in whole[0][1]]
    assert names == ["document:first", "document:second", "document:third", "document:fourth"]
    monkeypatch.setattr(public, "AT_ONCE", 2)
    assert (read(client, "document"), read(client, "paragraph")) == whole
    pieces = itertools.count(1)

    def write_meanwhile(sql: str) -> None:
        if "FROM document " in sql and next(pieces) == 2:
            with client.saved() as db:
                factories.make_document(db, slug="meanwhile")

    with hearing(client.database.engine, write_meanwhile):
        assert read(client, "document") == whole[0], "the rows and the head that the first line names"
    assert next(pieces) > 2, "it was written between two pieces"
    assert [line["key"] for line in read(client, "document")[1]] == [*names, "document:meanwhile"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_F33_a_download_that_is_broken_off_leaves_nothing_behind(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(public_rows, "PART", 10)
    with client.saved() as db:
        factories.make_document(db)
    lines = public_rows._lines(client.database, KINDS["paragraph"], {})
    before = open_files()
    assert len(next(lines)) == 10
    assert len(open_files()) == len(before) + 1
    assert list(folder.iterdir()) == [], "nobody sees a part of it"
    lines.close()  # as the server does when the reader has gone
    assert open_files() == before
    with client.database.engine.connect():
        assert client.database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]


def open_files() -> list[str]:
    """The files without a name that this process has open."""
    links = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return [link for link in links if link.endswith("(deleted)")]


def test_what_is_no_kind_is_not_found_and_a_head_alone_can_be_asked_for(client: Client) -> None:
    assert client.http.get("/api/v1/public/person.jsonl").status_code == 404
    answer = client.http.head("/api/v1/public/document.jsonl")
    assert (answer.status_code, answer.content) == (200, b"")

"""The public rows as files: every kind, every row, in pieces, each with the digest that the record has."""

import hashlib
import json
from typing import Any

import pytest

from core.record import covering, public
from core.record.canonical import canonical, digest
from core.record.public import KINDS
from core.record.states import RecordedState
from tests.support import factories
from tests.support.everything import Everything
from tests.support.pages import Client

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


def test_a_kind_is_read_in_pieces_with_the_database_open_for_each_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client.saved() as db:
        for name in ("first", "second", "third", "fourth"):
            factories.make_document(db, slug=name)
    whole = read(client, "document")[1], read(client, "paragraph")[1]
    monkeypatch.setattr(public, "AT_ONCE", 2)
    assert [line["key"] for line in whole[0]] == [
        "document:first",
        "document:second",
        "document:third",
        "document:fourth",
    ]
    assert (read(client, "document")[1], read(client, "paragraph")[1]) == whole
    with client.http.stream("GET", "/api/v1/public/document.jsonl") as answer:
        lines = answer.iter_lines()
        next(lines)
        with client.saved() as db:
            factories.make_document(db, slug="meanwhile")
        assert [json.loads(line)["key"] for line in lines][:4] == [line["key"] for line in whole[0]]


def test_what_is_no_kind_is_not_found_and_a_head_alone_can_be_asked_for(client: Client) -> None:
    assert client.http.get("/api/v1/public/person.jsonl").status_code == 404
    answer = client.http.head("/api/v1/public/document.jsonl")
    assert (answer.status_code, answer.content) == (200, b"")

"""What is shown is written so that it stays text, wherever it is shown (S22).

Every word that somebody may have written, in every row of every table, gets a sign that would break out of
an attribute, an element or a string; then every address is read, and mail and feeds are made.
"""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import JSON, Column, String, Text, text

from core.db import Base
from core.queue.outbox import Message
from sbcp.mail import compose
from tests.support import everything
from tests.support.everything import Everything
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.databases import unguard

SIGN = "\"'><b id=canary>&lt;"
RAW = ("\"'><b", "'><b id=canary>", "<b id=canary>")

# Columns that hold a word of ours or a number in letters, which nobody can choose freely. By name, in
# whichever table; what is not here counts as written by somebody.
OURS = set(
    "slug kind role tier code locale language zone level stage operation answer_kind method pace template "
    "html digest previous commitment salt signature key token_hash code_hash browser_hash challenge_hash "
    "state_hash handle credential_id public_key secret fields name_key actor action subject about origin "
    "country quote_kind outcome permission cause verdict basis_link next_path path email".split()
)
OURS_IN = {
    "comment_wording.justification_html",
    "disposition.answer",
    "chore.name",
    "outbox.recipient",
    "outbox.content",
    "act.done_precision",
    "act.effective_precision",
    "act_file.purpose",
    "entry_rule.delay",
    "pending_import.base_known",
    "file.scan",
    "file.media_type",
    "file.storage_key",
    "file.sha256",
    "record_subject.subject",
    "bucket.key",
    "job.key",
    "identity.issuer",
}
# In JSON: what is under these names was written by somebody.
WRITTEN = set(
    "reason label title name names note statement basis introduction words text footnotes en markdown "
    "organisation body_name summary end_reason".split()
)


def written(column: Column[Any]) -> bool:
    table = column.table.name
    return isinstance(column.type, String | Text) and not (
        column.name in OURS or f"{table}.{column.name}" in OURS_IN
    )


def signed(value: Any, free: bool = False) -> Any:
    """A JSON value with the sign behind every text that somebody wrote."""
    if isinstance(value, dict):
        return {name: signed(part, free or name in WRITTEN) for name, part in value.items()}
    if isinstance(value, list):
        return [signed(part, free) for part in value]
    return value + SIGN if isinstance(value, str) and value and free else value


@pytest.fixture
def sown(full: tuple[Client, Everything]) -> tuple[Client, Everything]:
    """The sign in every word of every row."""
    client, world = full
    with client.database.engine.begin() as connection:
        unguard(connection)
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                name = f'"{column.name}"'
                if written(column) and not column.primary_key:
                    connection.execute(
                        text(f"UPDATE \"{table.name}\" SET {name} = {name} || :sign WHERE {name} != ''"),
                        {"sign": SIGN},
                    )
                elif isinstance(column.type, JSON):
                    for number, value in connection.exec_driver_sql(
                        f'SELECT rowid, {name} FROM "{table.name}" WHERE {name} IS NOT NULL'
                    ).all():
                        free = column.name in ("quote", "names", "footnotes")
                        connection.execute(
                            text(f'UPDATE "{table.name}" SET {name} = :value WHERE rowid = :number'),
                            {"value": json.dumps(signed(json.loads(value), free)), "number": number},
                        )
    return client, world


def wrong_with(answer: Any) -> Iterator[str]:
    """What in an answer would break out of its place."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    for name, value in answer.headers.items():
        if any(raw in value for raw in RAW) or "\n" in value:
            yield f"the header {name}"
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    elif kind == "text/html":
        yield from (f"raw {raw}" for raw in RAW if raw in answer.text)
    elif kind in ("application/json", "application/csvm+json"):
        json.loads(answer.text)
    elif kind == "text/event-stream":
        json.loads(answer.text.partition("data: ")[2])
    elif kind == "application/jsonl":
        for line in answer.text.splitlines():
            json.loads(line)
    elif kind.endswith("xml"):
        if any(
            element.tag.rpartition("}")[2] == "b" for element in ElementTree.fromstring(answer.text).iter()
        ):
            yield "an element that somebody wrote"
    elif kind not in (
        "text/plain",
        "text/calendar",
        "text/markdown",
        "text/csv",
        "text/x-python",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "",
    ):
        yield f"an unknown kind of answer: {kind}"


@pytest.mark.parametrize("who", ["nobody", "secretariat", "admin"])
def test_S22_words_stay_words_on_every_page_and_in_every_file(
    sown: tuple[Client, Everything], who: str
) -> None:
    client, world = sown
    world.sign_in(client, who)
    wrong, seen = [], 0
    for _route, path in everything.requests(world, most=2 if who == "nobody" else 1):
        answer = client.http.get(path)
        wrong += [f"{path}: {fault}" for fault in wrong_with(answer)]
        seen += "canary" in answer.text
    assert wrong == []
    assert seen > 30, "the sign was there to be met"


def test_S22_S39_words_stay_words_in_mail(sown: tuple[Client, Everything]) -> None:
    client, _world = sown
    bad = f"Bad{SIGN}\r\nBcc: all@example.org"
    values = dict.fromkeys(("kind", "outcome", "reason", "answer", "asked_by", "decided_by"), bad)
    with client.saved() as db:
        message = db.query(Message).first()
        assert message is not None
        message.content = {**values, "until": NOW.isoformat(), "link": "https://example.org/"}
        message.secret = None
        letter = compose.email_of(client.settings, message, NOW)
        db.rollback()
    assert letter["Bcc"] is None
    assert letter.get_content_type() == "text/plain", "nothing in it is taken for HTML"
    assert all("\n" not in str(value) for value in letter.values())

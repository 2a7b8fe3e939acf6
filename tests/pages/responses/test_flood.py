"""The same comment from many senders in the second in which a round closes, over real HTTP (F12, F15)."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
import time_machine
from sqlalchemy import func, select

from consultation.models import Comment, Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.queue.outbox import Message
from core.record import entries as record
from sbcp.record import signing
from tests.mail.letters import send_all
from tests.pages.responses.test_responses import make_round
from tests.support.factories import NOW
from tests.support.pages import Client, serve
from tests.support.ports import free_port, served_on
from tests.support.servers.databases import Store
from tests.support.servers.smtp import PostOffice

# How many are on their way together at each moment: two hundred responses in all, on PostgreSQL twenty.
AT_ONCE = {"sqlite": 10, "postgresql": 1}
TICK = timedelta(microseconds=1)
# When they arrive, from half a second before the closing to half a second after.
MOMENTS = [step * timedelta(milliseconds=50) - TICK for step in range(-9, 1)]
MOMENTS += [step * timedelta(milliseconds=50) for step in range(10)]
ANA = "ana@example.org"
WORDS = "Reject this policy."


@pytest.fixture
def client(store: Store, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """An instance that takes so much from one address."""
    url = store.fresh()
    with serve(url, tmp_path, limit_factor=1000) as served:
        yield served
    store.give_back(url)


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


@pytest.fixture
def http(client: Client) -> Iterator[httpx2.Client]:
    """The way to the instance as programs and browsers have it."""
    headers = {"host": "localhost", "sec-fetch-site": "same-origin", "accept-language": "en"}
    with (
        free_port() as listening,
        served_on(listening, client.app) as base,
        httpx2.Client(base_url=base, headers=headers, timeout=60) as reader,
    ):
        yield reader


def ready(client: Client, round_: Consultation, many: int) -> list[str]:
    """The tokens of responses that their senders have only to send. All say the same, under one address."""
    tokens = [submissions.token_for(submissions.new_key()) for _ in range(many)]
    sender = SenderInput(kind="person", language="en", email=ANA)
    with client.saved() as db:
        for token in tokens:
            unsent = submissions.start(db, db.get_one(Consultation, round_.id), token=token, now=NOW)
            comment, key = CommentInput(body=WORDS, language="en"), submissions.new_key()
            submissions.save_comment(db, unsent, comment, key=key, comment_id=None, now=NOW)
            submissions.save_about(db, unsent, sender)
    return tokens


def test_F12_F15_a_flood_across_the_closing_is_stored_labelled_and_counted_and_reading_goes_on(
    client: Client,
    round_: Consultation,
    http: httpx2.Client,
    post: PostOffice,
    clock: time_machine.Traveller,
) -> None:
    at_once = AT_ONCE[client.database.engine.dialect.name]
    tokens = ready(client, round_, len(MOMENTS) * at_once)
    place = f"/en/consultations/{round_.id}"
    read = ["/en/", f"{place}/comments", f"/en/documents/{round_.document.slug}", f"{place}/report"]

    def send(token: str) -> httpx2.Response:
        return http.post(f"{place}/respond/send", data={"token": token})

    answers, statuses = [], set()
    with ThreadPoolExecutor(max(AT_ONCE.values()) + 1) as pool:
        for number, moment in enumerate(MOMENTS):
            clock.move_to(round_.closes_at + moment)
            reader = pool.submit(http.get, read[number % len(read)])
            answers += pool.map(send, tokens[number * at_once : (number + 1) * at_once])
            statuses.add(reader.result().status_code)
    assert statuses == {200}
    assert [each.headers.get("location") for each in answers] == [f"/en/receipts/{token}" for token in tokens]
    with client.saved() as db:
        stored = [each for each in db.scalars(select(Submission)) if each.received_at is not None]
        arrived = Counter(each.received_at - round_.closes_at for each in stored if each.received_at)
        assert arrived == dict.fromkeys(MOMENTS, at_once)
        assert all(each.late == (each.received_at >= round_.closes_at) for each in stored if each.received_at)
        comments = Counter((each.number, each.body) for each in db.scalars(select(Comment)))
        assert comments == dict.fromkeys(((number, WORDS) for number in range(1, len(tokens) + 1)), 1)
        assert record.verify(db) is None
    counted(client, http, round_, tokens)
    sent = send_all(client, post)
    assert 0 < sent < 10, "one mailbox is not filled"
    with client.saved() as db:
        waiting = db.scalar(select(func.count(Message.id)).where(Message.ended_at.is_(None)))
    assert sent + (waiting or 0) == len(tokens), "and no letter is lost"


def counted(client: Client, http: httpx2.Client, round_: Consultation, tokens: list[str]) -> None:
    """The receipts, the pages, what programs get and the record all say the same of these responses, of
    which the first half came in time."""
    many, half = len(tokens), len(tokens) // 2
    for token, label in ((tokens[half - 1], "Received in time"), (tokens[half], "Received after closing")):
        assert label in http.get(f"/en/receipts/{token}").text, "the last in time, and the first that is late"
    told = http.get(f"/api/v1/consultations/{round_.id}/comments").json()
    assert Counter(comment["late"] for comment in told) == {False: half, True: half}
    signing.sign_if_due(client.database, client.settings, round_.closes_at + timedelta(minutes=2))
    lines = map(json.loads, http.get("/api/v1/record.jsonl").text.splitlines()[1:])
    bodies = [(line["action"], line["payload"]["body"]) for line in lines if line["payload"]]
    assert Counter(action for action, _body in bodies)["submission.received"] == many
    [closed] = [body for action, body in bodies if action == "consultation.closed"]
    assert closed["responses"] == closed["comments"] == {"in_time": half, "late": half}
    for page, tag in (("", "dd"), ("/report", "td")):
        shown = client.get(f"/en/consultations/{round_.id}{page}").all(f".//{tag}")
        assert f"{many}" in ["".join(each.itertext()).partition(",")[0].strip() for each in shown], page
    assert f"{many} comments" in client.get(f"/en/consultations/{round_.id}/comments").text

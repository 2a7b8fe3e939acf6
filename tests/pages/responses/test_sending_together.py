"""Many send at the same moment and are written in one transaction: each is answered as if they were alone."""

import asyncio
from collections.abc import Sequence

import httpx2
from sqlalchemy import event, select, text

from consultation.models import Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.record import entries
from documents.models import Version
from sbcp.web import limits
from tests.pages.responses.test_responses import make_round
from tests.support import factories
from tests.support.pages import Client

MANY = 12


def ready(client: Client, round_: Consultation, many: int) -> list[str]:
    """The tokens of responses that their senders have only to send."""
    tokens = [submissions.token_for(submissions.new_key()) for _ in range(many)]
    with client.saved() as db:
        for token in tokens:
            unsent = submissions.start(
                db, db.get_one(Consultation, round_.id), token=token, now=factories.NOW
            )
            comment, key = CommentInput(body="Well said.", language="en"), submissions.new_key()
            submissions.save_comment(db, unsent, comment, key=key, now=factories.NOW)
            submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
    return tokens


def send_at_once(client: Client, round_: int, tokens: Sequence[str]) -> list[httpx2.Response]:
    async def send() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(client.app, raise_app_exceptions=False)
        headers = {"sec-fetch-site": "same-origin"}
        async with httpx2.AsyncClient(
            transport=transport, base_url=client.settings.base_url, headers=headers
        ) as http:
            path = f"/en/consultations/{round_}/respond/send"
            return await asyncio.gather(*(http.post(path, data={"token": token}) for token in tokens))

    return asyncio.run(send())


def test_F15_those_who_send_at_once_share_a_commit_and_each_has_a_receipt(client: Client) -> None:
    round_ = make_round(client)
    tokens = ready(client, round_, MANY)
    commits: list[object] = []
    event.listen(client.database.engine, "commit", commits.append)
    answers = send_at_once(client, round_.id, tokens)
    assert [answer.headers["location"] for answer in answers] == [f"/en/receipts/{token}" for token in tokens]
    assert len(commits) < MANY / 2
    for token in tokens:
        assert "Received in time" in client.get(f"/en/receipts/{token}").text
    with client.saved() as db:
        assert len(set(db.scalars(select(Submission.entry)))) == MANY
        assert entries.verify(db) is None


def test_F15_what_fails_for_one_is_stored_for_all_the_others(client: Client) -> None:
    """One response that somebody spoilt past the product, in the middle of the others."""
    round_ = make_round(client)
    tokens = ready(client, round_, MANY)
    with client.saved() as db:
        other = factories.make_document(db).versions[-1]
        assert isinstance(other, Version)
        spoilt = (
            "UPDATE comment SET version_id = :other WHERE submission_id = (SELECT max(id) FROM submission)"
        )
        db.execute(text(spoilt), {"other": other.id})
    order = [*tokens[:6], tokens[-1], *tokens[6:-1]]
    answers = send_at_once(client, round_.id, order)
    assert [answer.status_code for answer in answers] == [303] * 6 + [500] + [303] * (MANY - 7)
    with client.saved() as db:
        sent = [
            each.received_at is not None for each in db.scalars(select(Submission).order_by(Submission.id))
        ]
        assert sent == [True] * (MANY - 1) + [False]
        assert entries.verify(db) is None


def test_F15_who_is_refused_is_told_why_and_nobody_else_is(client: Client) -> None:
    """Nothing to send, the same form twice, one too many of the same form."""
    round_ = make_round(client)
    tokens = ready(client, round_, 3)
    most = next(limit.burst for limit in limits.SEND if limit.by is limits.by_unsent_response)
    order = [tokens[0], "nobody's", *[tokens[1]] * (most + 1), tokens[2]]
    answers = send_at_once(client, round_.id, order)
    assert [answer.status_code for answer in answers] == [303, 409, *[303] * most, 429, 303]
    assert "There is no response to send" in answers[1].text
    assert "Too many requests" in answers[-2].text
    assert {answer.status_code for answer in send_at_once(client, round_.id + 1, tokens[::2])} == {404}
    with client.saved() as db:
        assert len(set(db.scalars(select(Submission.entry)))) == 3

"""Many send at the same moment and are written in one transaction: each is answered as if they were alone."""

import asyncio
from collections.abc import Sequence

import httpx2
import pytest
from sqlalchemy import event, select, text

from consultation.models import Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.limits import rates
from core.limits.rates import Bucket
from core.record import entries
from sbcp.operation import logs
from sbcp.web import limits
from sbcp.web.cookies import UNSENT_RESPONSE, cookie_name
from tests.pages.responses.test_responses import make_round
from tests.support import factories
from tests.support.pages import Client
from tests.web.security.logged import Log

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


def spoil_the_last(client: Client) -> None:
    """What no page does, of the last response: its comment is on another version than its round."""
    with client.saved() as db:
        other = factories.make_document(db).versions[-1]
        spoil = "UPDATE comment SET version_id = :other WHERE id = (SELECT max(id) FROM comment)"
        db.execute(text(spoil), {"other": other.id})


def send_at_once(
    client: Client,
    round_: int,
    tokens: Sequence[str],
    *,
    places: Sequence[str] = (),
    cookies: Sequence[str] = (),
) -> list[httpx2.Response]:
    """Each in English and without a cookie, unless it is said."""

    async def send() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(client.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=client.settings.base_url) as http:
            return await asyncio.gather(
                *(
                    http.post(
                        f"/{place}/consultations/{round_}/respond/send",
                        data={"token": token},
                        headers={"sec-fetch-site": "same-origin"} | ({"cookie": cookie} if cookie else {}),
                    )
                    for token, place, cookie in zip(
                        tokens, places or ["en"] * len(tokens), cookies or [""] * len(tokens), strict=True
                    )
                )
            )

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
    spoil_the_last(client)
    order = [*tokens[:6], tokens[-1], *tokens[6:-1]]
    answers = send_at_once(client, round_.id, order)
    assert [answer.status_code for answer in answers] == [303] * 6 + [500] + [303] * (MANY - 7)
    with client.saved() as db:
        sent = [
            each.received_at is not None for each in db.scalars(select(Submission).order_by(Submission.id))
        ]
        assert sent == [True] * (MANY - 1) + [False]
        assert entries.verify(db) is None


def test_F15_what_fails_is_counted_once_for_each_and_told_in_the_log(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else a stranger's spoilt response would use up what others may send."""
    logs.configure()
    round_ = make_round(client)
    tokens = ready(client, round_, MANY)
    spoil_the_last(client)
    capsys.readouterr()
    send_at_once(client, round_.id, [tokens[0], tokens[-1], *tokens[1:-1]])
    [line] = Log(capsys).lines("together.failed")
    assert 1 < line["pieces"] <= MANY
    drained = {}
    for limit in limits.SEND:
        step = rates.Rate(limit.burst, limit.per).step
        drained[limit.name] = step if limit.by is limits.by_unsent_response else MANY * step
    with client.saved() as db:
        counted = {at - rates.micros(factories.NOW) for at in db.scalars(select(Bucket.drained_at))}
    assert counted == set(drained.values())


def test_those_who_send_at_once_are_each_answered_in_their_language(client: Client) -> None:
    """A member among them, and one who has nothing to send."""
    round_ = make_round(client)
    tokens = [*ready(client, round_, 3), "nobody's"]
    with client.saved() as db:
        person = factories.make_mandate(db).person
    client.sign_in(person)
    [(name, session)] = client.http.cookies.items()
    places = ["en", "sr-Latn", "sr-Cyrl", "sr-Latn"]
    answers = send_at_once(
        client, round_.id, tokens, places=places, cookies=["", "", f"{name}={session}", ""]
    )
    assert [answer.headers.get("location") for answer in answers[:3]] == [
        f"/{place}/receipts/{token}" for place, token in zip(places[:3], tokens, strict=False)
    ]
    assert 'lang="sr-Latn"' in answers[3].text
    assert answers[2].headers["cache-control"] == "no-store"


def test_only_what_is_sent_is_read(client: Client) -> None:
    """Others in the same cookie may be long, or spoilt."""
    round_, other = make_round(client), make_round(client)
    [token], [elsewhere] = ready(client, round_, 1), ready(client, other, 1)
    spoil_the_last(client)
    cookie = f"{cookie_name(UNSENT_RESPONSE, client.settings)}={elsewhere}.{token}"
    [answer] = send_at_once(client, round_.id, [""], cookies=[cookie])
    assert answer.headers["location"] == f"/en/receipts/{token}"


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

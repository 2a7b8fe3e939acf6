"""Where a response has no room left its author is told, and every word is given back."""

import pytest
from sqlalchemy import select

from consultation.models import Comment
from consultation.responses import room, submissions
from core.limits.tallies import Tally
from sbcp.web import limits
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.asking import few, make_world

PATH = "/en/consultations/1/respond/comment"
WORDS = "Every word of it. " * 20


def save(client: Client, words: str = WORDS) -> Page:
    fields = {"key": submissions.new_key(), "body": words, "language": "en", "kind": "general"}
    answer = client.http.post(PATH, data=fields)
    page = Page(PATH, answer.status_code, dict(answer.headers), answer.text)
    assert answer.status_code == 303 or faults(page) == []
    return page


def comments(client: Client) -> list[str]:
    with client.saved() as db:
        return [comment.wording.body for comment in db.scalars(select(Comment))]


def test_S35_one_comment_too_many_is_told_at_its_field(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(client)
    monkeypatch.setattr(room, "MOST_COMMENTS", 1)
    assert save(client).status == 303
    page = save(client, "Another comment.")
    assert (page.status, "Another comment." in page.text) == (422, True)
    assert "has 1 comments, which is the most" in page.errors()["body"]
    assert len(comments(client)) == 1


def test_S35_where_there_is_no_room_for_all_the_text_is_given_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(client)
    monkeypatch.setattr(room, "MOST_OF_ALL", 2000)
    assert save(client).status == 303
    page = save(client)
    assert (page.status, page.headers["retry-after"]) == (429, str(room.COME_AGAIN))
    assert WORDS.strip() in page.text
    assert "We cannot keep more unsent responses just now." in page.text
    with client.saved() as db:
        kept = db.scalar(select(Tally.amount))
    assert (len(comments(client)), kept) == (1, room.PER_RESPONSE + room.PER_COMMENT + len(WORDS.strip()))


def test_S35_one_address_writes_so_many_bytes_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it begins, and however often."""
    make_world(client)
    few(monkeypatch, "respond_comment", limits.by_writer, 2000)
    assert save(client).status == 303
    client.http.cookies.clear()
    assert save(client).status == 303
    client.http.cookies.clear()
    page = save(client)
    assert (page.status, WORDS.strip() in page.text) == (429, True)
    assert "A great deal has been written from your connection today." in page.text
    assert len(comments(client)) == 2

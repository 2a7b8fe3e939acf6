"""Kept pages: quick, and never older than the record."""

import asyncio
import gzip
import threading
from datetime import timedelta
from typing import Any

import brotli
import httpx2
import pytest
import time_machine

from consultation.models import Consultation
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from documents.models import Document
from documents.queries import paragraphs
from sbcp.pages.documents import views as documents
from sbcp.web import page_cache
from sbcp.web.cookies import FLASH, SIGN_IN, UNSENT_RESPONSE
from tests.support import factories
from tests.support.pages import Client

SECOND = timedelta(seconds=1)


class Views:
    """How often the reading page was made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        real = documents.reading.version

        def counted(*args: Any) -> Any:
            self.made += 1
            return real(*args)

        monkeypatch.setattr(documents.reading, "version", counted)


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Views:
    return Views(monkeypatch)


@pytest.fixture
def round_(client: Client) -> Consultation:
    """An open round on the first version of a document."""
    with client.saved() as db:
        made = factories.make_consultation(db)
        assert made.document.slug
        assert made.version.number
    return made


def address(round_: Consultation, locale: str = "en") -> str:
    return f"/{locale}/documents/{round_.document.slug}/versions/1"


def send_comment(client: Client, round_: Consultation) -> None:
    with client.saved() as db:
        found = db.get_one(Consultation, round_.id)
        pid = paragraphs(db, found.version)[1].pid
        token = submissions.token_for(submissions.new_key())
        unsent = submissions.start(db, found, token=token, now=factories.NOW)
        key = submissions.new_key()
        submissions.save_comment(
            db, unsent, CommentInput(body="Well said.", language="en", pid=pid), key=key, now=factories.NOW
        )
        submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
        submissions.send(db, unsent, received_at=factories.NOW, now=factories.NOW)


def raw(client: Client, path: str, encoding: str = "identity", **headers: str) -> httpx2.Response:
    """The answer as it comes over the wire."""
    headers = {"accept-encoding": encoding, **{name.replace("_", "-"): v for name, v in headers.items()}}
    return client.http.get(path, headers=headers)


def test_a_page_is_made_once_for_all_who_ask(client: Client, round_: Consultation, views: Views) -> None:
    first = raw(client, address(round_))
    with client.another() as other:
        second = raw(other, address(round_))
    assert (first.content, views.made) == (second.content, 1)


def test_a_new_comment_shows_at_once(client: Client, round_: Consultation, views: Views) -> None:
    before = raw(client, address(round_))
    send_comment(client, round_)
    after = raw(client, address(round_))
    assert views.made == 2
    assert before.headers["etag"] != after.headers["etag"]
    assert "1 comment" in after.text
    assert "1 comment" not in before.text


def test_a_new_version_shows_at_once(client: Client, round_: Consultation, views: Views) -> None:
    raw(client, address(round_))
    with client.saved() as db:
        document = db.get_one(Document, round_.document_id)
        factories.make_version(db, document, label="second of all")
    assert views.made == 1
    assert "/versions/2" in raw(client, address(round_)).text
    assert views.made == 2


def test_a_change_of_another_document_leaves_the_page(
    client: Client, round_: Consultation, views: Views
) -> None:
    raw(client, address(round_))
    with client.saved() as db:
        factories.make_document(db, versions=2)
    raw(client, address(round_))
    assert views.made == 1


@pytest.mark.parametrize("state", ["announced", "open"])
def test_the_page_changes_with_the_opening_and_the_closing(
    client: Client, clock: time_machine.Traveller, views: Views, state: str
) -> None:
    with client.saved() as db:
        round_ = factories.make_consultation(db, state=state)
        assert round_.document.slug
    change = round_.opens_at if state == "announced" else round_.closes_at
    clock.move_to(change - SECOND)
    before = raw(client, address(round_))
    clock.move_to(change - SECOND / 2)
    assert raw(client, address(round_)).headers["etag"] == before.headers["etag"]
    assert views.made == 1
    clock.move_to(change)
    assert raw(client, address(round_)).headers["etag"] != before.headers["etag"]
    assert views.made == 2


def test_a_member_never_sees_a_kept_page(client: Client, round_: Consultation, views: Views) -> None:
    public = raw(client, address(round_))
    with client.saved() as db:
        person = factories.make_mandate(db).person
    client.sign_in(person)
    mine = raw(client, address(round_))
    assert views.made == 2
    assert "etag" not in mine.headers
    assert mine.headers["cache-control"] == "no-store"
    client.sign_out()
    assert raw(client, address(round_)).content == public.content
    assert views.made == 2, "and theirs is kept for nobody"


@pytest.mark.parametrize("cookie", [SIGN_IN, UNSENT_RESPONSE, FLASH])
def test_readers_with_a_cookie_of_ours_get_a_page_of_their_own(
    client: Client, round_: Consultation, views: Views, cookie: str
) -> None:
    raw(client, address(round_))
    for _ in range(2):
        assert "etag" not in raw(client, address(round_), cookie=f"{cookie}=x").headers
    assert views.made == 3
    assert "etag" in raw(client, address(round_), cookie="theme=dark").headers
    assert views.made == 3


def test_readers_who_have_the_page_are_told_so(client: Client, round_: Consultation) -> None:
    etag = raw(client, address(round_)).headers["etag"]
    again = raw(client, address(round_), if_none_match=f'"other", {etag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "Cookie" in again.headers["vary"]
    send_comment(client, round_)
    assert raw(client, address(round_), if_none_match=etag).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0", None),
    ],
)
def test_each_form_is_the_same_page(
    client: Client, round_: Consultation, accepted: str, encoding: str | None
) -> None:
    plain = raw(client, address(round_)).content
    with client.http.stream("GET", address(round_), headers={"accept-encoding": accepted}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert int(answer.headers["content-length"]) == len(sent)
    unpack = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert unpack(sent) == plain
    assert "Accept-Encoding" in answer.headers["vary"]


def test_HEAD_has_the_headers_of_GET(client: Client, round_: Consultation, views: Views) -> None:
    get = raw(client, address(round_), "gzip")
    head = client.http.head(address(round_), headers={"accept-encoding": "gzip"})
    assert dict(head.headers) == dict(get.headers)
    assert views.made == 1


def test_each_language_and_each_query_has_its_page(
    client: Client, round_: Consultation, views: Views
) -> None:
    english = raw(client, address(round_)).text
    assert '<html lang="sr-Cyrl"' in raw(client, address(round_, "sr-Cyrl")).text
    assert '<html lang="sr-Latn"' in raw(client, address(round_, "sr-Latn")).text
    raw(client, address(round_) + "?shown=2")
    assert views.made == 4
    assert raw(client, address(round_)).text == english


def test_what_is_not_found_is_not_kept(client: Client, round_: Consultation) -> None:
    missing = address(round_).replace("versions/1", "versions/2")
    assert raw(client, missing).status_code == 404
    with client.saved() as db:
        factories.make_version(db, db.get_one(Document, round_.document_id))
    assert raw(client, missing).status_code == 200


def test_a_page_made_while_a_change_is_committed_is_made_again(
    client: Client, round_: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = documents.reading.version

    def overtaken(*args: Any) -> Any:
        shown = real(*args)  # read before the change
        monkeypatch.setattr(documents.reading, "version", real)
        sender = threading.Thread(target=send_comment, args=(client, round_))
        sender.start()
        sender.join()
        return shown

    monkeypatch.setattr(documents.reading, "version", overtaken)
    assert "1 comment" not in raw(client, address(round_)).text
    assert "1 comment" in raw(client, address(round_)).text


def test_many_who_ask_at_once_wait_for_one_page(client: Client, round_: Consultation, views: Views) -> None:
    """After a change the page is made once, not once for each reader who is waiting."""

    async def ask() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(client.app)
        async with httpx2.AsyncClient(transport=transport, base_url=client.settings.base_url) as http:
            return await asyncio.gather(*(http.get(address(round_)) for _ in range(8)))

    answers = asyncio.run(ask())
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert views.made == 1


def test_the_least_read_pages_make_room() -> None:
    page = page_cache.Page(1, None, b"x" * 1000, "text/html")
    pages = page_cache.Pages(max_bytes=2 * page.size)
    for key in ("a", "b"):
        pages.put(key, page_cache.Page(1, None, b"x" * 1000, "text/html"))
    assert pages.get("a", 1)
    pages.put("c", page)
    assert [key for key in "abc" if pages.get(key, 1)] == ["a", "c"]


def test_a_page_larger_than_all_the_room_is_kept_alone() -> None:
    pages = page_cache.Pages(max_bytes=1000)
    for key in ("a", "b"):
        pages.put(key, page_cache.Page(1, None, b"x" * 5000, "text/html"))
    assert [key for key in "ab" if pages.get(key, 1)] == ["b"]

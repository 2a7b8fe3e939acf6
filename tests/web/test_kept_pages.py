"""Kept pages: quick, and never older than the record."""

import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import brotli
import httpx2
import pytest
import time_machine
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from consultation.models import Consultation
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.db import Database
from core.record import freshness
from core.record.freshness import Commits
from documents.models import Document
from documents.queries import paragraphs
from sbcp.pages.documents import views as documents
from sbcp.web.cookies import FLASH, SIGN_IN, UNSENT_RESPONSE, WROTE
from sbcp.web.headers import HEADERS
from sbcp.web.kept import pages
from sbcp.web.kept.pages import Page, Pages
from tests.support import factories, markup
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
        submissions.send(db, unsent, received_at=factories.NOW)


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
    assert views.made == 3
    assert raw(client, address(round_)).text == english
    listed = f"/en/consultations/{round_.id}/comments"
    english = raw(client, listed).text
    assert raw(client, f"{listed}?answered=no").text != english
    assert raw(client, listed).text == english


@pytest.mark.parametrize("query", ["?utm_source=news", "?page=2", "?fbclid", "?a=1&a=2&%C5%A1=b", "?&&="])
def test_what_no_view_reads_in_a_query_makes_no_other_page(
    client: Client, round_: Consultation, views: Views, query: str
) -> None:
    for _ in range(2):
        assert raw(client, address(round_) + query).text == raw(client, address(round_)).text
    assert views.made == 1


@pytest.mark.parametrize("name", ["answered", "%61nswered"])
def test_a_name_that_is_read_makes_its_page_however_it_is_written(
    client: Client, round_: Consultation, name: str
) -> None:
    send_comment(client, round_)
    listed = f"/en/consultations/{round_.id}/comments"
    for _ in range(2):
        assert "Well said." in raw(client, f"{listed}?utm_source=a&{name}=no").text
        assert "Well said." not in raw(client, f"{listed}?{name}=yes&utm_source=a").text


def test_a_query_that_is_no_text_is_refused_of_a_kept_page_too(client: Client, round_: Consultation) -> None:
    for _ in range(2):
        raw(client, address(round_))
        assert raw(client, address(round_) + "?utm_source=%ff").status_code == 400


def test_a_kept_page_has_the_headers_of_every_other(client: Client, round_: Consultation) -> None:
    kept = [raw(client, address(round_)).headers for _ in range(2)][1]
    other = client.http.get("/en/personal-data").headers
    assert {name: kept[name] for name in HEADERS} == {name: other[name] for name in HEADERS}
    assert kept["cache-control"] == other["cache-control"] == "no-cache"
    assert "Cookie" in other["vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/about",
        "/en/documents",
        "/en/documents/{slug}",
        "/en/documents/{slug}/versions/1",
        "/en/documents/{slug}/versions/1/paragraphs/1",
        "/en/consultations/{round}",
        "/en/consultations/{round}/comments",
        "/en/consultations/{round}/report",
        "/en/adoption",
        "/en/record",
        "/en/record/1",
        "/en/mandates",
        "/feeds/all.atom",
        "/feeds/documents/{slug}.atom",
    ],
)
def test_the_pages_that_many_read_are_kept_and_show_what_is_new(
    client: Client, round_: Consultation, path: str
) -> None:
    path = path.format(slug=round_.document.slug, round=round_.id)
    before = raw(client, path)
    assert raw(client, path).headers["etag"] == before.headers["etag"]
    send_comment(client, round_)
    with client.saved() as db:
        factories.make_mandate(db)
    after = raw(client, path)
    assert after.text == raw(client, path, cookie=f"{UNSENT_RESPONSE}=x").text, "the same as made anew"


def test_what_an_error_answers_is_kept_by_nobody(client: Client, round_: Consultation) -> None:
    wrong = raw(client, "/en/adoption?as_of=yesterday")
    assert (wrong.status_code, "etag" in wrong.headers) == (422, False)


def test_a_page_ends_with_the_day(
    client: Client, round_: Consultation, clock: time_machine.Traveller, views: Views
) -> None:
    raw(client, address(round_))
    clock.move_to(factories.NOW.replace(hour=23, minute=59, second=59))
    raw(client, address(round_))
    assert views.made == 1
    clock.move_to(factories.NOW.replace(hour=0, minute=0) + timedelta(days=1))
    raw(client, address(round_))
    assert views.made == 2


def test_what_another_process_commits_shows_at_once_or_within_the_age_that_is_allowed(
    client: Client, round_: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has just written, and whoever asks after an erasure or a publication is said to be done,
    sees it in any case."""
    raw(client, address(round_))
    monkeypatch.setattr(freshness, "COMMITS", Commits())  # what is committed now, this process hears not of
    send_comment(client, round_)
    assert "1 comment" in raw(client, address(round_), cookie=f"{WROTE}=1").text
    raw(client, address(round_))
    send_comment(client, round_)
    freshness.settle(client.database)
    assert "2 comments" in raw(client, address(round_)).text


def test_where_many_write_a_page_is_made_anew_for_some_of_them_alone(
    client: Client, round_: Consultation, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests for a moment. Whoever has just written sees it as it is, and so do all when the moment is
    over."""
    monkeypatch.setattr(freshness, "REST", 60.0)
    monkeypatch.setattr(pages, "SHARE", 60_000)
    before = raw(client, address(round_))
    for _ in range(3):
        send_comment(client, round_)
        assert raw(client, address(round_)).content == before.content
    assert views.made == 1
    monkeypatch.setattr(freshness, "REST", 0.0)
    assert "3 comments" in raw(client, address(round_), cookie=f"{WROTE}=1").text
    send_comment(client, round_)
    assert "4 comments" in raw(client, address(round_)).text


def test_a_page_that_rests_is_not_shown_over_a_closing(
    client: Client,
    round_: Consultation,
    clock: time_machine.Traveller,
    views: Views,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(freshness, "REST", 1e9)
    monkeypatch.setattr(pages, "SHARE", 1e12)
    clock.move_to(round_.closes_at - SECOND)
    raw(client, address(round_))
    clock.move_to(round_.closes_at)
    raw(client, address(round_))
    assert views.made == 2


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_kept_pages_are_read_while_the_database_is_away(client: Client, round_: Consultation) -> None:
    """They say of which moment they are, and nobody keeps them; what is not kept is not made up."""
    kept = raw(client, address(round_))
    with away(client):
        for _ in range(2):
            stale = raw(client, address(round_, "en"), "br")
            assert stale.status_code == 200
            assert "as of 1 March 2027, 12:00 (UTC)" in stale.text
            assert (stale.headers["age"], stale.headers["cache-control"]) == ("0", "no-store")
            assert markup.Page(address(round_), 200, dict(stale.headers), stale.text).heading in kept.text
    as_before_in_a_while(client, round_, kept)


def as_before_in_a_while(client: Client, round_: Consultation, kept: httpx2.Response) -> None:
    """The page as it was, once the database is asked again."""
    until = time.monotonic() + 10
    while "age" in (again := raw(client, address(round_))).headers and time.monotonic() < until:
        time.sleep(0.1)
    assert again.content == kept.content


@contextmanager
def away(client: Client) -> Iterator[None]:
    """PostgreSQL lets nobody in, and has thrown out who was."""
    url = client.database.engine.url
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (url.database,)
        )
        try:
            yield
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


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


def test_the_least_read_pages_make_room(own_database: Database) -> None:
    kept = room(own_database, 2 * page("x").size)
    for path in ("a", "b"):
        kept.put((path, b"", False), page("x"))
    assert kept.get(("a", b"", False))
    kept.put(("c", b"", False), page("x"))
    assert [path for path in "abc" if kept.get((path, b"", False))] == ["a", "c"]


def test_a_page_larger_than_all_the_room_is_kept_alone(own_database: Database) -> None:
    kept = room(own_database, 1000)
    for path in ("a", "b"):
        kept.put((path, b"", False), page("x" * 5000))
    assert [path for path in "ab" if kept.get((path, b"", False))] == ["b"]


def room(database: Database, most: int) -> Pages:
    return Pages(freshness.Numbers(database), max_bytes=most)


def page(words: str) -> Page:
    return Page(1, None, factories.NOW, words.encode(), {"content-type": "text/html"})

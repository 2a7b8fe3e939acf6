"""Which pages are kept, for whom, and in which forms."""

import asyncio
import gzip

import brotli
import httpx2
import pytest

from consultation.models import Consultation
from core.db import Database
from core.record import freshness
from documents.models import Document
from sbcp.web.cookies import FLASH, SIGN_IN, UNSENT_RESPONSE
from sbcp.web.headers import HEADERS
from sbcp.web.kept.pages import Page, Pages
from tests.support import factories
from tests.support.pages import Client
from tests.web.kept.asking import Views, address, raw, send_comment


def test_a_page_is_made_once_for_all_who_ask(client: Client, round_: Consultation, views: Views) -> None:
    first = raw(client, address(round_))
    with client.another() as other:
        second = raw(other, address(round_))
    assert (first.content, views.made) == (second.content, 1)


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


def test_what_an_error_answers_is_kept_by_nobody(client: Client, round_: Consultation) -> None:
    wrong = raw(client, "/en/adoption?as_of=yesterday")
    assert (wrong.status_code, "etag" in wrong.headers) == (422, False)


def test_what_is_not_found_is_not_kept(client: Client, round_: Consultation) -> None:
    missing = address(round_).replace("versions/1", "versions/2")
    assert raw(client, missing).status_code == 404
    with client.saved() as db:
        factories.make_version(db, db.get_one(Document, round_.document_id))
    assert raw(client, missing).status_code == 200


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

"""Kept pages are never older than the record, or than they may be."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from consultation.models import Consultation
from core.record import freshness
from core.record.freshness import Commits
from documents.models import Document
from sbcp.pages.documents import views as documents
from sbcp.web.cookies import UNSENT_RESPONSE, WROTE
from sbcp.web.kept import pages
from tests.support import factories, markup
from tests.support.pages import Client
from tests.web.kept.asking import Views, address, raw, send_comment

SECOND = timedelta(seconds=1)


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


def test_a_page_made_while_a_change_is_committed_is_made_again(
    client: Client, round_: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = documents.reading.version

    def overtaken(*args: Any, **how: Any) -> Any:
        shown = real(*args, **how)  # read before the change
        monkeypatch.setattr(documents.reading, "version", real)
        sender = threading.Thread(target=send_comment, args=(client, round_))
        sender.start()
        sender.join()
        return shown

    monkeypatch.setattr(documents.reading, "version", overtaken)
    assert "1 comment" not in raw(client, address(round_)).text
    assert "1 comment" in raw(client, address(round_)).text

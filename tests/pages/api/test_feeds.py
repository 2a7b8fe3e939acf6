"""Feeds that any reader and calendar takes: valid, stable, complete, and cheap to ask for again."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from time_machine import Traveller

from consultation.models import Consultation
from consultation.rounds import rounds
from documents import queries
from documents.models import Document
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_participant,
    make_version,
)
from tests.support.pages import Client

# What differs between the databases is tried in test_outbox.py and test_both_databases.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

READING = "/en/documents/policy/versions"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def document(client: Client) -> Document:
    with client.saved() as db:
        make_participant(db, "RS")
        found = make_document(db, slug="policy", title="Model policy", versions=2)
        make_document(db, slug="guide", title="Guide")
        return found


def feed(client: Client, path: str) -> ElementTree.Element:
    response = client.http.get(path)
    assert response.status_code == 200, path
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(found: ElementTree.Element) -> list[str]:
    return [entry.findtext("a:title", "", ATOM) for entry in found.findall("a:entry", ATOM)]


def calendar(client: Client, path: str = "/feeds/consultations.ics") -> dict[str, object]:
    """The events by their identity."""
    response = client.http.get(path)
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content)
    assert len({str(event["uid"]) for event in found.walk("VEVENT")}) == len(found.walk("VEVENT"))
    return {str(event["uid"]): event for event in found.walk("VEVENT")}


def test_a_feed_has_all_that_atom_asks_for_with_absolute_links(client: Client, document: Document) -> None:
    found = feed(client, "/feeds/documents/policy.atom")
    assert found.findtext("a:id", "", ATOM) == "tag:localhost,2026-01-01:feeds/documents/policy.atom"
    assert found.findtext("a:author/a:name", "", ATOM) == "SBCP"
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert titles(found) == [
        *(title for title in titles(found) if "Version 2" in title),
        *(title for title in titles(found) if "Version 1" in title),
        "A new document has been begun: “Model policy”",
    ], "the newest first"
    for entry in found.findall("a:entry", ATOM):
        for name in ("id", "title", "updated", "published", "content"):
            assert entry.findtext(f"a:{name}", "", ATOM), name
        [link] = entry.findall("a:link", ATOM)
        address = link.get("href", "")
        assert address.startswith("http://localhost/en/documents/policy")
        client.get(address.removeprefix("http://localhost"))
    newest = found.find("a:entry", ATOM)
    assert newest is not None
    assert found.findtext("a:updated", "", ATOM) == newest.findtext("a:updated", "", ATOM)
    assert "This is change" in newest.findtext("a:content", "", ATOM), "with the words that are new"


def test_the_identity_of_an_entry_is_the_same_in_every_feed_and_language(
    client: Client, document: Document
) -> None:
    def ids(path: str) -> list[str]:
        return [e.findtext("a:id", "", ATOM) for e in feed(client, path).findall("a:entry", ATOM)]

    mine = ids("/feeds/documents/policy.atom")
    assert len(set(mine)) == len(mine) > 2
    assert set(mine) < set(ids("/feeds/all.atom"))
    assert ids("/feeds/documents/policy.atom?language=sr-Latn") == mine
    serbian = feed(client, "/feeds/documents/policy.atom?language=sr-Latn")
    assert serbian.get("{http://www.w3.org/XML/1998/namespace}lang") == "sr-Latn"
    assert client.http.get("/feeds/all.atom?language=xx").status_code == 404


def test_a_paragraph_and_a_country_have_feeds_of_their_own(client: Client, document: Document) -> None:
    with client.saved() as db:
        last = queries.document_by_slug(db, "policy").versions[-1]
        round_ = make_consultation(db, last)
        send_comment(db, round_, 2, body="What about small firms?")
        send_comment(db, round_, 3)
        make_act(db, queries.document_by_slug(db, "policy"), country="RS")
    mine = titles(feed(client, "/feeds/documents/policy/paragraphs/2.atom"))
    assert len(mine) == 2, "its comment, and that comments can be made"
    assert mine[0].startswith("Model policy: 1 new comment")
    section = titles(feed(client, "/feeds/documents/policy/paragraphs/1.atom"))
    assert len(section) == 3
    [act] = titles(feed(client, "/feeds/countries/RS.atom"))
    assert act.startswith(
        "Notification no. 1: Serbia adopted version 2 of “Model policy” by a decision of its government of "
    )
    for path in ("documents/none.atom", "documents/policy/paragraphs/99.atom", "countries/ZZ.atom"):
        assert client.http.get(f"/feeds/{path}").status_code == 404


def test_S22_what_people_write_is_text_in_feeds(client: Client, document: Document) -> None:
    with client.saved() as db:
        round_ = make_consultation(db, queries.document_by_slug(db, "policy").versions[-1])
        send_comment(db, round_, 2, body="\"'><script>alert(1)</script> & \u0007")
    found = feed(client, "/feeds/documents/policy.atom")
    content = found.findtext("a:entry/a:content", "", ATOM)
    assert "<script" not in content
    assert "&lt;script" in content or "alert(1)" in content


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Client, document: Document) -> None:
    for path in ("/feeds/all.atom", "/feeds/documents/policy.atom", "/feeds/documents/policy.ics"):
        first = client.http.get(path)
        again = client.http.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
    with client.saved() as db:
        make_version(db, queries.document_by_slug(db, "policy"))
    changed = client.http.get("/feeds/all.atom", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


def test_pages_name_their_feeds(client: Client, document: Document) -> None:
    for path, wanted in [
        ("/en/", "/feeds/all.atom?language=en"),
        ("/en/documents/policy", "/feeds/documents/policy.atom?language=en"),
        ("/en/documents/policy", "/feeds/documents/policy.ics?language=en"),
        (
            "/en/documents/policy/versions/2/paragraphs/2",
            "/feeds/documents/policy/paragraphs/2.atom?language=en",
        ),
        ("/en/adoption/RS", "/feeds/countries/RS.atom?language=en"),
    ]:
        page = client.get(path)
        assert wanted in [link.get("href") for link in page.all(".//link[@rel='alternate']")]


# The calendar


def test_the_calendar_has_the_opening_and_the_closing_in_the_zone_of_the_round(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        round_ = make_consultation(
            db, queries.document_by_slug(db, "policy").versions[-1], zone="Europe/Sofia"
        )
    events = calendar(client)
    closing = events[f"round-{round_.id}-closes@localhost"]
    assert closing["dtstart"].dt == round_.closes_at  # type: ignore[index]
    assert str(closing["dtstart"].params["TZID"]) == "Europe/Sofia"  # type: ignore[index]
    assert "Model policy" in str(closing["summary"])  # type: ignore[index]
    assert str(closing["url"]) == f"http://localhost/en/consultations/{round_.id}"  # type: ignore[index]
    opening = events[f"round-{round_.id}-opens@localhost"]
    assert opening["dtstart"].dt == round_.opens_at  # type: ignore[index]
    assert b"BEGIN:VTIMEZONE" in client.http.get("/feeds/consultations.ics").content
    assert calendar(client, "/feeds/documents/guide.ics") == {}
    assert set(calendar(client, "/feeds/documents/policy.ics")) == set(events)


def test_an_extension_is_the_same_event_with_the_next_number(
    client: Client, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        round_ = make_consultation(db, queries.document_by_slug(db, "policy").versions[-1])
    before = calendar(client)[f"round-{round_.id}-closes@localhost"]
    clock.shift(timedelta(days=1))
    with client.saved() as db:
        held = db.get_one(Consultation, round_.id)
        by, other = make_mandate(db), make_mandate(db)
        until = held.closes_at + timedelta(days=7)
        rounds.change_closing(
            db, held, "extended", closes_at=until, seen=held.closes_at, reason="More time.",
            by=by, approved_by=other, now=NOW + timedelta(days=1),
        )  # fmt: skip
    after = calendar(client)[f"round-{round_.id}-closes@localhost"]
    assert (before["sequence"], after["sequence"]) == (0, 1)  # type: ignore[index]
    assert after["dtstart"].dt == until  # type: ignore[index]
    assert after["last-modified"].dt > before["last-modified"].dt  # type: ignore[index]

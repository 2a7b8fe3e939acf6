"""A document that has been begun is public by its name, and nothing of its draft is."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session
from time_machine import Traveller

from core.record import entries
from documents import queries
from documents.drafting.draft import Draft
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import Document
from process.services import publish_version, take_step
from sbcp.notifications import digests
from sbcp.permissions import RULES
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_document, make_mandate, make_participant
from tests.support.pages import Client
from tests.support.recorded import content
from tests.support.servers.smtp import PostOffice, link_in, text_of

# What is read here does not differ between the databases.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

TITLE, SUMMARY = "Policy of tomorrow", "Clusters may share what they measure."
DRAFT = "# Canaryheading\n\nCanaryparagraph of the draft.\n\nCanarysecond paragraph.\n"
# Words of the draft, of a saved change, of why it was made, of files and of an import that waits.
CANARIES = ("canary", "Canary")
PAGE = "/en/documents/tomorrow"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def document(client: Client) -> Document:
    """One with a draft, a saved change with its reason, and an import that waits."""
    with client.saved() as db:
        make_participant(db, "RS")
        return begin(db)


def begin(db: Session) -> Document:
    document = importing.create_document(
        db, slug="tomorrow", title=TITLE, summary=SUMMARY, language="en", now=NOW, by=make_mandate(db)
    )
    first, following = read_markdown(DRAFT), read_markdown(DRAFT + "\nCanaryimport that waits.\n")
    importing.import_first(db, document, first, file_name="canaryfirst.md", by=None, now=NOW)
    row = queries.draft(db, document)[-1]
    draft = Draft(db, document, by=None, reason="Canaryreason of a change.", now=NOW)
    draft.edit(row.pid, "Canaryedit of a paragraph.", based_on=row.changed_in)
    importing.begin_import(db, document, following, file_name="canarynext.md", by=None, now=NOW)
    return document


def withdraw(client: Client) -> None:
    with client.saved() as db:
        begun = queries.document_by_slug(db, "tomorrow")
        take_step(db, begun, "withdrawn", by=None, now=NOW, reason="Overtaken by another policy.")


# Its name is public


def test_its_page_says_what_it_is_called_and_that_its_text_is_to_come(
    client: Client, document: Document
) -> None:
    page = client.get(PAGE)
    assert page.heading == TITLE
    for words in (SUMMARY, "Being drafted", "No dates are planned yet", "Its text is not public yet."):
        assert words in page.text
    follow = client.follow(page, "Follow by e-mail")
    assert TITLE in follow.text
    process = client.follow(page, "Where it is in the process")
    assert "None yet: the document is being drafted." in process.text


@pytest.mark.parametrize("path", ["/en/documents", "/en/"])
def test_lists_name_it_with_its_stage_and_lead_to_it(client: Client, document: Document, path: str) -> None:
    page = client.get(path)
    assert "Being drafted" in page.text
    assert "No version has been published yet" in page.text
    assert client.follow(page, TITLE).address == PAGE


def test_a_published_document_is_not_said_to_be_without_a_version(client: Client) -> None:
    with client.saved() as db:
        make_document(db, slug="guide", title="Guide")
    for path in ("/en/", "/en/documents", "/en/documents/guide"):
        page = client.get(path)
        assert "No version has been published yet" not in page.text
        assert "Its text is not public yet." not in page.text


@pytest.mark.parametrize("path", ["/feeds/all.atom", "/feeds/documents/tomorrow.atom"])
def test_feeds_name_it_with_a_link_that_works(client: Client, document: Document, path: str) -> None:
    feed = ElementTree.fromstring(client.http.get(path).content)
    [entry] = feed.findall("a:entry", ATOM)
    assert TITLE in entry.findtext("a:title", "", ATOM)
    [link] = entry.findall("a:link", ATOM)
    assert client.get(link.get("href", "").removeprefix("http://localhost")).address == PAGE


def test_programs_are_told_of_it_without_a_version(client: Client, document: Document) -> None:
    [listed] = client.http.get("/api/v1/documents").json()["documents"]
    assert listed == client.http.get("/api/v1/documents/tomorrow").json()
    assert listed == {
        "slug": "tomorrow",
        "title": TITLE,
        "summary": SUMMARY,
        "titles": {},
        "summaries": {},
        "language": "en",
        "begun_at": "2027-03-01T12:00:00.000000Z",
        "stage": "drafting",
        "reason": "",
        "listed": True,
        "in_force": None,
        "versions": [],
    }
    assert client.http.get("/api/v1/documents/tomorrow/versions/1").status_code == 404


def test_the_record_has_what_its_page_says_of_it(client: Client, document: Document) -> None:
    with client.saved() as db:
        [begun] = [each for each in entries.entries(db) if each.action == "document.created"]
        assert content(begun) == {"title": TITLE, "summary": SUMMARY, "language": "en"}
    links = client.get(f"/en/record/{begun.seq}").links()
    assert (f"“{TITLE}”", PAGE) in links


def test_who_follows_it_before_there_is_a_version_hears_of_the_first(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    form = client.follow(client.get(PAGE), "Follow by e-mail")
    client.submit(form, {"email": "ana@example.org", "pace": "at once"}, form="follow")
    send_all(client, post)
    client.submit(client.get(link_in(post.letters[-1], "/en/follow/confirm/")), form="confirm")
    with client.saved() as db:
        publish_version(db, queries.document_by_slug(db, "tomorrow"), label="zero", by=None, now=NOW)
    clock.move_to(NOW + timedelta(hours=1))
    digests.notify_followers(client.database, client.settings, NOW + timedelta(hours=1))
    assert send_all(client, post) == 1
    assert "/en/documents/tomorrow/versions/1" in text_of(post.letters[-1])


def test_one_that_is_withdrawn_before_its_first_version_keeps_its_name_and_says_why(
    client: Client, document: Document
) -> None:
    withdraw(client)
    page = client.get(PAGE)
    for words in (TITLE, "Withdrawn", "Overtaken by another policy.", "Its text was never public."):
        assert words in page.text
    assert "No dates are planned yet" not in page.text
    assert TITLE in client.get("/en/documents").text
    assert TITLE not in client.get("/en/").text.partition("What happened last")[0], "nothing goes on there"
    told = client.http.get("/api/v1/documents/tomorrow").json()
    assert (told["stage"], told["reason"], told["versions"]) == (
        "withdrawn",
        "Overtaken by another policy.",
        [],
    )
    assert "Overtaken by another policy." in client.http.get("/feeds/all.atom").text


# Nothing of its draft is


@dataclass(frozen=True)
class Place:
    """What the addresses of a document can name."""

    slug: str
    pids: list[int]


def public_addresses(place: Place, last_entry: int) -> Iterator[str]:
    """Every address that anybody may read, in a language of each script, with whatever could stand in it."""
    values = {
        "locale": ["en", "sr-Cyrl"],
        "slug": [place.slug],
        "pid": [str(pid) for pid in place.pids],
        "n": ["0", "1"],
        "a": ["0", "1"],
        "b": ["1", "2"],
        "country": ["RS"],
        "seq": [str(seq) for seq in range(1, last_entry + 1)],
        "number": ["1"],
    }
    named = f"?document={place.slug}"
    questions = ("", named, f"{named}&pid={place.pids[0]}", "?new=draft")
    for route in routes():
        if not isinstance(route, PageRoute):
            continue
        action = route.actions.get("GET")
        if action is None or RULES[action[0]].roles:
            continue
        names = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
        plain = re.sub(r":\w+\}", "}", route.path)
        for chosen in itertools.product(*(values.get(name, ["1"]) for name in names)):
            for question in questions if "seq" not in names else ("",):
                yield plain.format(**dict(zip(names, chosen, strict=True))) + question


@pytest.mark.parametrize("withdrawn", [False, True], ids=["begun", "withdrawn"])
def test_no_public_page_feed_file_or_answer_has_a_word_of_the_draft(
    client: Client, document: Document, withdrawn: bool
) -> None:
    if withdrawn:
        withdraw(client)
    client.do_chores()  # a head of the record is signed
    with client.saved() as db:
        pids = [row.pid for row in queries.draft(db, document)]
        last = entries.head(db).seq
    named, leaking = 0, []
    for address in public_addresses(Place("tomorrow", pids), last):
        answer = client.http.get(address)
        words = answer.text + str(dict(answer.headers))
        assert answer.status_code < 500, address
        named += TITLE in words
        leaking += [address for canary in CANARIES if canary in words]
    assert not leaking
    assert named > 10, "pages that name the document are among them"


def test_the_canaries_are_where_those_who_draft_read_them(client: Client, document: Document) -> None:
    with client.saved() as db:
        person = make_mandate(db, "secretariat").person
    client.sign_in(person)
    for path, words in (
        ("/draft", "Canaryparagraph"),
        ("/draft/revisions", "Canaryreason"),
        ("/draft/import/2", "canarynext.md"),
    ):
        assert words in client.get(PAGE + path).text


def test_a_stranger_is_told_to_sign_in_where_the_draft_is(client: Client, document: Document) -> None:
    for path in ("/draft", "/draft/revisions", "/draft/import/2", "/compare/1...draft"):
        answer = client.http.get(PAGE + path)
        assert answer.status_code == 401
        assert "anary" not in answer.text

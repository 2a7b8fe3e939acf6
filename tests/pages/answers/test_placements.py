"""Whoever wrote is told where their comment stands in each later version, and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import StandingPlace
from consultation.placements.settling import settle_placement
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from documents import queries
from documents.drafting.draft import Draft
from documents.models import Document
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_revision,
    make_version,
)
from tests.support.pages import Client

TEXT = """\
## Aims

Clusters work together. They learn from one another.

Each country names a contact. It answers within a month.
"""
BASE = "/en/documents/policy"


def respond(db: Session, document: Document, quote: str = "They learn from one another.") -> str:
    """One response with a comment on each paragraph and one on the whole; the token of its receipt."""
    round_ = make_consultation(db, document.versions[0])
    token = submissions.token_for("key-for-tests-" + "1" * 20)
    response = submissions.start(db, round_, token=token, now=NOW)
    _heading, first, second = queries.paragraphs(db, document.versions[0])
    about = {first.pid: [quote], second.pid: [], None: []}
    for number, (pid, quoted) in enumerate(about.items()):
        submissions.save_comment(
            db,
            response,
            CommentInput(body="Say how.", language="en", pid=pid, quote=quoted),
            key=f"key-for-tests-{number:020}",
            now=NOW,
        )
    db.refresh(response)
    submissions.save_about(
        db, response, SenderInput(kind="person", language="en", name="", publish_name=False)
    )
    submissions.send(db, response, received_at=NOW)
    return token


@pytest.fixture
def receipt(client: Client) -> str:
    """The address of a receipt. In version 2 the first paragraph came from an import that guessed, and
    the second is gone; version 3 changed elsewhere."""
    with client.saved() as db:
        document = make_document(db, TEXT, slug="policy")
        token = respond(db, document)
        _heading, first, second = queries.draft(db, document)
        first_pid, second_pid, based_on = first.pid, second.pid, second.changed_in
        make_revision(db, document, first_pid, "Clusters work together. They learn.")
        Draft(db, document, by=None, reason="x", now=NOW).delete(second_pid, based_on=based_on)
        queries.draft(db, document)[1].certain = False
        make_version(db, document, edit=False)
        make_revision(db, document, queries.draft(db, document)[0].pid, "## Our aims")
        make_version(db, document, edit=False)
    return f"/en/receipts/{token}"


def settle(client: Client, number: int, *, version: int, pid: int | None, reason: str = "") -> None:
    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        at = queries.version_by_number(db, document, version).id
        waiting = select(StandingPlace).where(StandingPlace.version_id == at)
        found = {placement.comment.number: placement for placement in db.scalars(waiting)}
        member = make_mandate(db, "working_group")
        settle_placement(db, found[number], pid=pid, by=member, now=NOW + timedelta(days=1), reason=reason)


def test_the_author_reads_what_became_of_each_comment(client: Client, receipt: str) -> None:
    page = client.get(receipt)
    assert page.text.count("Place uncertain") == 2, "in version 2 and in version 3"
    assert "A member of the working group will say where it belongs." in page.text
    assert page.text.count("The paragraph is no longer in the text.") == 2
    assert page.text.count("On the whole text") == 2


def test_the_author_reads_who_decided_when_and_why(client: Client, receipt: str) -> None:
    with client.saved() as db:
        pid = queries.draft(db, queries.document_by_slug(db, "policy"))[1].pid
    settle(client, 1, version=2, pid=pid, reason="The same aim, said shorter.")
    for address in (receipt, f"{BASE}/comments/1"):
        page = client.get(address)
        assert "Place uncertain" not in page.text, "version 3 followed"
        assert page.text.count("The paragraph has changed since.") == 2
        assert "The same aim, said shorter." in page.text
        assert "Placed by Ana Example (Working group" in page.text
        assert "2 March 2027" in page.text
        assert f"{BASE}/compare/1...3?at={pid}" in str(page.links())


def test_the_offered_words_are_in_the_readers_script(client: Client) -> None:
    with client.saved() as db:
        text = "## Циљеви\n\nКластери раде заједно. Уче једни од других.\n\nСвака земља именује контакт.\n"
        document = make_document(db, text, slug="policy", language="sr-Cyrl")
        respond(db, document, "Уче једни од других.")
        make_revision(db, document, queries.draft(db, document)[1].pid, "Кластери раде заједно. Уче.")
        queries.draft(db, document)[1].certain = False
        make_version(db, document, edit=False)
    page = client.get("/sr-Latn/documents/policy/versions/2/placements")
    assert "Klasteri rade zajedno" in page.text
    assert "Кластери" not in page.text


def test_at_the_paragraph_the_quoted_words_have_their_own_fate(client: Client, receipt: str) -> None:
    with client.saved() as db:
        pid = queries.draft(db, queries.document_by_slug(db, "policy"))[1].pid
    settle(client, 1, version=2, pid=pid)
    settled = client.get(f"{BASE}/versions/2/paragraphs/{pid}")
    assert "placed by a member of the working group" in settled.text
    page = client.get(f"{BASE}/versions/3/paragraphs/{pid}")
    assert "The quoted words have changed." in page.text
    assert "They learn from one another." in page.text, "the words it was made on"


def test_the_reading_page_leads_to_comments_without_a_place(client: Client, receipt: str) -> None:
    page = client.get(f"{BASE}/versions/2")
    assert "Where earlier comments went (2 without a place)" in page.text
    assert client.follow(page, "Where earlier comments went (2 without a place)").status == 200

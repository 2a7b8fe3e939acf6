"""A change that was undone is said to be undone, by whom and why, wherever it was said that a comment led to
it; the comment waits again, and the process with it."""

import pytest
from sqlalchemy.orm import Session

from consultation.answers import changing
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.answers.changing import Links
from consultation.answers.triage import comment_by_number
from consultation.models import Consultation
from documents import queries
from documents.formats.markdown import read_markdown
from documents.formats.reading import Reading
from documents.imports import importing
from members.models import Mandate
from process.services import publish_version, take_step
from tests.notifications.test_comment_authors import respond, tell
from tests.support.factories import NOW, make_consultation, make_document, make_mandate
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, text_of

TEXT = "Clusters work together.\n\nEach country names a contact.\n\nA third thing is said."
BETTER = "Clusters work together and share what they learn."
UNDONE = "Undone by revision 1.2"


class Told:
    """A comment that was answered with a change of its paragraph, and everywhere where that is told."""

    def __init__(self, client: Client) -> None:
        self.client = client
        with client.saved() as db:
            self.member: Mandate = make_mandate(db, "working_group")
            assert self.member.person.name
            document = make_document(db, TEXT, slug="policy")
            self.round: Consultation = make_consultation(db, document.versions[0])
            self.pid = queries.paragraphs(db, document.versions[0])[0].pid
        self.receipt = respond(client, self.round, pid=self.pid).address
        with client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            for stage in ("consultation", "revision"):
                take_step(db, document, stage, by=None, now=NOW, override=True, reason="x")
        self.edit(BETTER, 1)
        with client.saved() as db:
            comment = comment_by_number(db, queries.document_by_slug(db, "policy"), 1)
            answer_comment(
                db,
                comment,
                AnswerInput("accepted", "Yes.", "en"),
                by=self.by(db),
                now=NOW,
            )

    def by(self, db: Session) -> Mandate:
        return db.get_one(Mandate, self.member.id)

    def edit(self, words: str, *comments: int) -> None:
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            at = queries.draft_paragraph(db, document, self.pid)
            assert at is not None
            changing.change(
                db,
                document,
                lambda draft: draft.edit(self.pid, words, based_on=at.changed_in),
                reason="It was too much",
                by=self.by(db),
                now=NOW,
                links=Links([comment_by_number(db, document, number) for number in comments]),
            )

    def take_in(self, text: str) -> None:
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            blocks, title, omissions = read_markdown(text)
            reading = Reading(blocks, title, omissions)
            pending = importing.begin_import(db, document, reading, file_name="f.md", by=self.by(db), now=NOW)
            changing.confirm_import(db, pending, by=self.by(db), reason="It was too much", now=NOW)

    def publish(self) -> None:
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            publish_version(db, document, label="next", by=self.by(db), now=NOW)

    def pages(self) -> dict[str, Page]:
        """The pages that tell the public what a comment led to."""
        addresses = {
            "comment": "/en/documents/policy/comments/1",
            "report": f"/en/consultations/{self.round.id}/report",
            "receipt": self.receipt,
        }
        return {name: self.client.get(address) for name, address in addresses.items()}


@pytest.fixture
def told(client: Client) -> Told:
    return Told(client)


def test_what_stands_is_told_as_it_stands(told: Told) -> None:
    for name, page in told.pages().items():
        assert "Revision 1.1" in page.text, name
        assert "ndone" not in page.text, name
    told.publish()
    for name, page in told.pages().items():
        assert "compare/1...2" in str(page.links()), name


@pytest.mark.parametrize("how", ["edit", "import"])
@pytest.mark.parametrize("published", [False, True])
def test_what_was_undone_is_told_as_undone_everywhere(told: Told, how: str, published: bool) -> None:
    told.edit(TEXT.split("\n\n")[0]) if how == "edit" else told.take_in(TEXT + "\n\nAnd a fourth.")
    if published:
        told.take_in(TEXT + "\n\nAnd a fifth.")
        told.publish()
    for name, page in told.pages().items():
        assert UNDONE in page.text, name
        told_why = "It was too much" in page.text and told.member.person.name in page.text
        assert told_why == published or name == "comment", (
            f"{name}: why is published with the version that shows it"
        )
        assert "See it in version" not in page.text, name
        assert not any("compare/1...2" in href and f"at={told.pid}" in href for href, _w in page.links()), (
            name
        )
    [comment] = told.client.http.get(f"/api/v1/consultations/{told.round.id}/comments").json()
    assert comment["disposition"]["revisions"] == []
    assert [(each["kept"], each["undone_by"]) for each in comment["disposition"]["changes"]] == [
        ("not", "1.2")
    ]
    if published:
        behind = told.client.get("/en/documents/policy/compare/1...2")
        assert "comments/1" not in str(behind.links())


def test_the_comment_waits_again_in_the_list_and_at_the_gate(told: Told) -> None:
    told.client.sign_in(told.member.person)
    process = "/en/documents/policy/process"
    gate = "1 accepted comment names no revision that carries it out and stands."
    assert gate not in told.client.get(process).text
    told.edit(TEXT.split("\n\n")[0])
    assert gate in told.client.get(process).text
    listed = "/en/documents/policy/triage?show=unlinked"
    assert "Revision 1.1 undone" in told.client.get(listed).text
    draft = told.client.get("/en/documents/policy/draft/revisions")
    assert "Was to answer: comment 1" in draft.text
    assert UNDONE in draft.text
    told.edit(BETTER)
    assert gate not in told.client.get(process).text
    assert "Revision 1.1 undone" not in told.client.get(listed).text


def test_a_part_that_stands_is_told_as_a_part(told: Told) -> None:
    told.edit("Clusters work together and share what they can.")
    for name, page in told.pages().items():
        assert "Only a part of it stands" in page.text, name


def test_a_version_that_showed_it_is_named_beside_what_undid_it(told: Told) -> None:
    told.publish()
    told.edit(TEXT.split("\n\n")[0])
    page = told.pages()["comment"]
    assert "See it in version 2" in page.text
    assert "Undone by revision 2.1" in page.text
    assert "comments/1" in str(told.client.get("/en/documents/policy/compare/1...2").links())


@pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
def test_the_letter_with_the_answer_says_what_became_of_the_change(told: Told, post: PostOffice) -> None:
    told.edit(TEXT.split("\n\n")[0])
    tell(told.client, post)
    letter = text_of(post.letters[-1])
    assert "Revision 1.1, which was to carry it out, was undone by revision 1.2." in letter
    assert "It changed" not in letter

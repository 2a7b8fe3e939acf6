"""Whoever leaves an address with a response gets its receipt, the answers, and news of its place."""

import pytest

from consultation.answers.answering import AnswerInput, answer_comment
from consultation.answers.triage import comment_by_number
from consultation.models import Consultation, Respondent, Submission
from core.queue.outbox import Message
from documents import queries
from documents.drafting.draft import Draft
from process.services import publish_version
from sbcp.language import locales
from sbcp.notifications import comment_authors
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_consultation, make_document, make_mandate, make_revision
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in, text_of

# What differs between the databases is tried in test_outbox.py and test_both_databases.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

ANA = "ana@example.org"


@pytest.fixture
def round_(client: Client) -> Consultation:
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        return make_consultation(db, document.versions[0])


def begin(client: Client, round_: Consultation, locale: str = "en", pid: int = 2) -> Page:
    """A comment, and the page that asks who sends it."""
    page = client.get(f"/{locale}/consultations/{round_.id}/respond/comment?pid={pid}")
    with locales.speaking(locales.BY_CODE[locale]):
        save = locales.gettext("Save in my response")
    client.submit(page, {"body": "Say who pays.", "language": "en"}, button=save)
    return client.get(f"/{locale}/consultations/{round_.id}/respond/about-you")


def respond(
    client: Client, round_: Consultation, *, email: str = ANA, locale: str = "en", pid: int = 2
) -> Page:
    """A response through the pages, with an address; its receipt."""
    page = client.submit(begin(client, round_, locale, pid), {"kind": "person", "email": email})
    return client.submit(page, form="send")


def tell(client: Client, post: PostOffice) -> int:
    comment_authors.notify_authors(client.database, client.settings, NOW)
    return send_all(client, post)


def answer(client: Client, number: int, *, with_revision: bool = False) -> None:
    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        by = make_mandate(db, "working_group")
        revisions = (
            [make_revision(db, document, 2, "First aim: the clusters pay.", by=by)] if with_revision else []
        )
        answer_comment(
            db,
            comment_by_number(db, document, number),
            AnswerInput(
                answer="accepted" if with_revision else "out of scope",
                reason="" if with_revision else "Money is another law.",
                language="en",
                revisions=revisions,
            ),
            by=by,
            now=NOW,
        )


@pytest.mark.parametrize("locale", ["en", "sr-Latn"])
def test_the_receipt_comes_at_once_with_the_private_address_in_the_language_of_the_pages(
    client: Client, post: PostOffice, round_: Consultation, locale: str
) -> None:
    page = respond(client, round_, locale=locale)
    assert "a…@example.org" in page.text
    token = page.address.rpartition("/")[2]
    with client.saved() as db:
        kept = db.query(Message).one()
        assert token not in f"{kept.content} {kept.secret} {kept.key}", "sealed"
    assert send_all(client, post) == 1
    [letter] = post.to(ANA)
    assert letter["Content-Language"] == locale
    assert link_in(letter, "/receipts/") == f"http://localhost{page.address}"
    with client.saved() as db:
        sent = db.query(Submission).one()
        assert f"policy-{sent.entry}" in letter["Subject"]
        assert sent.digest in text_of(letter)
        assert db.query(Message).one().secret is None


def test_the_pages_say_what_the_address_is_for_and_that_it_stays_apart(
    client: Client, round_: Consultation
) -> None:
    page = begin(client, round_)
    assert "Used for three things only" in page.text
    page = client.submit(page, {"kind": "person", "email": ANA})
    assert ANA in page.text
    page = client.submit(page, form="send")
    for public in (f"/en/consultations/{round_.id}/comments", "/en/documents/policy/comments/1"):
        assert "ana" not in client.get(public).text.casefold().replace("manage", "")


def test_without_an_address_there_is_no_mail(client: Client, post: PostOffice, round_: Consultation) -> None:
    page = respond(client, round_, email="")
    assert "Mail to you" not in page.text
    assert send_all(client, post) == 0


def test_an_address_that_is_none_is_given_back(client: Client, round_: Consultation) -> None:
    page = begin(client, round_)
    page = client.submit(page, {"kind": "person", "name": "Ana", "email": "ana@@x"}, status=422)
    assert page.errors() == {"email": "Enter one e-mail address only."}


def test_sent_twice_it_is_one_receipt_in_the_mailbox_too(
    client: Client, post: PostOffice, round_: Consultation
) -> None:
    page = begin(client, round_)
    page = client.submit(page, {"kind": "person", "email": ANA})
    client.submit(page, form="send")
    client.submit(page, form="send")
    assert send_all(client, post) == 1


def test_the_answer_comes_with_its_reason_and_with_what_changed(
    client: Client, post: PostOffice, round_: Consultation
) -> None:
    respond(client, round_)
    send_all(client, post)
    answer(client, 1)
    assert tell(client, post) == 1
    letter = post.letters[-1]
    assert letter["Subject"] == "Comment 1 has an answer: Out of scope"
    said = text_of(letter)
    assert "> Say who pays." in said
    assert "> Money is another law." in said
    assert "http://localhost/en/documents/policy/comments/1" in said
    answer(client, 1, with_revision=True)
    assert tell(client, post) == 1
    assert "It changed the draft: revision 1.1." in text_of(post.letters[-1])
    assert tell(client, post) == 0, "each answer once"


def test_authors_learn_where_their_comments_stand_if_the_text_is_not_as_it_was(
    client: Client, post: PostOffice, round_: Consultation
) -> None:
    respond(client, round_, pid=2)
    respond(client, round_, email="same@example.org", pid=5)
    send_all(client, post)
    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        make_revision(db, document, 2, "First aim: clusters work together, and they pay.")
        publish_version(db, document, label="second", by=None, now=NOW)
    assert tell(client, post) == 1
    assert post.recipients[-1] == ANA, "and whose paragraph is as it was gets nothing"
    happened = "Version 2 of “Model policy” was published"
    assert post.letters[-1]["Subject"] == f"{happened}: what your comment is about has changed"
    assert text_of(post.letters[-1]).startswith(f"{happened}, and the text that your comment is about")
    assert "> First aim: clusters work together, and they pay." in text_of(post.letters[-1])
    with client.saved() as db:
        document = queries.document_by_slug(db, "policy")
        row = queries.draft_paragraph(db, document, 2)
        assert row is not None
        Draft(db, document, by=None, reason="not needed", now=NOW).delete(2, based_on=row.changed_in)
        publish_version(db, document, label="third", by=None, now=NOW)
    assert tell(client, post) == 1
    assert "The text it is about is not in this version." in text_of(post.letters[-1])


def test_one_click_forgets_the_address_and_keeps_the_response(
    client: Client, post: PostOffice, round_: Consultation
) -> None:
    receipt = respond(client, round_).address
    send_all(client, post)
    link = str(post.letters[0]["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert client.get(link).heading == "Stop these messages"
    with client.another() as program:
        program.http.headers.pop("sec-fetch-site")
        assert program.http.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with client.saved() as db:
        assert db.query(Respondent).one().email == ""
        assert db.query(Message).all() == []
    answer(client, 1)
    assert tell(client, post) == 0
    client.get(receipt)

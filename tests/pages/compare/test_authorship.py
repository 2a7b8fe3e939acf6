"""From any sentence to who wrote it and why, for the public as far as it is published."""

from sqlalchemy.orm import Session

from documents import queries
from documents.drafting.draft import Draft
from documents.models import Document
from tests.consultation.sending import send_comment
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_person,
    make_version,
)
from tests.support.markup import Page, words
from tests.support.pages import Client


def edit(db: Session, document: Document, markdown: str, reason: str) -> None:
    by = make_mandate(db, "working_group", person=make_person(db, f"{reason} Example"))
    row = queries.draft_paragraph(db, document, 1)
    assert row is not None
    Draft(db, document, by=by, reason=reason, now=NOW).edit(1, markdown, based_on=row.changed_in)


def passages(page: Page) -> list[str]:
    return [words(each) for each in page.main.iter("li") if each.get("class") == "passage"]


def test_each_passage_names_its_change_its_author_and_why(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, "Clusters meet. They share all.", slug="shared")
        round_ = make_consultation(db, document.versions[0])
        send_comment(db, round_, 1, body="Say who pays.")
        edit(db, document, "Clusters meet. They share all. Nobody pays.", "Published")
        make_version(db, document, edit=False)
        edit(db, document, "Clusters meet. They share some. Nobody pays.", "Canary")
    page = client.follow(
        client.get("/en/documents/shared/versions/2/paragraphs/1"), "Who changed these words, and why"
    )
    first, second = passages(page)
    assert first.startswith("Clusters meet. They share all. Imported from a file: revision 0.1")
    assert second.startswith("Nobody pays. Edited: revision 1.1 Published Example")
    assert second.endswith("See the change: revision 1.1")
    assert "Canary" not in page.text
    assert client.get("/en/documents/shared/draft/paragraphs/1/words", status=401)


def test_the_group_sees_it_of_the_draft(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, "Clusters meet. They share all.", slug="shared")
        edit(db, document, "Clusters meet. They share some.", "Sober")
        person = make_mandate(db, "working_group").person
    client.sign_in(person)
    page = client.follow(
        client.get("/en/documents/shared/draft/paragraphs/1"), "Who changed these words, and why"
    )
    assert [passage.split(":")[0] for passage in passages(page)] == [
        "Clusters meet. Imported from a file",
        "They share some. Edited",
    ]
    assert client.get("/en/documents/shared/draft/paragraphs/9/words", status=404)

"""Pages that show a text: one number at a paragraph, citations in the law's language, the whole column."""

from xml.etree.ElementTree import Element

import pytest

from documents import queries
from tests.support.factories import make_document, make_mandate
from tests.support.markup import Page, words
from tests.support.pages import Client

LAW = """# Закон за клъстерите

## Глава първа ОБЩИ ПОЛОЖЕНИЯ

Чл. 1. Този закон урежда създаването на клъстери.

Чл. 2. (1) Клъстер се създава от най-малко три лица.

(2) Член на клъстера може да бъде:

1. търговско дружество;
2. институт.

Друг текст:

- 30 дни
"""


def labels(page: Page) -> list[Element]:
    """The links with the numbers of the paragraphs."""
    return [part for para in page.with_class("para") for part in para if part.tag == "a"]


def margin(page: Page) -> list[str]:
    """What the margin of the text shows of each paragraph."""
    return [words(label) for label in labels(page)]


def test_a_number_that_the_text_says_is_said_once(client: Client) -> None:
    with client.saved() as db:
        slug = make_document(db, LAW, language="bg").slug
    page = client.get(f"/en/documents/{slug}/versions/1")
    assert margin(page) == ["#", "#", "#", "#", "#", "#", "Чл. 2 ¶3", "Чл. 2 ¶3(a)"]
    assert [words(marker) for marker in page.with_class("para__marker")] == ["1.", "2.", "•"]
    assert "Глава първа" not in [words(number) for number in page.with_class("contents__number")]


def test_a_paragraph_is_cited_in_the_language_of_the_law(client: Client) -> None:
    with client.saved() as db:
        slug = make_document(db, LAW, language="bg").slug
    links = labels(client.get(f"/en/documents/{slug}/versions/1"))
    assert [link.get("aria-label") for link in links] == [
        "Link to Глава първа",
        "Link to чл. 1",
        "Link to чл. 2, ал. 1",
        "Link to чл. 2, ал. 2",
        "Link to чл. 2, ал. 2, т. 1",
        "Link to чл. 2, ал. 2, т. 2",
        "Link to чл. 2, ал. 3",
        "Link to чл. 2, ал. 3, б. „a“",
    ]
    assert client.get(f"/en/documents/{slug}/versions/1/paragraphs/6").heading == "чл. 2, ал. 2, т. 1"


@pytest.mark.parametrize("draft", [False, True])
def test_a_text_without_headings_has_no_contents_and_the_whole_column(client: Client, draft: bool) -> None:
    with client.saved() as db:
        editor = make_mandate(db, "secretariat")
        slug = make_document(db, "We declare.\n\n- One\n- Two\n").slug
    client.sign_in(editor.person)
    page = client.get(f"/en/documents/{slug}/" + ("draft" if draft else "versions/1"))
    assert "contents" not in page.ids
    assert [element.get("class") for element in page.with_class("reading")] == ["reading reading--whole"]
    assert "Skip to the contents list" not in page.text


def test_a_document_begun_without_numbers_of_headings_has_none(client: Client) -> None:
    with client.saved() as db:
        editor = make_mandate(db, "secretariat")
    client.sign_in(editor.person)
    file = ("plan.md", b"# Plan\n\nWe say.\n\n## Aims\n\nMore.\n\n- x\n")
    page = client.submit(client.get("/en/new-document"), {"file": file, "labels_style": "plain"})
    assert margin(page) == ["¶1", "¶2", "¶2(a)"]
    assert "Change “Aims”" in [label for label, _address in page.links()]
    with client.saved() as db:
        assert queries.document_by_slug(db, "plan").labels_style == "plain"

"""A document in other languages: written, checked, and read by whoever reads the site in them."""

import pytest

from core.record import entries
from members.models import Mandate
from tests.support.factories import make_consultation, make_document, make_mandate
from tests.support.markup import Page, words
from tests.support.pages import Client

PAGE = "/en/documents/guide"
NAMES = {"title-sr-Cyrl": "Водич за све", "summary-sr-Cyrl": "Ко шта\nради."}
LINK = "Title and summary in other languages"


@pytest.fixture
def secretary(client: Client) -> Mandate:
    """Who may name the document, which has an open round."""
    with client.saved() as db:
        secretary = make_mandate(db)
        document = make_document(db, slug="guide", title="Guide for all", by=secretary)
        document.summary = "Who does what."
        make_consultation(db, document.versions[0], by=secretary)
    client.sign_in(secretary.person)
    return secretary


def name(client: Client, **values: str) -> Page:
    form = client.follow(client.get(PAGE), LINK)
    check = client.submit(form, {**NAMES, **values}, button="Check it")
    assert "Nothing has been published yet." in check.text
    assert "Водич за све" in check.text
    return client.submit(check, button="Publish it")


def shown(page: Page, text: str) -> set[str]:
    """The languages in which a page shows these words, by the nearest «lang» around them."""
    found = set()
    for element in page.main.iter():
        if words(element) == text and not any(words(child) == text for child in element):
            around = [element, *page.around(element)]
            found.add(next(each.get("lang", "") for each in around if each.get("lang")))
    return found


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/guide"])
def test_a_reader_gets_the_title_of_the_page_s_language_with_the_original_beside_it(
    client: Client, secretary: Mandate, path: str
) -> None:
    assert name(client).address == PAGE
    client.sign_out()
    cyrillic, latin, english = (client.get(f"/{code}{path}") for code in ("sr-Cyrl", "sr-Latn", "en"))
    assert shown(cyrillic, "Водич за све") == {"sr-Cyrl"}
    assert shown(latin, "Vodič za sve") == {"sr-Latn"}
    for page in (cyrillic, latin, english):
        assert shown(page, "Guide for all") == {"en"}
    assert "Водич" not in words(english.main)
    assert "Original title:" not in english.text


def test_the_summary_is_that_of_the_page_s_language(client: Client, secretary: Mandate) -> None:
    name(client)
    assert "Ko šta" in client.get("/sr-Latn/documents/guide").text
    assert "Who does what." not in client.get("/sr-Latn/documents/guide").text
    assert "Who does what." in client.get(PAGE).text


def test_programs_are_told_of_all(client: Client, secretary: Mandate) -> None:
    name(client)
    told = client.http.get("/api/v1/documents/guide").json()
    assert (told["title"], told["titles"]) == ("Guide for all", {"sr-Cyrl": "Водич за све"})
    assert told["summaries"] == {"sr-Cyrl": "Ко шта\nради."}
    with client.saved() as db:
        assert [each.action for each in entries.entries(db)][-1] == "document.named"
        assert entries.verify(db) is None


def test_going_back_from_the_check_keeps_what_was_typed(client: Client, secretary: Mandate) -> None:
    check = client.submit(client.get(f"{PAGE}/names"), NAMES, button="Check it")
    form = client.submit(check, button="Change it")
    assert form.ids["title-sr-Cyrl"].get("value") == "Водич за све"
    assert (form.ids["summary-sr-Cyrl"].text or "").strip() == "Ко шта\nради."


def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(client: Client, secretary: Mandate) -> None:
    form = client.get(f"{PAGE}/names")
    assert "title-en" not in form.ids, "its own title stands above"
    nothing = client.submit(form, {}, button="Check it", status=422)
    assert nothing.errors() == {"title-sr-Cyrl": "Nothing has been changed."}
    refused = client.submit(form, {**NAMES, "title-sr-Latn": "x" * 301}, button="Check it", status=422)
    assert refused.errors() == {"title-sr-Latn": "This title is longer than 300 characters."}
    assert refused.ids["title-sr-Cyrl"].get("value") == "Водич за све"

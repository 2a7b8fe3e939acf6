"""A file that is not UTF-8 is asked about on the page of the import, and taken over once it is confirmed."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from documents.text.words import plain
from sbcp.pages.imports import forms
from tests.support.factories import make_document, make_mandate, make_person
from tests.support.markup import Page, words
from tests.support.pages import Client

NEW = "/en/new-document"
SERBIAN = "# Članak 1.\n\nČlanovi plaćaju članarinu. Žalba je dopuštena.\n"
FILE = ("clan.md", SERBIAN.encode("cp1250"))
LOOKS_LIKE = "This looks like Central European (Windows-1250). Is this right?"


@pytest.fixture
def place(client: Client) -> Place:
    """An empty document in Serbian; the reader is the secretariat."""
    with client.saved() as db:
        vera = make_person(db, "Vera Example")
        secretary = make_mandate(db, "secretariat", person=vera)
        document = make_document(db, "", by=secretary, language="sr-Latn")
    client.sign_in(vera)
    return Place(document=document, path=f"/en/documents/{document.slug}/draft/import")


def draft(client: Client, slug: str) -> list[str]:
    with client.saved() as db:
        return [plain(each.markdown) for each in queries.draft(db, queries.document_by_slug(db, slug))]


def chosen(page: Page) -> str:
    """The encoding that is marked."""
    (mark,) = [box.get("value", "") for box in page.main.iter("input") if box.get("checked") is not None]
    return mark


def test_the_likely_encoding_is_offered_with_the_first_lines_and_the_others(
    client: Client, place: Place
) -> None:
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    assert "It looks like Central European (Windows-1250)" in page.errors()["file"]
    assert "Notepad" in page.errors()["file"]
    assert LOOKS_LIKE in page.text
    assert "Članovi plaćaju članarinu. Žalba je dopuštena." in page.text
    assert "Cyrillic (Windows-1251)" in page.text
    assert chosen(page) == "cp1250"
    assert draft(client, place.document.slug) == []


def test_once_confirmed_the_file_is_taken_over_without_choosing_it_again(
    client: Client, place: Place
) -> None:
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    assert "The file clan.md is kept: you need not choose the file again." in page.text
    client.submit(page)
    assert draft(client, place.document.slug) == [
        "Članak 1.",
        "Članovi plaćaju članarinu. Žalba je dopuštena.",
    ]


def test_another_encoding_can_be_chosen(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    client.submit(page, {"encoding": "cp1252"})
    assert draft(client, place.document.slug)[1].startswith("Èlanovi plaæaju")


def test_an_encoding_confirmed_for_one_file_is_not_that_of_another(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    other = ("drugi.txt", "Чланови плаћају чланарину.".encode("cp1251"))
    page = client.submit(page, {"file": other}, status=422)
    assert "This looks like Cyrillic (Windows-1251). Is this right?" in page.text
    assert chosen(page) == "cp1251"
    client.submit(page)
    assert draft(client, place.document.slug) == ["Чланови плаћају чланарину."]


def test_a_file_in_utf8_chosen_after_the_question_is_read_as_it_is(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    client.submit(page, {"file": ("pravi.md", "Žalba.".encode())})
    assert draft(client, place.document.slug) == ["Žalba."]


def test_a_new_document_keeps_the_file_and_what_was_typed_until_all_is_right(
    client: Client, place: Place
) -> None:
    typed = {"file": FILE, "title": "Zakon", "slug": "Ä b", "language": "hr", "summary": "For whom?"}
    page = client.submit(client.get(NEW), typed, status=422)
    assert set(page.errors()) == {"file", "slug"}
    page = client.submit(page, status=422)
    assert set(page.errors()) == {"slug"}
    assert "browsers do not keep it" not in page.text
    page = client.submit(page, {"slug": "zakon"})
    assert page.address == "/en/documents/zakon/draft"
    assert draft(client, "zakon") == ["Članak 1.", "Članovi plaćaju članarinu. Žalba je dopuštena."]


def test_the_language_that_is_chosen_decides_what_a_byte_is(client: Client, place: Place) -> None:
    file = ("lege.txt", "Știința și cotizația".translate(str.maketrans("ȘșȚț", "ŞşŢţ")).encode("cp1250"))
    page = client.submit(client.get(NEW), {"file": file, "title": "Lege", "language": "ro"}, status=422)
    assert "Știința și cotizația" in page.text
    client.submit(page)
    assert draft(client, "lege") == ["Știința și cotizația"]


def test_a_large_file_is_chosen_again_with_its_encoding_remembered(
    client: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_KEPT", 20)
    page = client.submit(client.get(place.path), {"file": FILE}, status=422)
    assert LOOKS_LIKE in page.text
    assert "is kept" not in page.text
    client.submit(page, {"file": FILE})
    assert draft(client, place.document.slug)[0] == "Članak 1."


@pytest.mark.parametrize(
    "sent",
    [
        {"encoding": "rot13", "digest": "x"},
        {"encoding": "cp1250"},
        {"kept": "no base64!", "kept_name": "a.md"},
        {"kept": "é", "encoding": "cp1250", "digest": "x"},
    ],
)
def test_what_no_page_of_ours_sends_takes_nothing_over(
    client: Client, place: Place, sent: dict[str, str]
) -> None:
    client.post(place.path, sent, status=422)
    assert draft(client, place.document.slug) == []


def test_an_encoding_nobody_chose_for_this_file_is_not_taken(client: Client, place: Place) -> None:
    files = {"file": FILE}
    client.post(place.path, {"encoding": "cp1251", "digest": "0" * 64}, files=files, status=422)
    assert draft(client, place.document.slug) == []


def test_the_question_is_asked_in_the_language_of_the_reader(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path.replace("/en/", "/sr-Cyrl/")), {"file": FILE}, status=422)
    assert "Windows-1250" in words(page.main)

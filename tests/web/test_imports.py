"""Texts from files: what is taken over, what is left out, and what became what."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from documents.models import Document
from sbcp.web.endpoint import MAX_BODY
from tests.factories import make_document, make_mandate, make_person, make_revision
from tests.markup import Page, words
from tests.pages import Client

NEW = "/en/new-document"

TEXT = """\
## Aims

Clusters work together across all borders of the region and with their neighbours.

What one cluster learns in its first years, every other cluster can use from the first day.

## Measures

Each participating government names one contact point for clusters and publishes its address.

The contact point answers every question of a cluster within thirty days of receiving it.
"""

NEXT = """\
## Aims

What one cluster learns in its first years, every other cluster can use from the first day.

## Measures

Each participating government names one contact point for clusters and publishes its address and hours.

The contact point answers every question of a cluster within thirty days of receiving it.

Bees are counted on the first Monday in May by people with a licence for it.
"""


@pytest.fixture
def place(client: Client) -> Place:
    """A published document; the reader is the secretariat."""
    with client.saved() as db:
        vera, ana = make_person(db, "Vera Example"), make_person(db, "Ana Example")
        secretary = make_mandate(db, "secretariat", person=vera)
        make_mandate(db, "working_group", person=ana)
        minister = make_mandate(db, "government")
        document = make_document(db, TEXT, by=secretary)
    client.sign_in(vera)
    return Place(
        document=document,
        editor=ana,
        minister=minister.person,
        draft=f"/en/documents/{document.slug}/draft",
        path=f"/en/documents/{document.slug}/draft/import",
    )


def value(page: Page, name: str) -> str:
    field = page.ids[name]
    return (field.text or "") if field.tag == "textarea" else field.get("value", "")


def offered(page: Page, index: int) -> dict[str, str]:
    """The choices of a row of the file, by their words."""
    return {words(option): option.get("value", "") for option in page.ids[f"row-{index}"].iter("option")}


def proposed(client: Client, place: Place, text: str = NEXT, name: str = "next.md") -> Page:
    page = client.submit(client.get(place.path), {"file": (name, text.encode())})
    assert page.heading == "What became what"
    return page


def draft_of(client: Client, slug: str) -> list[tuple[int, str, list[int], bool]]:
    with client.saved() as db:
        document = queries.document_by_slug(db, slug)
        return [(r.pid, r.markdown, r.origins, r.certain) for r in queries.draft(db, document)]


# A new document


def test_a_document_begins_with_a_file_and_its_address_comes_from_the_title(
    client: Client, place: Place
) -> None:
    file = ("нацрт.md", "# Модел политике: љубав према кластерима\n\nПрви члан.\n".encode())
    page = client.submit(client.get(NEW), {"file": file, "language": "sr-Cyrl"})
    assert page.address == "/en/documents/model-politike-ljubav-prema-klasterima/draft"
    assert "2 paragraphs were taken over." in page.text
    with client.saved() as db:
        document = queries.document_by_slug(db, "model-politike-ljubav-prema-klasterima")
        assert (document.title, document.language) == (
            "Модел политике: љубав према кластерима",
            "sr-Cyrl",
        )


def test_what_was_left_out_of_the_file_is_listed_with_its_line(client: Client, place: Place) -> None:
    file = ("text.md", b"# Guide\n\nWords.\n\n![a map](map.png)\n\n<script>x()</script>\n")
    page = client.submit(client.get(NEW), {"file": file})
    assert page.heading == "Imported"
    rows = [words(row) for row in page.main.iter("tr")]
    assert any("5An image" in row and "a map map.png" in row for row in rows)
    assert client.follow(page, "Read the draft").heading == "Working draft"


BAD_FILES = [
    (("policy.docx", b"PK\x03\x04..."), "Files of the kind .docx cannot be read here."),
    (("policy.md", b"PK\x03\x04..."), "The file is not plain text."),
    (("policy.md", b"Gr\xfc\xdfe"), "The file is not valid UTF-8: byte 3 cannot be read."),
    (("policy.md", b" \n\n "), "The file is empty."),
    (("policy.md", b"![only](a.png)"), "There are no words to import in this file."),
    (("policy.md", b"a" * (20 * 1024 * 1024 + 1)), "The file is larger than 20 MB."),
    (None, "Choose a file."),
]


@pytest.mark.parametrize(("file", "said"), BAD_FILES)
def test_a_file_that_cannot_be_read_says_why_and_keeps_the_other_fields(
    client: Client, place: Place, file: tuple[str, bytes] | None, said: str
) -> None:
    typed = {"title": "My title", "slug": "mine", "summary": "For whom?", "language": "sq"}
    page = client.submit(client.get(NEW), {**typed, **({"file": file} if file else {})}, status=422)
    assert said in page.errors()["file"]
    assert [value(page, name) for name in ("title", "slug", "summary")] == ["My title", "mine", "For whom?"]
    assert "choose the file again" in page.text


def test_a_body_over_the_limit_gets_a_page_of_its_own(client: Client, place: Place) -> None:
    page = client.submit(client.get(NEW), {"file": ("big.md", b"a" * (MAX_BODY + 1))}, status=413)
    assert page.heading == "This is too large"


def test_a_wrong_address_or_one_that_is_taken_is_said_at_its_field(client: Client, place: Place) -> None:
    file = ("text.md", b"Words.")
    for slug in ("Ä b", place.document.slug):
        values = {"file": file, "slug": slug, "title": "T"}
        page = client.submit(client.get(NEW), values, status=422)
        assert list(page.errors()) == ["slug"]
        assert value(page, "slug") == slug
    untitled = client.submit(client.get(NEW), {"file": file, "slug": "a-b"}, status=422)
    assert untitled.errors() == {"title": "Give the document a title."}
    with client.saved() as db:
        assert db.query(Document).count() == 1


def test_only_the_secretariat_imports(client: Client, place: Place) -> None:
    for person, status in ((place.editor, 403), (place.minister, 403)):
        client.sign_in(person)
        client.get(NEW, status=status)
        client.get(place.path, status=status)
        client.post("/en/documents", {"title": "x"}, status=status)
        client.post(place.path, {}, status=status)
    client.sign_out()
    client.get(NEW, status=401)
    client.get(place.path, status=401)


# The next draft


def test_the_preview_says_what_became_what_and_changes_nothing(client: Client, place: Place) -> None:
    before = draft_of(client, place.document.slug)
    page = proposed(client, place)
    rows = [words(row) for row in page.main.iter("tr")]
    assert any("Each participating government" in row and "Edited" in row for row in rows)
    assert any("Bees are counted" in row and "None" in row and "Added" in row for row in rows)
    assert "Paragraphs of the draft that end here" in page.text
    assert "Clusters work together across all borders" in page.text
    assert "4 paragraphs are unchanged" in page.text
    assert "Nothing of the file was left out." in page.text
    assert draft_of(client, place.document.slug) == before


def test_confirmed_the_file_is_the_draft_and_paragraphs_keep_their_pids(client: Client, place: Place) -> None:
    old = {text: pid for pid, text, _origins, _certain in draft_of(client, place.document.slug)}
    page = proposed(client, place)
    refused = client.submit(page, {"reason": " "}, button="Make this file the draft", status=422)
    assert refused.errors() == {"reason": "Say why you make this change."}
    done = client.submit(refused, {"reason": "The group met"}, button="Make this file the draft")
    assert "The file is the draft now, saved as revision 1.1." in done.text
    new = draft_of(client, place.document.slug)
    kept = [pid for pid, text, _origins, _certain in new if text in old]
    assert kept == [old[text] for _pid, text, _origins, _certain in new if text in old]
    bees = new[-1]
    assert bees[0] > max(old.values())
    assert bees[2] == []


def test_a_person_corrects_any_row_before_confirming(client: Client, place: Place) -> None:
    page = proposed(client, place)
    lost = draft_of(client, place.document.slug)[1]
    opened = client.submit(page, {"reason": "Kept"}, button="Change: § 2 ¶3")
    assert value(opened, "reason") == "Kept"
    choice = next(v for text, v in offered(opened, 5).items() if "Clusters work together" in text)
    assert choice == str(lost[0])
    client.submit(opened, {"row-5": choice}, button="Make this file the draft")
    bees = draft_of(client, place.document.slug)[-1]
    assert bees[0] == lost[0]
    assert bees[2] == [lost[0]]


def test_a_person_says_that_a_paragraph_is_new(client: Client, place: Place) -> None:
    old = {pid for pid, *_rest in draft_of(client, place.document.slug)}
    opened = client.submit(proposed(client, place), button="Change: § 1 ¶1")
    client.submit(opened, {"row-1": "new", "reason": "Another aim"}, button="Make this file the draft")
    pid, _text, origins, certain = draft_of(client, place.document.slug)[1]
    assert pid not in old
    assert (origins, certain) == ([], True)


def test_what_is_left_undecided_stays_a_guess_until_someone_vouches_for_it(
    client: Client, place: Place
) -> None:
    text = TEXT.replace(
        "Each participating government names one contact point for clusters and publishes its address.",
        "Every country has an office with a clear mandate for clusters; its address is published.",
    )
    page = proposed(client, place, text)
    asked = "row-4" in page.ids
    client.submit(page, {"reason": "x"}, button="Make this file the draft")
    row = draft_of(client, place.document.slug)[4]
    assert row[3] is not asked
    assert asked == bool(row[2]) or not asked


def test_a_draft_that_changed_meanwhile_is_not_overwritten(client: Client, place: Place) -> None:
    page = proposed(client, place)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        make_revision(db, document, 2, "Saved in the meantime.")
    refused = client.submit(page, {"reason": "My reason"}, button="Make this file the draft", status=409)
    assert "The draft has changed since this file was compared with it" in refused.text
    assert "My reason" in refused.text
    assert refused.link("Import it again") == place.path
    assert "Saved in the meantime." in [row[1] for row in draft_of(client, place.document.slug)]


def test_an_import_is_confirmed_once(client: Client, place: Place) -> None:
    page = proposed(client, place)
    client.submit(page, {"reason": "x"}, button="Make this file the draft")
    client.post(page.address, {"reason": "again"}, status=409)
    assert client.get(page.address).heading == "Imported"


def test_a_choice_that_was_not_offered_is_refused(client: Client, place: Place) -> None:
    page = proposed(client, place)
    for row, said in (("row-1", "999"), ("row-99", "1"), ("row-1", "x")):
        client.post(page.address, {"reason": "x", row: said}, status=422)


def test_a_bad_file_for_the_next_draft_is_said_at_the_field(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path), {"file": ("a.md", b"\xff\xfe\x00")}, status=422)
    assert "file" in page.errors()
    none = client.submit(client.get(place.path), status=422)
    assert none.errors() == {"file": "Choose a file."}


def test_an_import_of_another_document_is_not_found(client: Client, place: Place) -> None:
    page = proposed(client, place)
    with client.saved() as db:
        other = make_document(db)
    number = page.address.rsplit("/", 1)[1]
    client.get(f"/en/documents/{other.slug}/draft/import/{number}", status=404)


def test_a_large_text_stays_usable(client: Client, place: Place) -> None:
    text = "".join(
        f"Paragraph {n} says what office {n * 7} does in the year {n * 13}.\n\n" for n in range(1000)
    )
    with client.saved() as db:
        document = make_document(db, text)
    changed = text.replace("what office 70 does", "what the office 70 does")
    path = f"/en/documents/{document.slug}/draft/import"
    page = client.submit(client.get(path), {"file": ("big.md", changed.encode())})
    assert "999 paragraphs are unchanged" in page.text
    assert len(list(page.main.iter("select"))) <= 1
    assert len(page.html) < 900_000

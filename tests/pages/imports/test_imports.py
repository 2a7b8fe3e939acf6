"""Texts from files: what is taken over, what is left out, and what became what."""

from types import SimpleNamespace as Place

import pytest

from documents import queries
from documents.imports import importing
from documents.models import Document, PendingImport
from sbcp.web.endpoint import MAX_WITH_FILES
from tests.consultation.sending import send_comment
from tests.support.factories import (
    make_consultation,
    make_document,
    make_mandate,
    make_person,
    make_revision,
    make_version,
)
from tests.support.markup import Page, words
from tests.support.pages import Client

NEW = "/en/new-document"
TAKE = "Make this file the draft"

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
        secretary=vera,
        minister=minister.person,
        draft=f"/en/documents/{document.slug}/draft",
        path=f"/en/documents/{document.slug}/draft/import",
    )


def value(page: Page, name: str) -> str:
    field = page.ids[name]
    return (field.text or "") if field.tag == "textarea" else field.get("value", "")


def offered(page: Page, name: str) -> dict[str, str]:
    """The paragraphs that a list offers, by their words."""
    return {words(option): option.get("value", "") for option in page.ids[name].iter("option")}


def choice(page: Page, name: str, said: str) -> str:
    """What a list sends for the paragraph with these words."""
    return next(value for text, value in offered(page, name).items() if said in text)


def with_doubts(
    client: Client, place: Place, *, rows: tuple[int, ...] = (), ends: tuple[int, ...] = (), text: str = NEXT
) -> Page:
    """An import of which these new paragraphs, and the ends of these old ones, are not certain."""
    page = pending_import(client, place, text)
    with client.saved() as db:
        pending = db.get_one(PendingImport, int(page.address.rsplit("/", 1)[1]))
        assert pending.compared is not None
        pending.compared = [
            [pid, index, 60 if index in rows or (index is None and pid in ends) else 99]
            for pid, index, _percent in pending.compared
        ]
        pending.links = importing.links_found(pending)
    return client.get(page.address)


def row(page: Page, key: str) -> str:
    """The words of one row."""
    return words(page.ids[key])


def pending_import(client: Client, place: Place, text: str = NEXT, name: str = "next.md") -> Page:
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


def test_a_document_begins_without_a_text_and_its_first_paragraph_is_written(
    client: Client, place: Place
) -> None:
    page = client.follow(client.get("/en/documents"), "Begin a new document")
    assert page.heading == "Begin a new document"
    page = client.submit(page, {"begins": "empty", "title": "Rules *of* procedure"})
    assert page.address == "/en/documents/rules-of-procedure/draft"
    assert "The document is begun. It has no text yet." in page.text
    assert "There is no text yet" in page.text
    assert client.follow(page, "Import a file").heading == "Import the next draft"
    form = client.follow(page, "Write the first paragraphs")
    assert value(form, "markdown") == "# Rules \\*of\\* procedure", "a text begins with its title"
    client.sign_in(place.editor)
    form = client.follow(client.get(page.address), "Write the first paragraphs")
    assert "Import a file" not in [label for label, _address in client.get(page.address).links()]
    typed = value(form, "markdown") + "\n\nThe group meets twice a year.\n"
    written = client.submit(form, {"markdown": typed}, button="Insert")
    assert "Saved as revision 0.1." in written.text
    assert [markdown for _pid, markdown, *_more in draft_of(client, "rules-of-procedure")] == [
        "# Rules \\*of\\* procedure",
        "The group meets twice a year.",
    ]
    form = client.get("/en/documents/rules-of-procedure/draft/insert")
    assert value(form, "markdown").strip() == "", "it has its title"


def test_who_only_reads_the_draft_is_told_that_nobody_has_written_yet(client: Client, place: Place) -> None:
    client.submit(client.get(NEW), {"begins": "empty", "title": "Rules"})
    client.sign_in(place.minister)
    page = client.get("/en/documents/rules/draft")
    assert "Those who draft it have not begun to write." in page.text
    assert "Write the first paragraphs" not in page.text


def test_a_document_without_a_text_takes_the_whole_text_of_a_file(client: Client, place: Place) -> None:
    page = client.submit(client.get(NEW), {"begins": "empty", "title": "Rules"})
    page = client.follow(page, "Import a file")
    page = client.submit(page, {"file": ("rules.md", b"# Rules\n\nThe group meets.\n")})
    assert page.address == "/en/documents/rules/draft"
    assert "2 paragraphs were taken over." in page.text


def test_a_document_without_a_file_needs_a_title_and_no_file_is_lost_unseen(
    client: Client, place: Place
) -> None:
    page = client.submit(client.get(NEW), {"begins": "empty", "slug": "rules"}, status=422)
    assert page.errors() == {"title": "Give the document a title."}
    assert "choose the file again" not in page.text
    assert page.all(".//input[@name='begins'][@value='empty'][@checked]"), "what was chosen is kept"
    file = ("rules.md", b"Words.")
    values = {"begins": "empty", "title": "Rules", "file": file}
    page = client.submit(client.get(NEW), values, status=422)
    assert page.errors() == {"file": "You chose a file, and to begin without a text: choose one of the two."}
    wrong = client.submit(client.get(NEW), {"begins": "file", "title": "Rules"}, status=422)
    assert wrong.errors() == {"file": "Choose a file."}
    with client.saved() as db:
        assert db.query(Document).count() == 1


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
    (("policy.md", b"a" * 1_000_000), "Line 1 has a word of 1000000 characters; 10000 is the most."),
    (("policy.md", b"a b " * 30_000), "The paragraph that begins “a b a b"),
    (("policy.txt", b"x\n\n" * 20_001), "This text has 20001 paragraphs; 20000 is the most."),
    (None, "Choose a file."),
]


@pytest.mark.parametrize(("file", "said"), BAD_FILES)
def test_S29_a_file_that_cannot_be_read_says_why_and_keeps_the_other_fields(
    client: Client, place: Place, file: tuple[str, bytes] | None, said: str
) -> None:
    typed = {"title": "My title", "slug": "mine", "summary": "For whom?", "language": "sq"}
    page = client.submit(client.get(NEW), {**typed, **({"file": file} if file else {})}, status=422)
    assert said in page.errors()["file"]
    assert [value(page, name) for name in ("title", "slug", "summary")] == ["My title", "mine", "For whom?"]
    assert "choose the file again" in page.text


def test_S29_F21_a_body_over_the_limit_gets_a_page_of_its_own(client: Client, place: Place) -> None:
    page = client.submit(client.get(NEW), {"file": ("big.md", b"a" * (MAX_WITH_FILES + 1))}, status=413)
    assert page.heading == "This is too large"


def test_all_that_is_wrong_with_a_new_document_is_told_at_once(client: Client, place: Place) -> None:
    typed = {"title": "t" * 301, "slug": "Ä b", "summary": "For whom?"}
    page = client.submit(client.get(NEW), typed, status=422)
    assert page.errors() == {
        "file": "Choose a file.",
        "title": "This title is longer than 300 characters.",
        "slug": "The address may have small letters a-z, digits and hyphens.",
    }
    assert [value(page, name) for name in ("slug", "summary")] == ["Ä b", "For whom?"]


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
    page = client.follow(pending_import(client, place), "Everything (7)")
    assert "6 paragraphs in the file, 6 in the draft:" in page.text
    sums = [words(item) for item in page.with_class("tally")[0]]
    assert sums == ["4 unchanged", "1 edited", "1 new", "1 of the draft ends"]
    assert "Every paragraph is known for certain. No comment stands on what changes." in page.text
    rows = [words(item) for item in page.with_class("change")]
    assert any("hours" in found and "Edited" in found and "Certain" in found for found in rows)
    assert any("Bees are counted" in found and "New" in found for found in rows)
    assert any("Clusters work together across all borders" in found and "Ends" in found for found in rows)
    assert "Nothing of the file was left out." in page.text
    assert draft_of(client, place.document.slug) == before


def test_rows_stand_in_the_order_of_the_text_with_their_change_marked(client: Client, place: Place) -> None:
    page = client.get(pending_import(client, place).address + "?show=changed")
    titles = [words(heading) for heading in page.main.iter("h3")]
    assert titles == [
        "section 1, paragraph 1 of the draft",
        "section 2, paragraph 1",
        "section 2, paragraph 3",
    ]
    assert "inserted: and hours" in row(page, "new-3")


def test_confirmed_the_file_is_the_draft_and_paragraphs_keep_their_pids(client: Client, place: Place) -> None:
    old = {text: pid for pid, text, _origins, _certain in draft_of(client, place.document.slug)}
    page = pending_import(client, place)
    refused = client.submit(page, {"reason": " "}, button=TAKE, status=422)
    assert refused.errors() == {"reason": "Say why you make this change."}
    done = client.submit(refused, {"reason": "The group met"}, button=TAKE)
    assert "The file is the draft now, saved as revision 1.1." in done.text
    new = draft_of(client, place.document.slug)
    kept = [pid for pid, text, _origins, _certain in new if text in old]
    assert kept == [old[text] for _pid, text, _origins, _certain in new if text in old]
    bees = new[-1]
    assert bees[0] > max(old.values())
    assert bees[2] == []


# Checking it row by row


def test_each_doubtful_row_is_confirmed_by_itself_and_the_rest_stays_uncertain(
    client: Client, place: Place
) -> None:
    page = with_doubts(client, place, rows=(1, 3), ends=(2,))
    assert "0 of 3 checked" in page.text
    assert "3 are not certain: please check them." in page.text
    assert [words(heading) for heading in page.main.iter("h3")] == [
        "section 1, paragraph 1 of the draft",
        "section 1, paragraph 2 → becomes section 1, paragraph 1",
        "section 2, paragraph 1",
    ]
    page = client.submit(page, {"reason": "Kept"}, button="Confirm: section 1, paragraph 1")
    assert page.address.endswith("at=new-1")
    assert "Checked by a person" in row(page, "new-1")
    assert "1 of 3 checked" in page.text
    page = client.submit(page, button="Confirm that it ends: section 1, paragraph 1 of the draft")
    assert "2 of 3 checked" in page.text
    assert value(page, "reason") == "Kept"
    assert "1 is not checked yet." in page.text
    client.submit(page, button=TAKE)
    certain = {text: sure for _pid, text, _origins, sure in draft_of(client, place.document.slug)}
    assert [text for text, sure in certain.items() if not sure] == [
        draft_of(client, place.document.slug)[3][1]
    ]
    with client.saved() as db:
        version = make_version(db, queries.document_by_slug(db, place.document.slug), edit=False)
        uncertain = [line.old for line in queries.lines_to(db, version) if not line.certain]
    assert uncertain == [5]


def test_comments_are_counted_and_those_that_would_wait(client: Client, place: Place) -> None:
    with client.saved() as db:
        version = queries.last_version(db, queries.document_by_slug(db, place.document.slug))
        round_ = make_consultation(db, version)
        for pid in (1, 2, 3, 3, 5):
            send_comment(db, round_, pid)
    page = with_doubts(client, place, rows=(1,))
    assert "4 comments stand on what changes." in page.text
    assert "1 goes along with its paragraph." in page.text
    assert "2 would wait until a person says where they belong." in page.text
    assert "1 stands on a paragraph that ends." in page.text
    assert "2 comments would wait" in row(page, "new-1")
    page = client.submit(page, button="Confirm: section 1, paragraph 1")
    assert "would wait until" not in page.text


def test_decisions_outlast_the_visit_and_are_found_again(client: Client, place: Place) -> None:
    page = with_doubts(client, place, rows=(1, 3))
    client.submit(page, {"reason": "The group met"}, button="Confirm: section 2, paragraph 1")
    client.sign_in(place.secretary)
    again = client.follow(client.get(place.path), "next.md")
    assert "1 of 2 checked" in again.text
    assert value(again, "reason") == "The group met"
    back = client.submit(again, button="Put back what was proposed: section 2, paragraph 1")
    assert "0 of 2 checked" in back.text


def test_links_lead_from_each_row_to_check_to_the_next(client: Client, place: Place) -> None:
    page = with_doubts(client, place, rows=(1, 3), ends=(2,))
    page = client.follow(page, "Check them one by one")
    assert page.heading == "section 1, paragraph 1 of the draft"
    page = client.follow(page, "Next to check: section 1, paragraph 1 →")
    assert (page.heading, page.link("← Before it to check: section 1, paragraph 1 of the draft")) == (
        "section 1, paragraph 1",
        page.address.replace("new-1", "end-2"),
    )
    page = client.submit(page, button="Confirm: section 1, paragraph 1")
    page = client.follow(page, "Next to check: section 2, paragraph 1 →")
    assert "1 of 3 checked" in page.text
    listed = client.follow(page, "Back to the list")
    assert "new-3" in listed.ids


def test_a_paragraph_may_come_from_several(client: Client, place: Place) -> None:
    page = client.follow(
        client.get(pending_import(client, place).address + "?show=changed"), "Correct: section 2, paragraph 1"
    )
    lost = choice(page, "add-3", "Clusters work together")
    page = client.submit(page, {"add-3": lost}, button="Add: section 2, paragraph 1")
    assert "Merged from 2" in page.text
    assert page.address.endswith("row=new-3")
    assert "1 of the draft ends" not in client.get(page.address.partition("?")[0]).text
    gone = client.submit(page, button="Remove: section 2, paragraph 1 from section 1, paragraph 1")
    assert "Merged from 2" not in gone.text
    page = client.submit(gone, {"add-3": lost}, button="Add: section 2, paragraph 1")
    client.submit(client.get(page.address.partition("?")[0]), {"reason": "Joined"}, button=TAKE)
    assert draft_of(client, place.document.slug)[3][2:] == ([5, 2], True)


def test_one_paragraph_may_go_on_in_several(client: Client, place: Place) -> None:
    page = client.get(pending_import(client, place).address + "?row=new-5")
    assert page.heading == "section 2, paragraph 3"
    page = client.submit(
        page, {"add-5": choice(page, "add-5", "The contact point")}, button="Add: section 2, paragraph 3"
    )
    assert "Split into 2" in page.text
    client.submit(client.get(page.address.partition("?")[0]), {"reason": "Parted"}, button=TAKE)
    draft = draft_of(client, place.document.slug)
    assert [(pid, origins) for pid, _text, origins, _certain in draft[-2:]] == [(6, [6]), (7, [6])]


def test_a_paragraph_that_ends_may_go_on_after_all(client: Client, place: Place) -> None:
    page = client.get(pending_import(client, place).address + "?row=end-2")
    bees = choice(page, "goes-2", "Bees are counted")
    page = client.submit(page, {"goes-2": bees}, button="Add: section 1, paragraph 1 of the draft")
    assert page.address.endswith("row=new-5")
    page = client.submit(page, button="section 1, paragraph 1 of the draft ends here")
    assert (page.heading, "Checked by a person" in page.text) == ("section 1, paragraph 1 of the draft", True)


def test_a_person_says_that_a_paragraph_is_new(client: Client, place: Place) -> None:
    old = {pid for pid, *_rest in draft_of(client, place.document.slug)}
    page = client.submit(
        client.get(pending_import(client, place).address + "?row=new-1"),
        button="It is new: section 1, paragraph 1",
    )
    client.submit(client.get(page.address.partition("?")[0]), {"reason": "Another aim"}, button=TAKE)
    pid, _text, origins, certain = draft_of(client, place.document.slug)[1]
    assert pid not in old
    assert (origins, certain) == ([], True)


def test_everything_can_be_put_back_as_it_was_proposed(client: Client, place: Place) -> None:
    page = with_doubts(client, place, rows=(1,), ends=(2,))
    first = page.text
    page = client.submit(page, button="It is new: section 1, paragraph 1")
    page = client.submit(page, button="Confirm that it ends: section 1, paragraph 1 of the draft")
    page = client.submit(page, button="Put everything back as proposed")
    assert page.text == first


def test_what_is_chosen_in_a_list_counts_whichever_button_is_pressed(client: Client, place: Place) -> None:
    page = with_doubts(client, place, rows=(1, 3))
    lost = choice(page, "add-3", "Clusters work together")
    client.submit(page, {"add-3": lost, "reason": "x"}, button=TAKE)
    assert draft_of(client, place.document.slug)[3][2] == [5, 2]


def test_a_button_without_a_choice_says_so(client: Client, place: Place) -> None:
    page = with_doubts(client, place, rows=(1,))
    refused = client.submit(page, {"reason": "Kept"}, button="Add: section 1, paragraph 1", status=422)
    assert refused.errors() == {"add-1": "Choose a paragraph first."}
    assert value(refused, "reason") == "Kept"
    alone = client.get(page.address + "?row=new-1")
    refused = client.submit(alone, button="Add: section 1, paragraph 1", status=422)
    assert (refused.heading, refused.errors()) == (
        "section 1, paragraph 1",
        {"add-1": "Choose a paragraph first."},
    )


NOT_OURS = [
    {"do": "confirm:99"},
    {"do": "confirm:x"},
    {"do": "remove:1"},
    {"do": "ends:999"},
    {"do": "new:99999999999"},
    {"do": "add:1", "add-1": "999"},
    {"do": "goes:2", "goes-2": "99"},
    {"do": "confirm:1", "add-x": "1"},
    {"do": "nonsense"},
]


@pytest.mark.parametrize("sent", NOT_OURS)
def test_what_no_page_of_ours_sends_is_refused(client: Client, place: Place, sent: dict[str, str]) -> None:
    page = pending_import(client, place)
    client.post(page.address, {"reason": "x", **sent}, status=422)
    for asked in ("row=new-99", "row=end-99", "row=x"):
        client.get(f"{page.address}?{asked}", status=404)
    client.get(f"{page.address}?show=x&page=99999999&at=new-77")


def test_a_file_that_is_hardly_recognised_is_called_in_question(client: Client, place: Place) -> None:
    bees = "\n\n".join(f"Bees of hive {n} are counted on day {n * 3}." for n in range(30))
    page = pending_import(client, place, bees)
    assert "Is this the right file?" in page.text
    assert "No paragraph of the text that it was begun from was recognised in it." in page.text
    assert "Is this the right file?" not in pending_import(client, place).text


# While somebody else works on it


def test_a_draft_that_changed_meanwhile_is_not_overwritten(client: Client, place: Place) -> None:
    page = pending_import(client, place)
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        make_revision(db, document, 2, "Saved in the meantime.")
    refused = client.submit(page, {"reason": "My reason"}, button=TAKE, status=409)
    assert "The draft has changed since this file was compared with it" in refused.text
    assert value(refused, "reason") == "My reason"
    assert refused.link("Import another file") == place.path
    assert "Saved in the meantime." in [row[1] for row in draft_of(client, place.document.slug)]


def test_decisions_are_kept_when_the_draft_changed_meanwhile(client: Client, place: Place) -> None:
    page = client.get(pending_import(client, place).address + "?row=new-5")
    page = client.submit(
        page, {"add-5": choice(page, "add-5", "Clusters work")}, button="Add: section 2, paragraph 3"
    )
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        make_revision(db, document, 3, "What one cluster learns, every other can use.")
    refused = client.submit(page, button="It is new: section 2, paragraph 3", status=409)
    page = client.submit(refused, {"reason": "Both"}, button="Put them together again")
    assert "The file was put together with the draft again." in page.text
    assert value(page, "reason") == "Both"
    client.submit(page, button=TAKE)
    draft = draft_of(client, place.document.slug)
    assert [(pid, origins) for pid, _text, origins, _certain in draft if pid in (2, 3)] == [
        (3, [3]),
        (2, [2]),
    ]


def test_an_import_is_confirmed_once(client: Client, place: Place) -> None:
    page = pending_import(client, place)
    client.submit(page, {"reason": "x"}, button=TAKE)
    for sent in ({"reason": "again"}, {"do": "confirm:1"}, {"do": "again"}):
        client.post(page.address, sent, status=409)
    assert client.get(page.address).heading == "Imported"


def test_a_bad_file_for_the_next_draft_is_said_at_the_field(client: Client, place: Place) -> None:
    page = client.submit(client.get(place.path), {"file": ("a.md", b"\xff\xfe\x00")}, status=422)
    assert "file" in page.errors()
    none = client.submit(client.get(place.path), status=422)
    assert none.errors() == {"file": "Choose a file."}


def test_an_import_of_another_document_is_not_found(client: Client, place: Place) -> None:
    page = pending_import(client, place)
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
    changed = text.replace("what office", "what the office")
    path = f"/en/documents/{document.slug}/draft/import"
    page = client.submit(client.get(path), {"file": ("big.md", changed.encode())})
    page = client.get(page.address + "?show=all")
    assert len(page.with_class("change")) == 50
    assert len(page.html) < 200_000
    last = client.get(page.address + "&page=20")
    assert "Paragraph 999" in last.text
    alone = client.get(page.address.partition("?")[0] + "?row=new-700")
    assert len(offered(alone, "add-700")) > 990
    assert len(alone.html) < 300_000

"""Writing the text: every operation by its form, and publishing."""

from types import SimpleNamespace as Place

import pytest

from consultation.models import Trace
from documents import queries
from tests.pages.drafts.drafting import WRITES, at, boris_does, texts, value
from tests.support.factories import (
    make_document,
    make_revision,
)
from tests.support.markup import words
from tests.support.pages import Client
from tests.support.watching.statements import hearing

# Reading the draft


def test_the_draft_shows_every_paragraph_and_what_changed_since_the_version(
    client: Client, place: Place
) -> None:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        make_revision(db, document, place.aims, "First aim, new words.", by=db.merge(place.boris))
    page = client.get(place.draft)
    assert "1 change since version 1" in page.text
    changed = words(page.ids[f"p-{place.aims}"])
    assert "First aim, new words." in changed
    assert "Edited · 1.1 · Ana Example" not in changed
    assert "Edited · 1.1 · Boris Example" in changed
    assert "Edited" not in words(page.ids[f"p-{place.second}"])
    assert page.link("Change section 1, paragraph 1") == at(place, place.aims)


def test_whoever_only_reads_gets_no_way_to_edit(client: Client, place: Place) -> None:
    client.sign_in(place.minister)
    page = client.get(place.draft)
    assert "Change §" not in page.text
    assert "Insert" not in page.text
    own = client.get(at(place, place.aims))
    assert [form.get("id") for form in own.main.iter("form")] == ["note"], "but a note of their own"
    assert "What else can be done" not in own.text


def test_an_empty_draft_says_how_to_begin(client: Client, place: Place) -> None:
    with client.saved() as db:
        empty = make_document(db, "", versions=0)
    page = client.get(f"/en/documents/{empty.slug}/draft")
    assert "There is no text yet" in page.text
    client.sign_in(place.people["Vera"])
    assert client.get(f"/en/documents/{empty.slug}/draft").link("Import a file")


@pytest.mark.parametrize("operation", WRITES)
def test_a_government_may_not_write(client: Client, place: Place, operation: str) -> None:
    client.sign_in(place.minister)
    if operation:
        client.get(at(place, place.aims, operation), status=403)
    client.post(at(place, place.aims, operation), {"markdown": "Ours", "reason": "x"}, status=403)
    client.post(f"{place.draft}/insert", {"markdown": "Ours"}, status=403)
    client.get(f"{place.draft}/publish", status=403)
    assert "Ours" not in texts(client, place).values()


def test_a_stranger_signs_in_first(client: Client, place: Place) -> None:
    client.sign_out()
    for path in (place.draft, at(place, place.aims), f"{place.draft}/revisions", f"{place.draft}/insert"):
        client.get(path, status=401)


@pytest.mark.parametrize("operation", ["", "delete", "move", "split", "merge"])
def test_the_page_of_a_change_reads_the_draft_once(client: Client, place: Place, operation: str) -> None:
    statements: list[str] = []
    with hearing(client.database.engine, statements.append):
        client.get(at(place, place.aims, operation))
    assert len([each for each in statements if "FROM draft_paragraph" in each]) == 1


# Editing


def test_an_edit_is_saved_with_its_reason_and_its_comment(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    assert "Name the borders." in form.text
    page = client.submit(
        form,
        {"markdown": "First aim: over every border.", "reason": "As asked", "comments": "1"},
        button="Save",
    )
    assert "Saved as revision 1.1." in page.text
    assert page.address.endswith("/draft")
    assert texts(client, place)[place.aims] == "First aim: over every border."
    with client.saved() as db:
        [trace] = db.query(Trace).all()
        assert trace.comment_id == place.comment.id
        assert (trace.revision.name, trace.revision.reason) == ("1.1", "As asked")
    history = client.get(at(place, place.aims))
    assert "As asked" in history.text
    assert history.link("comment 1")


def test_other_comments_are_named_by_number(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second))
    values = {"markdown": "Second aim, too.", "reason": "As asked", "others": "#1, 77"}
    page = client.submit(form, values, button="Save", status=422)
    assert page.errors() == {"others": "There is no comment “77” on this document."}
    assert value(page, "others") == "#1, 77"
    page = client.submit(page, {"others": "1"}, button="Save", status=422)
    assert page.errors() == {
        "link_reason": "Comment 1 has stood on none of the paragraphs that this change touches. Say why it "
        "answers it."
    }
    assert (value(page, "others"), value(page, "reason")) == ("1", "As asked")
    client.submit(page, {"link_reason": "Both aims are one thought."}, button="Save")
    with client.saved() as db:
        assert db.query(Trace).one().comment_id == place.comment.id


def test_a_preview_shows_the_change_and_saves_nothing(client: Client, place: Place) -> None:
    before = texts(client, place)
    form = client.get(at(place, place.aims))
    page = client.submit(
        form,
        {"markdown": "First aim: clusters work together everywhere. ![map](m.png)", "reason": "Why"},
        button="Preview",
    )
    assert "Preview: nothing is saved yet" in page.text
    assert "deleted: across borders" in page.text
    assert "inserted: everywhere" in page.text
    assert "An image" in page.text
    assert value(page, "reason") == "Why"
    assert texts(client, place) == before
    client.submit(page, button="Save")
    assert texts(client, place)[place.aims] == "First aim: clusters work together everywhere."


WRONG = [
    ({"markdown": "Other words", "reason": ""}, "reason", "Say why you make this change."),
    ({"markdown": "", "reason": "x"}, "markdown", "Write the text of the paragraph."),
    ({"markdown": "One.\n\nTwo.", "reason": "x"}, "markdown", "This is 2 paragraphs."),
    (
        {"markdown": "Second aim: what one cluster learns, all can use.", "reason": "x"},
        "markdown",
        "The text is the same as before.",
    ),
]


@pytest.mark.parametrize(("values", "field", "said"), WRONG)
def test_a_form_that_cannot_be_saved_comes_back_as_it_was_typed(
    client: Client, place: Place, values: dict[str, str], field: str, said: str
) -> None:
    page = client.submit(client.get(at(place, place.second)), values, button="Save", status=422)
    assert said in page.errors()[field]
    assert page.title.startswith("Error:")
    assert value(page, "markdown") == values["markdown"]
    assert value(page, "reason") == values["reason"]


ALL_WRONG = [
    ("", {"markdown": ""}, {"markdown": "Write the text of the paragraph."}),
    ("", {"markdown": "One.\n\nTwo."}, {"markdown": "This is 2 paragraphs."}),
    ("split", {"markdown": ""}, {"markdown": "Write the text of the paragraph."}),
    ("merge", {"markdown": "One.\n\nTwo."}, {"markdown": "This is 2 paragraphs."}),
    ("move", {}, {}),
    ("delete", {}, {}),
]


@pytest.mark.parametrize(("operation", "values", "said"), ALL_WRONG)
def test_all_that_is_wrong_with_a_change_is_told_at_once(
    client: Client, place: Place, operation: str, values: dict[str, str], said: dict[str, str]
) -> None:
    said = {**said, "reason": "Say why you make this change.", "others": "There is no comment “77”"}
    form = client.get(at(place, place.second, operation))
    page = client.submit(form, {**values, "others": "77"}, form=operation or "edit", status=422)
    errors = page.errors()
    assert errors.keys() == said.keys()
    assert all(errors[field].startswith(words) for field, words in said.items())
    assert value(page, "others") == "77"
    assert all(value(page, field) == typed for field, typed in values.items())


def test_all_that_is_wrong_with_new_paragraphs_is_told_at_once(client: Client, place: Place) -> None:
    form = client.get(f"{place.draft}/insert")
    page = client.submit(form, {"after": str(place.last), "others": "#77"}, button="Insert", status=422)
    assert page.errors() == {
        "markdown": "Write the text of the paragraph.",
        "reason": "Say why you make this change.",
        "others": "There is no comment “#77” on this document.",
    }
    assert [value(page, name) for name in ("after", "others")] == [str(place.last), "#77"]


def test_the_first_draft_needs_no_reason(client: Client, place: Place) -> None:
    with client.saved() as db:
        fresh = make_document(db, versions=0)
    path = f"/en/documents/{fresh.slug}/draft/paragraphs/2"
    page = client.submit(client.get(path), {"markdown": "Other words."}, button="Save")
    assert "Saved as revision 0.2." in page.text


# The other operations


def test_paragraphs_are_inserted_where_asked(client: Client, place: Place) -> None:
    form = client.get(f"{place.draft}/insert?after={place.last}")
    assert value(form, "after") == str(place.last)
    values = {"markdown": "- It is paid.\n\n- It is known.", "reason": "Asked for"}
    seen = client.submit(form, values, button="Preview")
    assert "2 paragraphs" in seen.text
    page = client.submit(seen, button="Insert")
    assert list(texts(client, place).values())[-2:] == ["- It is paid.", "- It is known."]
    assert "Saved as revision 1.1." in page.text
    client.submit(
        client.get(f"{place.draft}/insert"), {"markdown": "Preamble.", "reason": "x"}, button="Insert"
    )
    assert next(iter(texts(client, place).values())) == "Preamble."


def test_a_deletion_says_which_comments_stand_there(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims, "delete"))
    assert "1 comment stands on this paragraph" in form.text
    refused = client.submit(form, {"reason": ""}, status=422)
    assert refused.errors() == {"reason": "Say why you make this change."}
    page = client.submit(refused, {"reason": "Said elsewhere"})
    assert place.aims not in texts(client, place)
    assert "No longer in the text" in page.text
    became = client.get(at(place, place.aims), status=404)
    assert "Deleted: revision 1.1, Ana Example" in became.text
    assert "Said elsewhere" in became.text


def test_a_paragraph_is_moved_to_a_place_in_a_list(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims, "move"))
    page = client.submit(form, {"after": str(place.second), "reason": "Order"})
    order = list(texts(client, place))
    assert order.index(place.aims) == order.index(place.second) + 1
    assert "Moved" in words(page.ids[f"p-{place.aims}"]) or "Moved" in words(page.ids[f"p-{place.second}"])
    client.post(at(place, place.aims, "move"), {"after": "x", "reason": "Order"}, status=422)


def test_the_list_of_places_begins_at_the_present_one(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second, "move"))
    assert value(form, "after") == str(place.aims)
    assert "Where it is now, after section 1, paragraph 1" in words(form.ids["after"])
    page = client.submit(form, {"reason": "Order"}, status=422)
    assert page.errors() == {"after": "It stands there already. Choose another place."}
    assert value(page, "reason") == "Order"
    assert "Nothing has changed since version 1." in client.get(place.draft).text
    first = client.get(at(place, place.pids[0], "move"))
    assert value(first, "after") == "start"


def test_a_paragraph_is_cut_after_the_sentences_that_are_chosen(client: Client, place: Place) -> None:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        make_revision(db, document, place.second, "One is *here. Two is here. Three* is not.")
    form = client.get(at(place, place.second, "split"))
    assert [words(label) for label in form.ids["choose"].iter("label")] == ["One is here.", "Two is here."]
    seen = client.submit(form, {"cut": "0"}, form="choose")
    assert value(seen, "markdown") == "One is *here.*\n\n*Two is here. Three* is not."
    client.submit(seen, {"reason": "Two matters"}, form="split", button="Split it")
    assert texts(client, place)[place.second] == "One is *here.*"
    assert "*Two is here. Three* is not." in texts(client, place).values()


def test_a_cut_inside_italics_says_what_to_do_and_keeps_the_text(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second, "split"))
    typed = {"markdown": "Second *aim:\n\nwhat* one learns.", "reason": "x"}
    page = client.submit(form, typed, form="split", button="Split it", status=422)
    assert "An empty line stands inside bold, italics or a link." in page.errors()["markdown"]
    assert value(page, "markdown") == typed["markdown"]


@pytest.mark.parametrize("operation", ["", "split", "merge"])
def test_a_word_without_end_is_refused_and_kept(client: Client, place: Place, operation: str) -> None:
    form = client.get(at(place, place.second, operation))
    typed = {"markdown": "x" * 20_000, "reason": "x"}
    page = client.submit(form, typed, form=operation or "edit", status=422)
    assert "10000 is the most" in page.errors()["markdown"]
    assert value(page, "markdown") == typed["markdown"]


def test_an_empty_line_cuts_a_paragraph(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second, "split"))
    whole = client.submit(form, {"reason": "Two matters"}, button="Split it", status=422)
    assert "Leave an empty line" in whole.errors()["markdown"]
    cut = "Second aim: what one cluster learns.\n\nAll can use it."
    seen = client.submit(whole, {"markdown": cut}, button="Preview")
    assert "2 parts" in seen.text
    client.submit(seen, button="Split it")
    found = texts(client, place)
    assert found[place.second] == "Second aim: what one cluster learns."
    assert "All can use it." in found.values()


def test_two_paragraphs_are_joined_with_a_text_that_can_be_edited(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims, "merge"))
    assert value(form, "markdown") == (
        "First aim: clusters work together across borders. Second aim: what one cluster learns, all can use."
    )
    other = client.submit(form, {"other": str(place.last)}, button="Show this one")
    assert value(other, "markdown").endswith("borders. It reports once a year.")
    page = client.submit(other, {"markdown": "Both at once.", "reason": "One thing"}, button="Merge them")
    found = texts(client, place)
    assert found[place.aims] == "Both at once."
    assert place.last not in found
    assert "Merged" in words(page.ids[f"p-{place.aims}"])


def test_the_saved_changes_are_listed_with_their_marks(client: Client, place: Place) -> None:
    for operation, *arguments in [
        ("edit", place.aims, "First aim, shorter."),
        ("split", place.second, ["Second aim.", "What one learns, all use."]),
        ("move", place.last, None),
        ("delete", place.pids[-2]),
        ("merge", place.aims, place.second, "First and second aim."),
    ]:
        boris_does(client, place, operation, *arguments)
    page = client.get(f"{place.draft}/revisions")
    said = [words(heading) for heading in page.main.iter("h2")]
    assert said == [
        "Merged: revision 1.5",
        "Deleted: revision 1.4",
        "Moved: revision 1.3",
        "Split: revision 1.2",
        "Edited: revision 1.1",
        "Imported from a file: revision 0.1",
    ]
    assert "Boris had a reason" in page.text
    assert "deleted: It answers within thirty days." in page.text
    assert "Drafters' initiative" in page.text


def test_long_lists_of_changes_have_pages(client: Client, place: Place) -> None:
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        for number in range(52):
            make_revision(db, document, place.aims, f"Words {number}.")
    first = client.get(f"{place.draft}/revisions")
    assert len(list(first.main.iter("h2"))) == 50
    second = client.get(f"{place.draft}/revisions?page=2")
    assert [words(h) for h in second.main.iter("h2")][-1] == "Imported from a file: revision 0.1"


# Publishing


def test_the_secretariat_checks_and_asks_to_publish(client: Client, place: Place) -> None:
    client.sign_in(place.people["Vera"])
    assert "Nothing has changed since version 1" in client.get(f"{place.draft}/publish").text
    client.post(f"{place.draft}/publish", {"label": "again"}, status=409)
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    form = client.follow(client.get(place.draft), "Publish as version 2")
    assert "Edited: 1" in form.text
    refused = client.submit(form, {"label": " "}, status=422)
    assert "Give the version a label" in refused.errors()["label"]
    asked = client.submit(refused, {"label": "second draft", "reason": "The group agreed."})
    assert "A second person decides; nothing is done yet." in asked.text
    client.get(f"{place.draft.removesuffix('/draft')}/versions/2", status=404)


def test_all_that_is_missing_to_publish_is_told_at_once(client: Client, place: Place) -> None:
    client.sign_in(place.people["Vera"])
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    page = client.submit(client.get(f"{place.draft}/publish"), {"label": "", "reason": ""}, status=422)
    assert list(page.errors()) == ["label", "reason"]
    kept = client.submit(page, {"label": "second draft", "reason": ""}, status=422)
    assert page.errors()["reason"] == kept.errors()["reason"]
    assert value(kept, "label") == "second draft"


def test_the_working_group_does_not_publish(client: Client, place: Place) -> None:
    assert "Publish" not in client.get(place.draft).text
    client.get(f"{place.draft}/publish", status=403)
    client.post(f"{place.draft}/publish", {"label": "ours"}, status=403)


def test_no_text_to_publish_is_said(client: Client, place: Place) -> None:
    client.sign_in(place.people["Vera"])
    with client.saved() as db:
        empty = make_document(db, "", versions=0)
    page = client.get(f"/en/documents/{empty.slug}/draft/publish")
    assert "There is no text to publish yet" in page.text


def test_the_draft_keeps_the_headings_of_its_text(client: Client, place: Place) -> None:
    page = client.get(place.draft)
    assert [words(heading) for heading in page.ids["text"].iter("h2")] == ["Aims", "Measures"]

"""Comparing two versions: what is shown, in which form, and why it was changed."""

import re

import pytest

from consultation.answers import answering
from consultation.models import Comment, Trace
from documents.drafting.draft import Draft
from documents.text.blocks import Block
from members.models import Mandate
from tests.pages.compare import comparing
from tests.pages.compare.comparing import DELETED, EDITED, FORMATTED, MOVED, RULES, Scene
from tests.support import factories
from tests.support.markup import Page, words
from tests.support.pages import Client

MODES = ("changes", "inline", "side", "list")


@pytest.fixture
def scene(client: Client) -> Scene:
    return comparing.make(client)


def numbers(page: Page) -> list[int]:
    """The numbers of the changes on a page, in their order."""
    return [int(i.removeprefix("change-")) for i in page.ids if i.startswith("change-")]


def change(page: Page, number: int) -> str:
    return words(page.ids[f"change-{number}"])


# What is shown


def test_the_summary_comes_first_and_says_in_words_what_changed(client: Client, scene: Scene) -> None:
    page = client.get(scene.comparison)
    assert "Version 1 compared with version 2" in page.heading
    assert (
        "7 changes: 1 paragraph changed, 1 added, 1 removed, 1 moved, 1 split; "
        "1 only in its formatting; 1 only in its spacing" in page.text
    )
    assert page.text.index("7 changes:") < page.text.index("Change 1 of 7")


def test_each_change_has_number_anchor_and_kind(client: Client, scene: Scene) -> None:
    page = client.get(scene.comparison)
    assert numbers(page) == [1, 2, 3, 4, 5, 6, 7]
    assert change(page, 1).startswith("Change 1 of 7: section 1, paragraph 1 ●Edited")
    assert {f"p-{pid}" for pid in (EDITED, FORMATTED, DELETED, MOVED)} <= page.ids.keys()
    assert "section 1, paragraph 3 of version 1" in change(page, 4), (
        "what was deleted is named by its old number"
    )


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_its_address_and_every_change(client: Client, scene: Scene, mode: str) -> None:
    page = client.get(f"{scene.comparison}?mode={mode}")
    assert sorted(numbers(page)) == [1, 2, 3, 4, 5, 6, 7]
    assert "inserted: with universities" in re.sub(r"\s+", " ", page.text)
    [current] = [link for link in page.with_class("filters")[0].iter("a") if link.get("aria-current")]
    assert current.get("href", "").endswith("" if mode == "changes" else f"mode={mode}")


def test_changes_alone_are_the_usual_form(client: Client, scene: Scene) -> None:
    page = client.get(scene.comparison)
    assert "Rule 5 stays." not in page.text
    assert client.get(f"{scene.comparison}?mode=nonsense&page=x").text == page.text


def test_marks_are_said_in_words_that_can_be_switched_off(client: Client, scene: Scene) -> None:
    page = client.get(scene.comparison)
    for number, said in ((1, "inserted:"), (3, "formatting"), (4, "deleted:")):
        assert said in change(page, number)
    silent = client.follow(page, "Do not read out where words begin and end to be inserted or deleted")
    body = silent.root.find("body")
    assert body is not None
    assert body.get("class") == "marks-silent"
    again = client.follow(silent, "Read out where words begin and end to be inserted or deleted")
    assert again.address == scene.comparison


def test_side_by_side_keeps_pairs_in_one_row_and_names_the_version_in_each_cell(
    client: Client, scene: Scene
) -> None:
    page = client.get(f"{scene.comparison}?mode=side")
    row = page.ids["change-1"]
    cells = [element for element in row if "side__aside" not in (element.get("class") or "")]
    assert words(cells[0]).startswith("Version 1, section 1, paragraph 1 Clusters work together")
    assert words(cells[1]).startswith("Version 2, section 1, paragraph 1 Clusters work together")
    assert "Not in this text" in change(page, 2), "what is new has nothing on the left"


def test_a_moved_paragraph_is_announced_where_it_stood(client: Client, scene: Scene) -> None:
    for mode in ("inline", "side"):
        page = client.get(f"{scene.comparison}?mode={mode}")
        [away] = page.with_class("away")
        assert "Moved from here: section 1, paragraph 4" in words(away)
        [link] = list(away.iter("a"))
        assert link.get("href") == "#change-7"


def test_unchanged_paragraphs_are_folded_and_can_be_unfolded(client: Client, scene: Scene) -> None:
    page = client.get(f"{scene.comparison}?mode=inline")
    folds = [words(summary) for summary in page.root.iter("summary")]
    assert any(fold.startswith("Show 9 unchanged paragraphs") for fold in folds), folds
    assert "Rule 5 stays." in page.text, "it is on the page, for those without JavaScript"
    whole = client.follow(page, "Unfold all unchanged paragraphs")
    assert not any(words(summary).startswith("Show") for summary in whole.root.iter("summary"))
    assert whole.address.endswith("unchanged=open")


# From change to change


@pytest.mark.parametrize("mode", MODES)
def test_next_and_previous_are_links_from_change_to_change(client: Client, scene: Scene, mode: str) -> None:
    page = client.get(f"{scene.comparison}?mode={mode}")
    for number in range(1, 8):
        links = {link.get("rel"): link.get("href") for link in page.ids[f"change-{number}"].iter("a")}
        assert links.get("next") == (f"#change-{number + 1}" if number < 7 else None)
        assert links.get("prev") == (f"#change-{number - 1}" if number > 1 else None)
        assert page.ids[f"change-{number}"].get("tabindex") == "-1", "the keyboard goes on from there"


def test_a_long_list_of_changes_has_pages_and_steps_lead_over_their_ends(client: Client) -> None:
    with client.saved() as db:
        text = "\n\n".join(f"Paragraph {n} says something." for n in range(130))
        document = factories.make_document(db, text)
        for pid in range(1, 131):
            factories.make_revision(db, document, pid, f"Paragraph {pid} now says something else.")
        factories.make_version(db, document, edit=False)
        address = f"/en/documents/{document.slug}/compare/1...2"
    first = client.get(address)
    assert numbers(first) == list(range(1, 101))
    [step] = [link for link in first.ids["change-100"].iter("a") if link.get("rel") == "next"]
    assert first.absolute(step.get("href", "")) == f"{address}?page=2#change-101"
    second = client.follow(first, "Next page →")
    assert numbers(second) == list(range(101, 131))
    assert "Page 2 of 2. Changes 101 to 130 are on it." in second.text
    assert "page 2" in second.title
    assert numbers(client.get(f"{address}?page=99")) == list(range(101, 131)), "the last page"
    assert len(numbers(client.follow(first, "Show all on one page"))) == 130
    reached = client.get(f"{address}?at=120")
    assert "p-120" in reached.ids
    assert "page=2" in reached.address


def test_a_paragraph_is_found_from_outside_whether_it_changed_or_not(client: Client, scene: Scene) -> None:
    answer = client.http.get(f"{scene.comparison}?at={EDITED}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{scene.comparison}#p-{EDITED}")
    answer = client.http.get(f"{scene.comparison}?at={RULES[4]}")
    assert answer.headers["location"] == f"{scene.comparison}?mode=inline#p-{RULES[4]}"
    assert f"p-{RULES[4]}" in client.get(f"{scene.comparison}?at={RULES[4]}").ids
    assert client.get(f"{scene.comparison}?at=999").address == scene.comparison


# Why


@pytest.mark.parametrize("mode", ["changes", "list"])
def test_a_change_tells_its_reason_its_comments_their_answers_and_who_decided(
    client: Client, scene: Scene, mode: str
) -> None:
    page = client.get(f"{scene.comparison}?mode={mode}")
    told = change(page, 1)
    assert "Why (revision 1.1): Says with whom, as comment 1 asks." in told
    assert "Comment 1 Ana Example: Say with whom they work." in told
    assert "✓Accepted They now work with universities." in told
    assert "Decided by Organisation of the working group, 1 March 2027" in told
    assert page.link("Comment 1") == f"{scene.address}/comments/1"
    within = change(client.get(f"{scene.comparison}?mode=inline"), 1)
    assert "Comment 1 (Accepted) Says with whom, as comment 1 asks." in within
    assert "On the drafters’ own initiative." in change(page, 3)


def test_a_change_that_only_some_versions_between_know_keeps_its_reason(client: Client, scene: Scene) -> None:
    """From version 1 to 3 the reasons of both steps count."""
    with client.saved() as db:
        document = db.merge(scene.document)
        factories.make_revision(db, document, EDITED, "Clusters work with universities.", reason="Shorter.")
        factories.make_version(db, document, edit=False)
    told = change(client.get(f"{scene.address}/compare/1...3"), 1)
    assert "Says with whom, as comment 1 asks." in told
    assert "Shorter." in told
    assert "Comment 1" in told


def test_an_answer_given_later_is_shown_though_the_comparison_is_kept(client: Client, scene: Scene) -> None:
    before = client.get(scene.comparison)
    assert "Now said better." not in before.text
    with client.saved() as db:
        comment = db.get_one(Comment, scene.comment.id)
        revision = db.query(Trace).filter(Trace.comment_id == comment.id).one().revision
        answering.answer_comment(
            db,
            comment,
            answering.AnswerInput(
                answer="partly accepted", reason="Now said better.", language="en", revisions=[revision]
            ),
            by=db.get_one(Mandate, scene.drafter.id),
            now=factories.NOW,
        )
    assert "Now said better." in client.get(scene.comparison).text


# Choosing what to see


def test_the_counts_lead_to_the_changes_of_each_kind(client: Client, scene: Scene) -> None:
    page = client.follow(client.get(scene.comparison), "1 moved")
    assert page.address == f"{scene.comparison}?kind=moved"
    assert numbers(page) == [7]
    assert "1 of 7 changes are shown. 6 of other kinds are left out." in page.text
    assert numbers(client.follow(page, "Show all changes")) == [1, 2, 3, 4, 5, 6, 7]


def test_spacing_and_formatting_can_be_hidden(client: Client, scene: Scene) -> None:
    page = client.follow(client.get(scene.comparison), "Hide script, spacing and formatting (2)")
    assert numbers(page) == [1, 2, 4, 5, 7]
    assert "5 of 7 changes are shown. 2 of script, spacing or formatting alone are left out." in page.text
    assert "Change 1 of 7" in page.text, "the numbers stay what they are"
    [step] = [link for link in page.ids["change-2"].iter("a") if link.get("rel") == "next"]
    assert step.get("href") == "#change-4"
    assert len(numbers(client.follow(page, "Show script, spacing and formatting (2)"))) == 7


def test_only_changes_with_comments_can_be_asked_for(client: Client, scene: Scene) -> None:
    page = client.follow(client.get(f"{scene.comparison}?mode=list"), "Only changes with comments (1)")
    assert numbers(page) == [1]
    assert page.address == f"{scene.comparison}?mode=list&comments=only", "the mode stays"
    assert "6 that no comment led to are left out." in page.text


def test_what_is_left_out_of_the_whole_text_is_folded_and_said(client: Client, scene: Scene) -> None:
    page = client.get(f"{scene.comparison}?mode=inline&comments=only")
    assert any("with changes that were left out here" in words(s) for s in page.root.iter("summary"))


def test_renumbering_is_told_apart_and_can_be_hidden(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        Draft(db, document, by=None, reason="One more.", now=factories.NOW).insert(1, "A new first aim.")
        factories.make_version(db, document, edit=False)
        address = f"/en/documents/{document.slug}/compare/1...2"
    page = client.get(address)
    assert (
        "1 change: no paragraph changed in its words, 1 added; 2 only renumbered; 5 unchanged." in page.text
    )
    moved = "section 1, paragraph 1 to section 1, paragraph 2 are now section 1, paragraph 2 to section 1, "
    assert moved + "paragraph 3" in words(page.ids["renumbered"])
    within = client.get(f"{address}?mode=inline")
    assert "only renumbered; section 1, paragraph 1 before" in within.text
    hidden = client.follow(page, "Hide renumbering (2)")
    assert "renumbered" not in hidden.ids
    assert numbers(client.follow(hidden, "Show renumbering (2)")) == [1]
    alone = client.follow(page, "2 only renumbered")
    assert alone.ids["renumbered"].get("open") is not None
    assert numbers(alone) == []


@pytest.mark.parametrize("mode", MODES)
def test_the_number_of_an_item_that_came_or_went_is_shown_once(client: Client, mode: str) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        items = "Aims:\n\n2. second aim\n3. third aim"
        Draft(db, document, by=None, reason="More.", now=factories.NOW).insert(1, items)
        factories.make_version(db, document, edit=False)
    page = client.get(f"/en/documents/{document.slug}/compare/1...2?mode={mode}")
    shown = "".join(words(page.ids[each]) for each in page.ids if each.startswith("change-"))
    assert shown.count("3.") == 1
    assert "third aim" in shown


def test_a_choice_that_leaves_nothing_says_so(client: Client, scene: Scene) -> None:
    page = client.get(f"{scene.comparison}?kind=merged")
    assert "No change to show" in page.text
    assert len(numbers(client.follow(page, "Show all changes"))) in (0, 7)


# Any two


def test_versions_in_the_wrong_order_are_put_right(client: Client, scene: Scene) -> None:
    page = client.get(f"{scene.address}/compare/2...1?mode=side")
    assert page.address == f"{scene.comparison}?mode=side"


def test_one_version_twice_is_explained(client: Client, scene: Scene) -> None:
    page = client.get(f"{scene.address}/compare/2...2")
    assert "This is one version compared with itself. Choose two different ones." in page.text
    page = client.submit(page, {"old": "1", "new": "2"}, button="Compare")
    assert page.address == scene.comparison


def test_two_versions_with_the_same_words_say_so(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        factories.make_revision(db, document, 2, "Something else for a while.")
        factories.make_version(db, document, edit=False)
        factories.make_revision(db, document, 2, "First aim: clusters work together across borders.")
        factories.make_version(db, document, edit=False)
        address = f"/en/documents/{document.slug}/compare/1...3"
    page = client.get(address)
    assert "The text is the same in both, word for word." in page.text
    assert numbers(page) == []


def test_versions_that_are_not_there_are_told(client: Client, scene: Scene) -> None:
    client.get(f"{scene.address}/compare/1...9", status=404)
    client.get(f"{scene.address}/compare?old=x&new=2", status=422)
    client.get(f"{scene.address}/compare?old=&new=", status=422)
    assert client.get(f"{scene.address}/compare").address == scene.comparison


def test_a_guess_of_an_import_is_marked_as_one(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db, "One thing is said.\n\nAnother thing is said.\n")
        rows = [(1, Block("paragraph", 0, "One thing was said."), [1], True)]
        rows += [(None, Block("paragraph", 0, "A different thing."), [2], False)]  # type: ignore[list-item]
        Draft(db, document, by=None, reason="from the meeting", now=factories.NOW).replace_all(rows)
        factories.make_version(db, document, edit=False)
        factories.make_version(db, document)
        slug = document.slug
    for versions in ("1...2", "1...3"):
        page = client.get(f"/en/documents/{slug}/compare/{versions}")
        assert "Not certain" not in change(page, 1)
        assert "Not certain" in change(page, 2)
        assert "nobody has confirmed it" in change(page, 2)


@pytest.mark.parametrize("locale", ["sr-Cyrl", "sr-Latn"])
def test_the_marks_are_said_in_the_language_of_the_reader(client: Client, scene: Scene, locale: str) -> None:
    english = client.get(scene.comparison)
    page = client.get(scene.comparison.replace("/en/", f"/{locale}/"))
    assert numbers(page) == numbers(english)
    assert "inserted:" not in page.text


def test_paper_names_both_versions_with_their_days_and_digests(client: Client, scene: Scene) -> None:
    page = client.get(scene.comparison)
    head = words(page.with_class("print-head")[0])
    for version in scene.document.versions:
        assert version.digest in head
        assert f"Version {version.number}" in head
    assert scene.comparison in head

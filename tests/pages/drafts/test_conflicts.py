"""Two people at one paragraph: conflicts lose nothing."""

import re
from types import SimpleNamespace as Place

import pytest

from consultation.models import Trace
from tests.pages.drafts.drafting import WRITES, at, boris_does, texts, value
from tests.support.markup import words
from tests.support.pages import Client

# Conflicts


def test_F09_the_second_of_two_edits_meets_both_texts_and_loses_no_word(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    mine = {"markdown": "First aim, as Ana has it.", "reason": "Ana's reason", "comments": "1"}
    page = client.submit(form, mine, button="Save", status=409)
    assert "Boris Example" in page.text
    assert "Boris had a reason" in page.text
    assert [words(h) for h in page.main.iter("h2")][1:4] == [
        "Yours",
        "Theirs: as it stands now",
        "What you both began from",
    ]
    assert value(page, "markdown") == "First aim, as Ana has it."
    assert value(page, "reason") == "Ana's reason"
    assert texts(client, place)[place.aims] == "First aim, as Boris has it."
    client.submit(page, {"markdown": "First aim, as both have it."})
    assert texts(client, place)[place.aims] == "First aim, as both have it."
    with client.saved() as db:
        assert db.query(Trace).one().comment_id == place.comment.id


def test_two_changes_that_do_not_touch_are_saved_together_with_one_press(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters work together across borders.")
    mine = "First aim: clusters work together across all borders."
    values = {"markdown": mine, "reason": "Ana's reason", "comments": "1"}
    page = client.submit(form, values, button="Save", status=409)
    assert "Put together for you" in page.text
    assert "do not touch each other" in page.text
    assert value(page, "markdown") == mine
    done = client.submit(page, button="Save the text with both changes")
    assert "Saved as revision 1.2." in done.text
    assert texts(client, place)[place.aims] == "Foremost aim: clusters work together across all borders."
    with client.saved() as db:
        [trace] = db.query(Trace).all()
        assert trace.comment_id == place.comment.id
        assert (trace.revision.name, trace.revision.reason) == ("1.2", "Ana's reason")


def test_changes_side_by_side_are_a_suggestion_that_says_so(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "First aim: partners work together across borders.")
    mine = "First aim: all clusters work together across borders."
    page = client.submit(form, {"markdown": mine, "reason": "Ana's"}, button="Save", status=409)
    assert "This is only a suggestion: read it with care." in page.text
    assert "do not touch each other" not in page.text
    done = client.submit(page, button="Save this suggestion")
    assert "Saved as revision 1.2." in done.text
    assert texts(client, place)[place.aims] == "First aim: all partners work together across borders."


def test_enter_in_a_field_saves_the_text_that_was_typed(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "First aim: partners work together across borders.")
    mine = "First aim: all clusters work together across borders."
    page = client.submit(form, {"markdown": mine, "reason": "Ana's"}, button="Save", status=409)
    client.submit(page)  # a browser presses the first button of the form, as this does
    assert texts(client, place)[place.aims] == mine


def test_nothing_is_put_together_where_both_changed_the_same_word(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "First aim: clusters work together across regions.")
    mine = "First aim: clusters work together across countries."
    page = client.submit(form, {"markdown": mine, "reason": "Ana's"}, button="Save", status=409)
    assert "Nothing can be put together here" in page.text
    assert "together" not in [field.get("name") for field in page.main.iter("input")]
    assert "take" not in [button.get("name") for button in page.main.iter("button")]


def test_nothing_is_put_together_where_theirs_has_it_all(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters work together across all borders.")
    mine = "First aim: clusters work together across all borders."
    page = client.submit(form, {"markdown": mine, "reason": "Ana's"}, button="Save", status=409)
    assert "theirs already has all that you changed" in page.text
    assert "take" not in [button.get("name") for button in page.main.iter("button")]


def test_a_text_put_together_that_is_late_again_comes_back_with_all_that_was_typed(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters work together across borders.")
    mine = "First aim: clusters work together across all borders."
    page = client.submit(form, {"markdown": mine, "reason": "x", "comments": "1"}, button="Save", status=409)
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters act together across borders.")
    late = {"markdown": f"{mine} Always.", "reason": "Ana's longer reason", "others": "#1"}
    again = client.submit(page, late, button="Save the text with both changes", status=409)
    assert value(again, "markdown") == f"{mine} Always."
    assert value(again, "reason") == "Ana's longer reason"
    assert value(again, "others") == "#1"
    assert "First aim: clusters work together across borders." in again.text
    assert texts(client, place)[place.aims] == "Foremost aim: clusters act together across borders."
    client.submit(again, button="Save the text with both changes")
    assert texts(client, place)[place.aims] == (
        "Foremost aim: clusters act together across all borders. Always."
    )


def test_a_text_put_together_without_a_reason_comes_back_with_all_that_was_typed(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims))
    theirs = "Foremost aim: clusters work together across borders."
    boris_does(client, place, "edit", place.aims, theirs)
    mine = "First aim: clusters work together across all borders."
    page = client.submit(form, {"markdown": mine, "reason": "x"}, button="Save", status=409)
    button = "Save the text with both changes"
    refused = client.submit(page, {"reason": "", "others": "1"}, button=button, status=422)
    assert refused.errors() == {"reason": "Say why you make this change."}
    assert value(refused, "markdown") == mine
    assert value(refused, "others") == "1"
    assert texts(client, place)[place.aims] == theirs
    client.submit(refused, {"reason": "As asked"}, button=button)
    assert texts(client, place)[place.aims] == "Foremost aim: clusters work together across all borders."


def test_a_text_that_cannot_be_saved_after_a_conflict_comes_back_beside_theirs(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters work together across borders.")
    mine = "First aim: clusters work together across all borders."
    page = client.submit(form, {"markdown": mine, "reason": "x"}, button="Save", status=409)
    refused = client.submit(page, {"markdown": f"{mine} Always.", "reason": ""}, status=422)
    assert refused.errors() == {"reason": "Say why you make this change."}
    assert "Theirs: as it stands now" in refused.text
    assert value(refused, "markdown") == f"{mine} Always."
    boris_does(client, place, "edit", place.aims, "Foremost aim: clusters act together across borders.")
    client.submit(refused, {"reason": "Ana's"}, status=409)


def test_F10_edits_of_different_paragraphs_are_both_saved(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.second, "Second aim, as Boris has it.")
    client.submit(form, {"markdown": "First aim, as Ana has it.", "reason": "x"}, button="Save")
    found = texts(client, place)
    assert found[place.aims] == "First aim, as Ana has it."
    assert found[place.second] == "Second aim, as Boris has it."


def test_F11_an_edit_of_a_paragraph_that_was_split_says_where_its_parts_are(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "split", place.aims, ["First aim.", "Clusters work together."])
    page = client.submit(form, {"markdown": "My words.", "reason": "x"}, button="Save", status=409)
    assert "A part of it stands in a paragraph of its own now: section 1, paragraph 2" in page.text
    assert value(page, "markdown") == "My words."


def test_F11_an_edit_of_a_paragraph_that_was_moved_says_so(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims))
    boris_does(client, place, "move", place.aims, place.last)
    page = client.submit(form, {"markdown": "My words.", "reason": "x"}, button="Save", status=409)
    assert "It stands in another place now." in page.text
    client.submit(page)
    assert list(texts(client, place).items())[-1] == (place.aims, "My words.")


def test_F11_an_edit_of_a_merged_paragraph_shows_where_its_text_went_and_keeps_the_new_one(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.second))
    boris_does(client, place, "merge", place.aims, place.second, "Both aims.")
    page = client.submit(form, {"markdown": "My words.", "reason": "x"}, button="Save", status=409)
    assert "Its text is part of another paragraph now: section 1, paragraph 1" in page.text
    assert value(page, "markdown") == "My words."


def test_F11_an_edit_of_a_deleted_paragraph_can_become_a_new_one(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second))
    boris_does(client, place, "delete", place.second)
    page = client.submit(form, {"markdown": "My words.", "reason": "x"}, button="Save", status=409)
    assert "Deleted: revision 1.1, Boris Example" in page.text
    placing = client.submit(page, button="Insert it as a new paragraph")
    assert value(placing, "markdown") == "My words."
    client.submit(placing, {"after": str(place.aims), "reason": "Still needed"}, button="Insert")
    found = list(texts(client, place).values())
    assert found[2] == "My words."


@pytest.mark.parametrize(
    ("operation", "values", "button"),
    [
        ("delete", {}, "Delete it all the same"),
        ("move", {"after": "last"}, "Move it all the same"),
        ("split", {"markdown": "First.\n\nAim."}, "Split it so"),
        ("merge", {"markdown": "Joined by Ana."}, "Merge them so"),
    ],
)
def test_F11_every_operation_stops_before_text_that_its_author_has_not_seen(
    client: Client, place: Place, operation: str, values: dict[str, str], button: str
) -> None:
    values = {name: str(place.last) if value == "last" else value for name, value in values.items()}
    form = client.get(at(place, place.aims, operation))
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    first = {"split": "Split it", "merge": "Merge them"}.get(operation, "")
    page = client.submit(form, {**values, "reason": "Ana's"}, form=operation, button=first, status=409)
    assert texts(client, place)[place.aims] == "First aim, as Boris has it."
    if "markdown" in values:
        assert value(page, "markdown") == values["markdown"]
    done = client.submit(page, button=button)
    assert "Saved as revision 1.2." in done.text


def test_F11_a_merge_stops_before_each_of_the_two_texts_that_its_author_has_not_seen(
    client: Client, place: Place
) -> None:
    form = client.get(at(place, place.aims, "merge"))
    boris_does(client, place, "edit", place.aims, "First aim, as Boris has it.")
    boris_does(client, place, "edit", place.second, "Second aim, as Boris has it.")
    values = {"markdown": "Joined by Ana.", "reason": "Ana's"}
    first = client.submit(form, values, form="merge", button="Merge them", status=409)
    assert first.heading == "Somebody else changed section 1, paragraph 1"
    second = client.submit(first, button="Merge them so", status=409)
    assert second.heading == "Somebody else changed section 1, paragraph 2"
    assert "Boris has it" in second.text
    assert value(second, "markdown") == "Joined by Ana."
    assert texts(client, place)[place.second] == "Second aim, as Boris has it."
    done = client.submit(second, {"markdown": "Joined with all that Boris has."}, button="Merge them so")
    assert "Saved as revision 1.3." in done.text
    assert texts(client, place)[place.aims] == "Joined with all that Boris has."


def test_a_merge_with_a_paragraph_that_is_gone_keeps_the_joined_text(client: Client, place: Place) -> None:
    form = client.get(at(place, place.aims, "merge"))
    boris_does(client, place, "delete", place.second)
    values = {"markdown": "Joined by Ana.", "reason": "x"}
    page = client.submit(form, values, form="merge", button="Merge them", status=409)
    assert value(page, "markdown") == "Joined by Ana."


def test_a_text_for_a_paragraph_that_is_gone_is_kept_with_its_reason(client: Client, place: Place) -> None:
    form = client.get(at(place, place.second))
    boris_does(client, place, "delete", place.second)
    typed = {"markdown": "Second aim, 16 %.", "reason": "1. jer\n5) kept", "others": "1, 2"}
    page = client.submit(form, typed, button="Save", status=409)
    preview = client.submit(page, button="Insert it as a new paragraph")
    for shown in (page, preview):
        assert (value(shown, "markdown"), value(shown, "reason")) == (typed["markdown"], typed["reason"])
        assert re.search('<input[^>]*name="others"[^>]*value="1, 2"', shown.html)


def test_a_paragraph_that_never_was_is_not_found(client: Client, place: Place) -> None:
    for operation in WRITES:
        client.get(at(place, 999, operation), status=404)
        data = {"markdown": "x", "reason": "x", "after": "start", "other": str(place.aims)}
        client.post(at(place, 999, operation), data, status=404)

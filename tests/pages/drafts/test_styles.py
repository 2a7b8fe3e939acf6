"""Whoever types no signs chooses a style from a box, without scripts."""

from types import SimpleNamespace as Place

import pytest

from documents.drafting.input import in_style
from tests.pages.drafts.drafting import at, boris_does, texts, value
from tests.support.pages import Client


@pytest.mark.parametrize(
    ("typed", "style", "written"),
    [
        ("Scope", "heading-2", "## Scope"),
        ("#### Scope", "heading-2", "## Scope"),
        ("- one\\\n  more", "heading-3", "### one more"),
        ("## Scope", "paragraph", "Scope"),
        ("3. one\n   more", "bullet", "- one\n  more"),
        ("one\n\ntwo", "number", "1. one\n\n1. two"),
        ("| a |\n| - |\n\nwords", "heading-1", "| a |\n| - |\n\n# words"),
        ("## As it was", "", "## As it was"),
    ],
)
def test_a_text_gets_the_style_whatever_sign_it_had(typed: str, style: str, written: str) -> None:
    assert in_style(typed, style) == written


def test_a_paragraph_becomes_a_heading_by_the_box(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    sent = {"markdown": "What we want", "style": "heading-3", "reason": "It is a title."}
    preview = client.submit(page, sent, button="Preview")
    assert value(preview, "style") == "heading-3"
    client.submit(preview, {}, button="Save")
    assert texts(client, place)[place.aims] == "### What we want"


def test_several_new_headings_are_made_at_once(client: Client, place: Place) -> None:
    page = client.get(f"{place.draft}/insert")
    sent = {"markdown": "One\n\nTwo", "style": "heading-2", "after": str(place.last), "reason": "More"}
    client.submit(page, sent, button="Insert")
    assert list(texts(client, place).values())[-2:] == ["## One", "## Two"]


def test_a_style_that_there_is_not_is_refused_and_the_text_is_kept(client: Client, place: Place) -> None:
    sent = {"markdown": "Words", "style": "heading-9", "reason": "Why", "based_on": "0"}
    told = client.post(at(place, place.aims), sent, status=422)
    assert "Choose one of the list." in told.text
    assert "Words" in told.text


def test_after_a_conflict_the_text_has_the_style_that_was_chosen(client: Client, place: Place) -> None:
    page = client.get(at(place, place.aims))
    boris_does(client, place, "edit", place.aims, "Boris was here.")
    sent = {"markdown": "What we want", "style": "heading-3", "reason": "It is a title."}
    told = client.submit(page, sent, button="Save", status=409)
    assert value(told, "markdown") == "### What we want"

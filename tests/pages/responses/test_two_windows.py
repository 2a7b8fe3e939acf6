"""One response in two windows: whoever saves second sees both texts, and nothing typed is lost."""

from typing import Any

import pytest
from sqlalchemy import select

from consultation.models import Comment, Consultation, Respondent
from tests.pages.responses.test_responses import address, form, make_round, pid_of, save
from tests.support.markup import Page
from tests.support.pages import Client


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


def edit(client: Client, round_: Consultation, number: int = 1) -> Page:
    """The form that changes a comment, in a window of its own."""
    page = client.get(address(round_))
    links = [a for label, a in page.links() if label.startswith("Edit")]
    return client.get(links[number - 1])


def kept(client: Client) -> list[tuple[str, str, str]]:
    with client.saved() as db:
        comments = db.scalars(select(Comment).order_by(Comment.id))
        return [(each.body, each.proposed_text, each.justification) for each in comments]


def text(page: Page, name: str) -> Any:
    return page.ids[name].text


@pytest.mark.parametrize("on_paragraph", [True, False])
def test_the_second_window_is_shown_both_texts(
    client: Client, round_: Consultation, on_paragraph: bool
) -> None:
    pid = pid_of(client, round_) if on_paragraph else None
    save(client, form(client, round_, pid=pid), "First words")
    one, two = edit(client, round_), edit(client, round_)
    save(client, one, "Long new text A\n15. марта", justification="Because of A")
    page = save(client, two, "Other text B", justification="Because of B", status=409)
    for words in ("Long new text A", "15. марта", "Because of A", "nothing you typed is lost"):
        assert words in page.text
    assert "Other text B" in page.html
    assert "Because of B" in page.html
    assert kept(client)[0][::2] == ("Long new text A\n15. марта", "Because of A")
    saved = save(client, page, "A and B")
    assert saved.heading == "My response"
    assert [body for body, *_rest in kept(client)] == ["A and B"]


def test_the_same_change_twice_is_no_conflict(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_), "First words")
    one, two = edit(client, round_), edit(client, round_)
    save(client, one, "Second words")
    save(client, two, "Second words")
    save(client, one, "Second words")
    assert [body for body, *_rest in kept(client)] == ["Second words"]


def test_what_another_window_removed_is_typed_back_and_can_be_added_again(
    client: Client, round_: Consultation
) -> None:
    save(client, form(client, round_), "First words")
    page = edit(client, round_)
    client.submit(client.get(address(round_)), {}, form="remove-1")
    page = save(client, page, "Long new text", status=409)
    assert "removed from your response in another window" in page.text
    assert kept(client) == []
    save(client, page, "Long new text")
    assert [body for body, *_rest in kept(client)] == ["Long new text"]


def test_the_form_that_made_a_comment_does_not_write_over_its_change(
    client: Client, round_: Consultation
) -> None:
    first = form(client, round_)
    save(client, first, "First words")
    save(client, edit(client, round_), "Changed words")
    save(client, first, "First words, once more")
    assert {body for body, *_rest in kept(client)} == {"Changed words", "First words, once more"}


def test_who_sends_is_not_written_over_by_another_window(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_))
    about = address(round_, "/about-you")
    one, two = client.get(about), client.get(about)
    client.submit(one, {"kind": "person", "name": "Ana Canary", "country": "RS"}, button="Continue")
    page = client.submit(two, {"kind": "person", "name": "Bojan Canary"}, button="Continue", status=409)
    assert "Ana Canary" in page.text
    assert "Serbia" in page.text
    assert "Bojan Canary" in page.html
    with client.saved() as db:
        assert db.scalars(select(Respondent)).one().name == "Ana Canary"
    client.submit(page, {"kind": "person", "name": "Bojan Canary"}, button="Continue")
    with client.saved() as db:
        assert db.scalars(select(Respondent)).one().name == "Bojan Canary"


def test_in_place_the_second_window_is_shown_both_texts(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_, pid=pid_of(client, round_)), "First words")
    one, two = edit(client, round_), edit(client, round_)
    save(client, one, "Text A")
    part = client.submit_part(two, {"body": "Text B"}, button="Save in my response", status=409)
    assert "Text A" in part.html
    assert "Text B" in part.html

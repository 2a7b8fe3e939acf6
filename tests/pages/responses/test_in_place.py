"""A comment written under its paragraph, without leaving the page: each part is one of a whole page."""

import pytest

from consultation.models import Comment, Consultation
from tests.pages.responses.test_responses import address, make_round, pid_of, stored
from tests.support.markup import Part
from tests.support.pages import Client


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


def opened(client: Client, round_: Consultation) -> Part:
    """The form under a paragraph."""
    return client.part(address(round_, f"/comment?pid={pid_of(client, round_)}"))


def saved(client: Client, round_: Consultation, body: str = "Well said.") -> Part:
    return client.submit_part(opened(client, round_), {"body": body}, button="Save in my response")


def reading(round_: Consultation) -> str:
    return f"/en/documents/{round_.document.slug}/versions/1"


def test_a_comment_is_written_and_saved_where_its_paragraph_stands(
    client: Client, round_: Consultation
) -> None:
    form = opened(client, round_)
    assert "Comment on" in form.text
    assert "Back to" not in form.text, "the text is at hand"
    part = saved(client, round_)
    assert "Well said." in part.text
    assert "Not sent yet" in part.text
    assert "My response (1)" in part.text
    assert "It has not been sent yet." in part.text, "the status region says so"
    assert stored(client) == 1


def test_what_is_wrong_is_told_there_with_all_that_was_typed(client: Client, round_: Consultation) -> None:
    sent = {"body": " ", "justification": "x" * 10_001}
    part = client.submit_part(opened(client, round_), sent, button="Save in my response", status=422)
    assert "Write your comment." in part.text
    assert "10,001" in part.text or "10001" in part.text, "both faults, not the first alone"
    assert "x" * 10_001 in part.text
    assert stored(client) == 0


def test_an_unsent_comment_stands_at_its_paragraph_for_its_author_alone(
    client: Client, round_: Consultation
) -> None:
    saved(client, round_, "Mine alone.")
    page = client.get(reading(round_))
    assert "Mine alone." in page.text
    assert "My response (1)" in page.text
    with client.another() as stranger:
        assert "Mine alone." not in stranger.get(reading(round_)).text


def test_it_is_changed_and_removed_in_place(client: Client, round_: Consultation) -> None:
    saved(client, round_, "First words.")
    with client.saved() as db:
        number = db.query(Comment).one().id
    form = client.part(address(round_, f"/comment?comment={number}"))
    assert "First words." in form.text
    part = client.submit_part(form, {"body": "Better words."}, button="Save in my response")
    assert "Better words." in part.text
    assert stored(client) == 1
    part = client.part(address(round_), {"comment": str(number)})
    assert "Better words." not in part.text
    assert "The comment was removed." in part.text
    assert stored(client) == 0


def test_the_wording_is_shown_against_the_text_in_place(client: Client, round_: Consultation) -> None:
    sent = {"body": "Say who.", "proposed_text": "Clusters work together often. They learn from one another."}
    part = client.submit_part(opened(client, round_), sent, button="Show the changes")
    assert "Your suggested wording" in part.text
    assert "often" in part.text
    assert stored(client) == 0, "nothing is saved by looking"


def test_the_comments_on_a_paragraph_unfold(client: Client, round_: Consultation) -> None:
    pid = pid_of(client, round_)
    part = client.part(f"{reading(round_)}/paragraphs/{pid}")
    assert "Comments on" in part.text
    assert "Through the versions" not in part.text
    assert "Through the versions" in client.get(f"{reading(round_)}/paragraphs/{pid}").text

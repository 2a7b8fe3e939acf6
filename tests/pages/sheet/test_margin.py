"""What was said about a paragraph stands beside it in the sheet, and a wording is taken from there."""

from types import SimpleNamespace as Place
from typing import Any

import pytest
from lxml.html import fragment_fromstring
from sqlalchemy import select

from consultation import queries as comments
from consultation.models import Comment, TakenComment, Trace
from documents import queries
from documents.drafting import sets
from documents.models import ChangeSet
from process.lifecycle import Stage
from process.models import Step
from tests.consultation.sending import send_comment
from tests.pages.drafts.drafting import boris_does, texts, value
from tests.pages.sheet.sheets import edit, suggest, text
from tests.support.factories import NOW
from tests.support.pages import Client

Told = dict[str, Any]
WAS = "First aim: clusters work together across borders."
WORDING = "First aim: clusters work together across all borders."


def margin(client: Client, place: Place, pid: int) -> Any:
    """The part of one paragraph."""
    response = client.http.get(f"{place.draft}/sheet/margin?pid={pid}")
    assert response.status_code == 200
    assert "<html" not in response.text
    return fragment_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def take(client: Client, place: Place, number: int, pid: int = 0, status: int = 200, began: int = -1) -> Told:
    pid = pid or place.aims
    if began < 0:
        began = next(each["changed_in"] for each in text(client, place)["blocks"] if each["pid"] == pid)
    sent = {"pid": str(pid), "comment": str(number), "changed_in": str(began)}
    return client.post(f"{place.draft}/sheet/take", sent, status=status).json()


def taken(client: Client) -> list[int]:
    with client.saved() as db:
        return list(db.scalars(select(TakenComment.comment_id)))


@pytest.fixture
def answering(client: Client, place: Place) -> None:
    """The document is at the stage at which its comments are answered."""
    with client.saved() as db:
        document = queries.document_by_slug(db, place.document.slug)
        by = db.merge(place.secretary)
        db.add(Step(document=document, stage=Stage.REVISION, taken_at=NOW, taken_by=by, overridden=[]))


@pytest.fixture
def wanted(client: Client, place: Place) -> int:
    """A comment that suggests one word more."""
    assert texts(client, place)[place.aims] == WAS
    return suggest(client, place, WORDING, name="Adviser from Pirot")


def test_the_margin_has_the_comments_with_their_wording_as_a_redline(
    client: Client, place: Place, answering: None, wanted: int
) -> None:
    part = margin(client, place, place.aims)
    assert part.get("data-count") == "2"
    first, second = part.findall(".//article")
    assert "Name withheld · shqip" in words(first)
    assert first.findall(".//p[@lang='sq']")[0].text == "Name the borders."
    assert not first.findall(".//*[@data-take]")
    assert "Adviser from Pirot" in words(second)
    assert "all" in words(second.findall(".//ins")[0])
    assert second.findall(".//*[@data-take]")[0].get("data-take") == str(wanted)
    links = [link.get("href") for link in second.findall(".//a")]
    assert f"/en/documents/{place.document.slug}/comments/{wanted}" in links
    assert f"/en/documents/{place.document.slug}/comments/{wanted}#answer-form" in links


def test_a_paragraph_without_comments_says_so(client: Client, place: Place) -> None:
    assert "No comments on this paragraph." in words(margin(client, place, place.last))
    new = client.http.get(f"{place.draft}/sheet/margin")
    assert "No comments on this paragraph." in new.text
    assert "<form" not in new.text
    assert client.http.get(f"{place.draft}/sheet/margin?pid=999").status_code == 404


def test_a_wording_is_taken_into_the_open_changes_and_the_sheet_gets_its_node(
    client: Client, place: Place, wanted: int
) -> None:
    told = take(client, place, wanted)
    assert texts(client, place)[place.aims] == WORDING
    block = told["blocks"][str(place.aims)]
    assert block["node"]["content"] == [{"type": "text", "text": WORDING}]
    assert told["set"]["changes"] == 1
    [stands] = [each for each in text(client, place)["blocks"] if each["pid"] == place.aims]
    assert block["changed_in"] == stands["changed_in"]
    shown = words(margin(client, place, place.aims).findall(".//article")[1])
    assert "taken, still open" in shown
    assert "The paragraph reads so already." in shown
    assert "reads so already" in take(client, place, wanted, status=409)["message"]
    client.sign_in(place.people["Boris"])
    theirs = words(margin(client, place, place.aims).findall(".//article")[1])
    assert "taken by Ana Example, still open" in theirs


def test_what_was_changed_since_stays_where_both_go_together(
    client: Client, place: Place, wanted: int
) -> None:
    boris_does(client, place, "edit", place.aims, "Second wish: clusters work together across borders.")
    take(client, place, wanted)
    assert texts(client, place)[place.aims] == "Second wish: clusters work together across all borders."


def test_what_only_a_person_can_put_together_is_looked_at_first(
    client: Client, place: Place, wanted: int
) -> None:
    boris_does(client, place, "edit", place.aims, "First aim: clusters work together across state borders.")
    card = margin(client, place, place.aims).findall(".//article")[1]
    assert not card.findall(".//*[@data-take]")
    assert "changed" in take(client, place, wanted, status=409)["message"]
    [look] = [link.get("href") for link in card.findall(".//a") if "Look at it first" in link.text_content()]
    page = client.get(look)
    assert "all" in value(page, "markdown")
    [ticked] = [box for box in page.root.iter("input") if box.get("checked") is not None]
    assert ticked.get("value") == str(wanted)


def test_a_wording_for_words_that_are_gone_is_shown_to_be_read(
    client: Client, place: Place, wanted: int
) -> None:
    boris_does(client, place, "edit", place.aims, "Something else altogether is wanted here.")
    card = margin(client, place, place.aims).findall(".//article")[1]
    assert "The paragraph has changed too much since." in words(card)
    assert WORDING in words(card)
    take(client, place, wanted, status=409)


def test_F09_who_saw_an_earlier_text_gets_the_later_one_and_takes_nothing(
    client: Client, place: Place, wanted: int
) -> None:
    began = next(each["changed_in"] for each in text(client, place)["blocks"] if each["pid"] == place.aims)
    boris_does(client, place, "edit", place.aims, "Second wish: clusters work together across borders.")
    told = take(client, place, wanted, status=409, began=began)
    [clash] = told["conflicts"]
    assert clash["theirs"]["content"][0]["text"].startswith("Second wish")
    assert "Somebody has changed this paragraph since." in told["message"]
    assert texts(client, place)[place.aims].startswith("Second wish")
    assert taken(client) == []


def test_it_is_ticked_at_the_close_linked_and_its_answer_begun(
    client: Client, place: Place, answering: None, wanted: int
) -> None:
    told = take(client, place, wanted)
    page = client.get(told["set"]["close"])
    ticked = [box.get("value") for box in page.root.iter("input") if box.get("checked") is not None]
    assert ticked == [str(wanted)]
    done = client.submit(page, {"reason": "A comment asked."}, button="Close them")
    with client.saved() as db:
        assert db.query(Trace).one().comment.number == wanted
        assert db.query(ChangeSet).filter(ChangeSet.base == 1).one().name == "1.1"
    assert taken(client) == []
    [link] = [
        each.get("href", "") for each in done.root.iter("a") if "as accepted" in "".join(each.itertext())
    ]
    form = client.get(link.partition("#")[0])
    [chosen] = [box for box in form.root.iter("input") if box.get("checked") is not None]
    assert chosen.get("value") == "accepted"
    assert "Revision 1.1" in form.text
    answered = client.submit(form, {}, button="Publish the answer")
    assert "is published" in answered.text
    assert "as accepted" not in client.get(f"{place.draft}?closed=1.1").text
    assert "in revision 1.1" in words(margin(client, place, place.aims).findall(".//article")[1])


def test_typed_back_nothing_of_it_is_left(client: Client, place: Place, wanted: int) -> None:
    take(client, place, wanted)
    assert taken(client)
    told = edit(client, place, place.aims, WAS)
    assert told["set"] is None
    assert taken(client) == []
    with client.saved() as db:
        assert sets.open_sets(db, queries.document_by_slug(db, place.document.slug)) == []


def test_a_comment_of_another_paragraph_is_not_taken_here(client: Client, place: Place, wanted: int) -> None:
    assert "no such comment" in take(client, place, wanted, pid=place.last, status=404)["message"]
    assert "no such comment" in take(client, place, 999, status=404)["message"]
    told = client.post(f"{place.draft}/sheet/take", {}, status=422).json()
    assert "Say which wording" in told["message"]


def test_a_wording_of_several_paragraphs_is_looked_at_first(client: Client, place: Place) -> None:
    number = suggest(client, place, WORDING + "\n\nAnother paragraph.")
    part = margin(client, place, place.aims)
    assert not part.findall(".//*[@data-take]")
    assert "Look at it first" in words(part)
    take(client, place, number, status=409)


def test_notes_of_the_members_stand_there_and_one_is_written(client: Client, place: Place) -> None:
    part = margin(client, place, place.last)
    [form] = part.findall(".//form")
    sent = {name: value for name, value in form.form_values() if value} | {"text": "Ask the contact points."}
    client.post(form.action, sent, status=303)
    [card] = margin(client, place, place.last).findall(".//article")
    assert "Ana Example" in words(card)
    assert "Ask the contact points." in words(card)
    assert card.findall(".//time")
    assert "/draft/notes/" in card.findall(".//a")[0].get("href")


def test_the_words_of_a_comment_are_no_markup(client: Client, place: Place) -> None:
    with client.saved() as db:
        [round_] = comments.rounds_of(db, queries.document_by_slug(db, place.document.slug))
        send_comment(db, round_, place.last, body="<script>alert(1)</script> <b>x</b>", name="<i>N</i>")
    suggest(client, place, "It <script>alert(1)</script>meets.", pid=place.last)
    part = margin(client, place, place.last)
    assert not [each.tag for each in part.iter("script", "b", "i")]


@pytest.mark.parametrize("address", ["margin?pid=2", "margin"])
def test_only_those_who_edit_have_the_margin(client: Client, place: Place, address: str) -> None:
    client.sign_in(place.minister)
    assert client.http.get(f"{place.draft}/sheet/{address}").status_code == 403
    client.sign_out()
    told = client.http.get(f"{place.draft}/sheet/{address}")
    assert told.status_code == 401
    assert told.json()["sign_in"] == "/en/signin"


def test_erasing_the_words_of_a_comment_leaves_no_wording_to_take(
    client: Client, place: Place, wanted: int
) -> None:
    with client.saved() as db:
        comment = db.query(Comment).filter(Comment.number == wanted).one()
        comment.withheld_at = NOW
        for wording in comment.wordings:
            wording.body = wording.proposed_text = wording.html = wording.salt = ""
            wording.renderer = 0
    card = margin(client, place, place.aims).findall(".//article")[1]
    assert "Withheld at the author’s request." in words(card)
    assert not card.findall(".//*[@data-take]")

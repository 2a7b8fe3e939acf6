"""The first page is the state of the policy: the figure, the texts in time, what is open, what was last."""

import pytest

from adoption.entry_rules import Delay, When
from documents.models import Document
from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_participant,
    make_version,
)
from tests.support.markup import words
from tests.support.pages import Client

ELEVEN = ("AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR")


@pytest.fixture
def policy(client: Client) -> Document:
    """A text that eleven governments can act on: seven are needed, and a day after."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        for place, code in enumerate(ELEVEN, 1):
            make_participant(db, code, position=place)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        set_rule(db, document, needs=7, when=When(Delay.DAYS, 1))
    return document


def test_before_anything_it_says_what_the_place_is_and_what_will_come(client: Client) -> None:
    page = client.get("/en/")
    assert page.heading == "A policy made in public"
    for said in (
        "No document has been begun yet.",
        "No consultation is open or announced.",
        "Nothing yet.",
        "Get mail when one opens",
    ):
        assert said in page.text


def test_nobody_has_acted_yet(client: Client, policy: Document) -> None:
    page = client.get("/en/")
    assert page.heading == "0 of 11 governments have acted on version 1"
    assert "From 11 there is no act on the record; this is not a “no”." in page.text
    assert "0 of 7 needed for entry into force" in page.text


def test_the_figure_the_sentence_and_the_tiles_say_the_same(client: Client, policy: Document) -> None:
    with client.saved() as db:
        document = db.merge(policy)
        for code in ("HR", "RS", "SI"):
            make_act(db, document, country=code)
        make_act(db, document, "signed", country="AL")
        make_act(db, document, "endorsed", country="MK")
        make_act(db, document, "endorsed", country="ME", scopes=[4])
    page = client.get("/en/")
    assert page.heading == "6 of 11 governments have acted on version 1"
    assert "3 have adopted it, 1 has signed, 1 supports it, 1 has acted otherwise." in page.text
    assert "From 5 there is no act on the record" in page.text
    assert "3 of 7 needed for entry into force" in page.text
    assert "4 more governments are needed." in page.text
    tiles = [words(each) for each in page.root.iter("li") if "tile__code" in _classes(each)]
    assert len(tiles) == len(ELEVEN)
    assert "AL Albania: Signed" in tiles
    assert "ME Montenegro: Endorsed, on parts of the text" in tiles
    assert sum("Adopted by government" in each for each in tiles) == 3
    assert (
        client.follow(page, "Who has adopted what").heading == "6 of 11 governments have acted on version 1"
    )


def _classes(element: object) -> str:
    return " ".join(each.get("class", "") for each in element.iter())  # type: ignore[attr-defined]


def test_what_is_open_has_the_one_button_of_the_page(client: Client, policy: Document) -> None:
    with client.saved() as db:
        guide = make_document(db, slug="guide", title="Guide")
        make_consultation(db, guide.versions[-1], state="open")
        other = make_document(db, slug="other", title="Other guide")
        make_consultation(db, other.versions[-1], state="announced")
    page = client.get("/en/")
    assert page.html.count('class="button"') == 1
    assert client.follow(page, "Read and comment: Guide").address == "/en/documents/guide/versions/1"
    assert "Open for comments until" in page.text
    assert "Opens for comments on" in page.text


def test_where_nothing_is_open_it_says_what_comes(client: Client, policy: Document) -> None:
    with client.saved() as db:
        make_consultation(db, db.merge(policy).versions[-1], state="announced")
    page = client.get("/en/")
    assert "No consultation is open today. The next one:" in page.text
    assert 'class="button"' not in page.html


def test_each_text_has_its_time_and_a_sentence_and_no_more_than_three_are_shown(
    client: Client, policy: Document
) -> None:
    with client.saved() as db:
        for slug in ("second", "third", "fourth"):
            make_document(db, slug=slug, title=f"The {slug} text")
    page = client.get("/en/")
    assert (
        "Open to governments since 1 March 2027. It enters into force once 7 governments have consented; "
        "from then: 1 day." in page.text
    )
    assert page.html.count('class="lane"') == 3
    assert client.follow(page, "All 4 documents").address == "/en/documents"


def test_a_next_edition_does_not_hide_what_is_in_force(client: Client, policy: Document) -> None:
    with client.saved() as db:
        document = db.merge(policy)
        for code in ELEVEN[:7]:
            make_act(db, document, country=code, now=NOW)
        db.add(Step(document=document, stage="revision", taken_at=NOW))
        make_version(db, document)
    page = client.get("/en/")
    assert "Enters into force on 2 March 2027." in page.text


def test_what_happened_last_is_told_in_words_with_links(client: Client, policy: Document) -> None:
    with client.saved() as db:
        act = make_act(db, db.merge(policy), country="HR")
    page = client.get("/en/")
    last = page.text.partition("What happened last")[2]
    assert "Croatia recorded its adoption of version 1" in last
    assert client.follow(page, "adoption").address == f"/en/documents/policy/acts/{act.id}"


def test_two_hundred_participants_are_a_figure_and_not_tiles(client: Client, policy: Document) -> None:
    with client.saved() as db:
        for number in range(200 - len(ELEVEN)):
            make_participant(db, f"X{number:03}", position=100 + number)
    for path in ("/en/", "/en/adoption?document=policy"):
        page = client.get(path)
        assert page.heading == "0 of 200 governments have acted on version 1"
        assert 'class="tiles' not in page.html


@pytest.mark.parametrize(
    ("locale", "heading"),
    [("sr-Cyrl", "1 од 11 влада има акт о верзији 1"), ("sr-Latn", "1 od 11 vlada ima akt o verziji 1")],
)
def test_it_speaks_the_language_of_the_reader(
    client: Client, policy: Document, locale: str, heading: str
) -> None:
    with client.saved() as db:
        make_act(db, db.merge(policy), country="HR")
    page = client.get(f"/{locale}/")
    assert page.heading == heading
    assert '<span lang="en">Model policy</span>' in page.html
    assert ".." not in page.text.partition("SBCP")[2]

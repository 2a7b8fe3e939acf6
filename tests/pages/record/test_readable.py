"""The record for people: in their language, found by what took place, with nothing of the machine in it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core.record import entries
from core.record.entries import Entry
from members import organisations
from sbcp.language import glossary
from sbcp.pages.record import views
from sbcp.record.search import Term
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.everything import Everything
from tests.support.factories import NOW
from tests.support.filling import given_back
from tests.support.markup import Page, words
from tests.support.pages import Client
from tests.support.watching.statements import hearing

ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
DAY = timedelta(days=1)


def told(page: Page) -> list[str]:
    """The sentences of a list, the newest first."""
    return [words(cell) for cell in page.with_class("whole")]


def search(client: Client, **fields: str) -> Page:
    """The form of the record, filled in and sent."""
    page = client.get("/en/record")
    return client.submit(page, fields, button="Show")


# Nothing of the machine


def read_text(page: Page) -> str:
    """The words of a page but for what is shown as JSON."""
    for code in page.all(".//code"):
        code.clear()
    return page.text


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl"])
def test_no_page_of_the_record_shows_what_machines_call_things(
    full: tuple[Client, Everything], locale: str
) -> None:
    client, _world = full
    with client.saved() as db:
        listed = list(db.scalars(select(Entry)))
    pages = [client.get(f"/{locale}/record"), client.get(f"/{locale}/record/heads")]
    pages += [client.get(f"/{locale}/record/{entry.seq}") for entry in listed]
    assert len(pages) > 35
    actions = [*glossary.ACTIONS, *(entry.action for entry in listed)]
    for page in pages:
        assert r"\u" not in page.html
        shown = read_text(page)
        assert re.findall(r"mandate:|document:|organisation:", shown) == []
        assert [action for action in actions if action in shown] == []
    assert len(told(pages[0])) == len(listed)


@ONE_DATABASE
def test_words_of_every_alphabet_stand_as_they_are_in_the_fold(client: Client) -> None:
    with client.saved() as db:
        make_act(db, factories.make_document(db), statement="Së bashku, Ομού, Заједно", language="sq")
        entry = entries.entries(db)[-1]
        assert entry.payload is not None
        body = entry.payload.body
    page = client.get(f"/en/record/{entry.seq}")
    assert (
        page.heading
        == "Serbia recorded its adoption of version 1 of “Model policy” by the government on 1 March 2027"
    )
    assert page.title.startswith(page.heading)
    content, proof = page.all(".//details")
    assert words(content).startswith("Content as it is kept")
    shown = "".join(content.findall(".//{*}code")[0].itertext())
    assert "Закључак о усвајању" in shown
    assert "Së bashku, Ομού, Заједно" in shown
    assert json.loads(shown) == body
    for value in (entry.commitment, entry.previous, entry.digest):
        assert value in words(proof)
    assert page.link("adoption").endswith("/acts/1")


@ONE_DATABASE
def test_an_entry_whose_content_was_erased_says_so_in_its_sentence(client: Client) -> None:
    with client.saved() as db:
        send_comment(db, factories.make_consultation(db))
        last = entries.head(db).seq
        entries.erase_payload(db, last, at=NOW, actor="operator")
    sentence = "Response received: “Model policy”. The content of this entry has been erased."
    assert told(client.get("/en/record"))[:2] == [
        f"The operator of this site erased the content of entry {last} of the record",
        sentence,
    ]
    page = client.get(f"/en/record/{last}")
    assert page.heading == sentence
    assert "The content has been withheld." in page.text


# Finding


@pytest.fixture
def two(client: Client) -> Client:
    """Two documents, one of them adopted by Croatia on 3 May 2027, which was recorded a week later."""
    with client.saved() as db:
        factories.make_participant(db, "RS", position=1)
        factories.make_participant(db, "HR", position=2)
        policy = factories.make_document(db, slug="policy", title="Model policy")
        factories.make_document(db, slug="charter", title="Повеља о води")
        send_comment(db, factories.make_consultation(db, policy.versions[0]))
        later = NOW + 70 * DAY
        assert later.date() == date(2027, 5, 10)
        make_act(db, policy, country="HR", done_on=date(2027, 5, 3), now=later)
        admin = factories.make_mandate(db, "admin")
        organisations.add(db, name="Комора Брчко", tier="cluster", participant=None, by=admin, now=later)
    return client


@pytest.fixture(params=["as it stands", "with its terms written"])
def found_in(two: Client, request: pytest.FixtureRequest) -> Client:
    """The same before and after the chore: what is found does not depend on it."""
    if request.param == "with its terms written":
        two.do_chores()
        with two.saved() as db:
            assert db.scalar(select(func.max(Term.seq)))
    return two


ACT = "Croatia recorded its adoption of version 1 of “Model policy” by the government on 3 May 2027"
ADDED = "added the organisation Комора Брчко"


def test_entries_are_filtered_by_document_country_kind_and_period(found_in: Client) -> None:
    client = found_in
    charter = told(search(client, document="charter"))
    assert len(charter) == 2
    assert all("Повеља о води" in sentence for sentence in charter)
    croatia = told(search(client, country="HR"))
    assert croatia[0] == ACT
    assert len(croatia) == 2, "and the mandate that was given for it"
    assert told(search(client, kind="adoption")) == [ACT]
    assert told(search(client, kind="adoption", country="RS")) == []
    assert told(search(client, since="2027-05-10", until="2027-05-10", document="policy")) == [ACT]
    assert len(told(search(client, until="2027-04-30", document="policy"))) == 4
    assert told(search(client, until="2027-04-30", kind="adoption")) == []


def test_what_took_place_is_found_by_its_day_and_by_its_thing(found_in: Client) -> None:
    client = found_in
    assert told(search(client, since="2027-05-03", until="2027-05-03")) == [ACT], "recorded on 10 May"
    assert ADDED in told(search(client, since="2027-05-10", until="2027-05-10", thing="komora"))[0]
    for thing in (
        "закључак",
        "ZAKLJUČAK usvajanju",
        "Conclusion",
        "05-310",
        "gazette 17",
        "croatia adoption",
    ):
        assert ACT in told(search(client, thing=thing)), thing
    for thing in ("Комора", "brčko", "Brcko Komora"):
        assert [ADDED in sentence for sentence in told(search(client, thing=thing))] == [True], thing
    assert len(told(search(client, thing="повеља"))) == 2, "by the title of the document"
    received = told(search(client, thing="1", kind="comments"))
    assert [sentence.startswith("A response with 1 comment on version 1") for sentence in received] == [True]
    assert told(search(client, thing="komora 05-310")) == []


def test_a_filter_stands_in_the_address_and_the_part_is_that_of_the_page(two: Client) -> None:
    page = search(
        two, document="policy", country="HR", since="2027-05-01", until="2027-05-31", thing="adoption"
    )
    for pair in ("document=policy", "country=HR", "since=2027-05-01", "thing=adoption"):
        assert pair in page.address
    shown = page.main
    assert "Document: Model policy" in words(shown)
    assert "From: 1 May 2027" in words(shown)
    assert told(two.part(page.address)) == told(page) == [ACT]


def test_a_filter_that_nothing_fits_says_what_it_was_and_how_to_clear_it(two: Client) -> None:
    page = search(two, thing="nothing like it", country="RS")
    assert "No entry fits this" in page.text
    assert "Name, title or number: nothing like it" in page.text
    assert "Country: Serbia" in page.text
    assert len(told(two.follow(page, "Clear the filter and show all entries"))) > 5


def test_what_is_no_day_is_told_at_its_field_and_stays(two: Client) -> None:
    faulty = two.get("/en/record?since=3+May&until=2027-05-01&thing=komora", status=422)
    assert faulty.errors() == {"since": "Write the day as year-month-day, like 2027-03-31."}
    assert given_back(faulty)["since"] == "3 May"
    assert given_back(faulty)["thing"] == "komora"
    assert told(faulty) == []
    turned = two.get("/en/record?since=2027-05-03&until=2027-05-01", status=422)
    assert turned.errors() == {"until": "The last day is before the first one."}
    for unknown in ("document=none", "country=XX", "kind=none"):
        assert list(two.get(f"/en/record?{unknown}", status=422).errors()) == [unknown.partition("=")[0]]
    assert two.get("/en/record?thing=%2B%2B").status == 200, "a question without a word asks for all"


def test_a_long_list_comes_in_pages_of_what_was_filtered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 10)

    def write(count: int) -> None:
        with client.saved() as db:
            for number in range(2 * count):
                action = ("document.created", "participants.ordered")[number % 2]
                entries.append(db, at=NOW, actor="operator", action=action, subject="x", body={})

    write(13)
    client.do_chores()
    write(9)
    first = search(client, kind="countries")
    second = client.follow(first, "Next page →")
    third = client.follow(second, "Next page →")
    assert [len(told(page)) for page in (first, second, third)] == [10, 10, 2]
    assert "22 entries" in third.text
    assert "kind=countries" in third.address
    numbers = [words(cell) for page in (first, second, third) for cell in page.all(".//tbody//th")]
    assert len(set(numbers)) == 22, "some found by their terms, the newest as they stand"


# Speed


@contextmanager
def counted(client: Client) -> Iterator[list[str]]:
    asked: list[str] = []
    with hearing(client.database.engine, asked.append):
        yield asked


def test_a_page_of_many_sentences_asks_no_more_than_one_of_few(full: tuple[Client, Everything]) -> None:
    client, _world = full
    with counted(client) as many:
        assert len(told(client.get("/en/record"))) > 30
    with counted(client) as few:
        assert len(told(client.get("/en/record?kind=erasures"))) < 3
    assert len(many) <= len(few) + 2
    assert len(many) < 20

"""Whoever needs help finds one address of the secretariat wherever a page sends them there."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import time_machine

from consultation.models import Consultation
from sbcp.mail import compose
from sbcp.record import signing
from sbcp.settings import EXAMPLE_CONTACT, Contact
from tests.mail import letters
from tests.notifications import test_comment_authors as authors
from tests.support.factories import NOW, make_consultation, make_document, make_mandate
from tests.support.markup import Page, words
from tests.support.pages import PARTIAL, Client, serve
from tests.support.servers.databases import Store

# No query of its own: one database is enough.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

EMAIL = "help@policy.example"
CONTACT = Contact(
    email=EMAIL, name="Secretariat of the policy", postal="Trg 1, 11000 Belgrade", answer_days=7
)
PAGES = {
    "/en/about": 200,
    "/en/accessibility": 200,
    "/en/personal-data": 200,
    "/en/signin": 200,
    "/en/consultations/1": 200,
    "/en/no-such-page": 404,
    "/en/people": 401,
}
WHOLE = ("/en/about", "/en/accessibility", "/en/personal-data", "/en/consultations/1")


@pytest.fixture
def instance(store: Store, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """An instance that has an address, with a round that is open."""
    url = store.fresh()
    with serve(url, tmp_path, contact=CONTACT) as served:
        begin(served)
        yield served
    store.give_back(url)


def begin(client: Client) -> Consultation:
    with client.saved() as db:
        return make_consultation(db, make_document(db, slug="policy").versions[0])


def mailto(page: Page) -> list[str]:
    """Where links of the main part that begin a mail lead to."""
    links = [link.get("href", "") for link in page.main.iter("a")]
    return [address for address in links if address.startswith("mailto:")]


@pytest.mark.parametrize(("path", "status"), PAGES.items(), ids=PAGES)
def test_the_address_stands_where_help_is_spoken_of_and_at_the_foot(
    instance: Client, path: str, status: int
) -> None:
    page = instance.get(path, status=status)
    assert set(mailto(page)) == {f"mailto:{EMAIL}"}
    [foot] = page.root.iter("footer")
    assert f"Secretariat: {EMAIL}" in words(foot)
    [paper] = page.with_class("print-head")
    assert EMAIL in words(paper), "on paper one cannot click"
    if path in WHOLE:
        for part in (CONTACT.name, CONTACT.postal, "within 7 days"):
            assert part in page.text


def test_a_receipt_says_whom_to_write_to_and_begins_the_mail_with_its_number(instance: Client) -> None:
    with instance.saved() as db:
        round_ = db.get_one(Consultation, 1)
    receipt = authors.respond(instance, round_)
    assert mailto(receipt) == [f"mailto:{EMAIL}?subject=Receipt%20policy-{receipt_number(receipt)}"]


def receipt_number(receipt: Page) -> str:
    [number] = receipt.with_class("receipt__number")
    return words(number).removeprefix("policy-")


def test_a_late_head_is_told_to_an_address(instance: Client, clock: time_machine.Traveller) -> None:
    signing.sign_if_due(instance.database, instance.settings, NOW)
    clock.move_to(NOW + timedelta(days=3))
    late = instance.get("/en/record/heads")
    assert "Tell the secretariat" in late.text
    assert mailto(late) == [f"mailto:{EMAIL}"]


def test_a_part_of_a_page_that_fails_names_it_too(instance: Client) -> None:
    answer = instance.http.get("/en/people", headers=PARTIAL)
    assert answer.status_code == 401
    assert f'href="mailto:{EMAIL}"' in answer.text


@pytest.mark.parametrize("locale", ["sr-Cyrl", "sr-Latn"])
def test_it_is_the_same_in_every_language(instance: Client, locale: str) -> None:
    assert mailto(instance.get(f"/{locale}/about")) == [f"mailto:{EMAIL}"]


def test_where_none_is_set_no_place_is_kept_for_it(client: Client) -> None:
    """An instance for development alone: one that is real does not start without."""
    begin(client)
    for path, status in PAGES.items():
        page = client.get(path, status=status)
        assert "mailto:" not in page.html
        assert "Secretariat:" not in page.text
    assert client.get("/en/no-such-page", status=404).link("Ask for help") == "/en/about#help"


def test_that_of_a_demonstration_is_marked_as_an_example(
    store: Store, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    url = store.fresh()
    with serve(url, tmp_path, contact=EXAMPLE_CONTACT, demo=True) as served:
        page = served.get("/en/about")
        assert "secretariat@example.org (an example, nobody reads it)" in words(page.main)
    store.give_back(url)


def test_a_letter_names_it_and_an_answer_to_it_reaches_a_person(instance: Client) -> None:
    with instance.saved() as db:
        make_mandate(db)
    letter = compose.email_of(instance.settings, letters.message(instance, letters.enqueue(instance)), NOW)
    assert letter["Reply-To"] == EMAIL
    assert f"Secretariat: {EMAIL}\n" in letter.get_content()
    example = msgspec.structs.replace(instance.settings, contact=EXAMPLE_CONTACT)
    letter = compose.email_of(example, letters.message(instance, 1), NOW)
    assert letter["Reply-To"] is None
    assert "(an example, nobody reads it)" in letter.get_content()

"""Who signed an act, as a government says it and everybody reads it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from adoption.begun.models import ActDraft
from adoption.models import Act
from adoption.recording import signatories
from documents.models import Document
from members.models import Mandate, Person
from process.models import Step
from tests.adoption.making import make_act
from tests.pages.adoption.entering import CONTINUE, enter, go_on
from tests.support import papers
from tests.support.factories import NOW, make_document, make_mandate, make_person
from tests.support.markup import Page
from tests.support.pages import Client

SignIn = Callable[[Person], None]
FORM = "/en/documents/policy/acts"
NOT_SHOWN = "Full powers: not shown"
ADD = "Save these and add another signatory"
TYPED: dict[str, Any] = {
    "kind": "signed",
    "language": "sr-Cyrl",
    "title": "Споразум",
    "title_en": "Agreement",
    "body": "Government of the example",
    "done_on-day": "20",
    "done_on-month": "2",
    "done_on-year": "2027",
}
MINISTER = {
    "signatory-1-name": "Signe Example",
    "signatory-1-office": "Министар привреде",
    "signatory-1-powers": "full powers",
}
POWERS = {"signatory-1-text": "Од 3. фебруара, Влада"}
FILE: dict[str, Any] = {"paper-1-file": ("powers.pdf", papers.PDF), "paper-1-purpose": "full powers"}


@pytest.fixture
def minister(client: Client, sign_in: SignIn) -> Mandate:
    """The reader, who may record acts of their country."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        minister = make_mandate(db, "government", person=make_person(db, "Mina Example"))
        _ = minister.person
    sign_in(minister.person)
    return minister


def check(client: Client, values: dict[str, Any]) -> Page:
    """The page on which an act with these fields beside the usual ones is checked."""
    return enter(client, client.get(FORM), {**TYPED, **values})


def record(client: Client, values: dict[str, Any]) -> Page:
    return client.submit(check(client, values), button="Record this act")


def to_signatories(client: Client, kind: str = "signed") -> Page:
    page = client.get(FORM)
    while page.heading != "Who signed":
        page = go_on(client, page, {**TYPED, "kind": kind})
    return page


def verifying(client: Client, sign_in: SignIn, address: str) -> Page:
    """The page of an act as a second person sees it."""
    with client.saved() as db:
        person = make_mandate(db, "secretariat", person=make_person(db, "Second Example")).person
    sign_in(person)
    return client.get(address)


# Entering


def test_who_signed_is_entered_checked_recorded_and_read_by_everybody(
    client: Client, minister: Mandate
) -> None:
    page = check(client, MINISTER | POWERS)
    for words in ("Signe Example", "Министар привреде", "Under: Full powers", "Од 3. фебруара, Влада"):
        assert words in page.text
    assert NOT_SHOWN not in page.text
    page = client.submit(page, button="Record this act")
    client.sign_out()
    for address in (page.address, "/en/adoption/RS"):
        shown = client.get(address)
        assert "Signe Example" in shown.text
        assert shown.html.count('lang="sr-Cyrl">Министар привреде') == 1


def test_more_people_sign_one_row_after_another_and_five_at_most(client: Client, minister: Mandate) -> None:
    page = to_signatories(client)
    for number in range(1, 5):
        page = client.submit(page, {f"signatory-{number}-name": f"Signe Example {number}"}, button=ADD)
        assert f"Name of signatory {number + 1}" in page.text
    assert ADD not in page.text
    names = {f"signatory-{number}-powers": "practice" for number in range(1, 6)}
    page = go_on(client, page, names | {"signatory-5-office": "Амбасадор"})
    page = client.submit(enter(client, page, TYPED), button="Record this act")
    with client.saved() as db:
        act = db.scalars(select(Act)).one()
        assert [each.name for each in act.signatories] == [f"Signe Example {n}" for n in range(1, 5)] + [""]
    assert "Name not said" in page.text


def test_what_is_typed_is_kept_as_it_is_and_found_again(client: Client, minister: Mandate) -> None:
    page = to_signatories(client)
    page = client.submit(page, {"signatory-1-name": "Signe Example"}, button="Save and leave")
    with client.saved() as db:
        draft = db.scalars(select(ActDraft)).one()
        key = draft.key
    page = client.get(f"{FORM}/begun/{key}/signatories")
    assert "Signe Example" in page.html
    page = client.get(f"{FORM}/begun/{key}")
    assert "Choose under what signatory 1 signed." in page.text


def test_a_row_that_says_too_little_is_told_at_its_field(client: Client, minister: Mandate) -> None:
    page = to_signatories(client)
    page = go_on(client, page, {"signatory-1-text": "Of 3 February"}, status=422)
    for words in ("Enter the name or the office of signatory 1.", "Choose under what signatory 1 signed."):
        assert words in page.text
    assert "Of 3 February" in page.html


def test_a_name_that_is_said_again_is_told_before_the_act_is_recorded(
    client: Client, minister: Mandate
) -> None:
    page = check(client, MINISTER | {"signatory-1-text": "Given to Signe Example by the Government"})
    assert "Leave the name out of the office and of the full powers" in page.text
    assert "Record this act" not in page.text


def test_a_signature_may_be_recorded_without_saying_whose_and_says_so(
    client: Client, minister: Mandate, sign_in: SignIn
) -> None:
    page = check(client, {})
    assert "The names of those who signed are not recorded." in page.text
    page = client.submit(page, button="Record this act")
    assert "The names of those who signed are not recorded." in page.text
    assert "Nobody has said who signed." in verifying(client, sign_in, page.address).text


@pytest.mark.parametrize(
    ("kind", "asks"),
    [("signed", True), ("ratification", True), ("adopted by government", False), ("declaration", False)],
)
def test_who_signed_is_asked_of_what_people_sign_alone(
    client: Client, minister: Mandate, kind: str, asks: bool
) -> None:
    page = client.get(FORM)
    headings = []
    while CONTINUE in page.text:
        headings.append(page.heading)
        page = go_on(client, page, {**TYPED, "kind": kind, "statement": "So.", "statement_language": "en"})
    assert ("Who signed" in headings) == asks
    assert ("Signed by" in page.text) == (kind == "signed"), "instruments need not say it"


def test_a_correction_begins_with_those_who_signed(client: Client, minister: Mandate) -> None:
    page = record(client, MINISTER | POWERS)
    page = go_on(client, client.follow(page, "Correct it"), {})
    page = client.follow(page, "Who signed")
    assert "Signe Example" in page.html
    page = go_on(client, page, {"signatory-1-name": "Signe Other-Example"})
    page = client.submit(page, button="Record this act")
    assert "Signe Other-Example" in page.text
    assert "Од 3. фебруара, Влада" in page.text


# Full powers that nothing shows


def test_full_powers_that_nothing_shows_are_told_on_every_page_and_recorded_all_the_same(
    client: Client, minister: Mandate, sign_in: SignIn
) -> None:
    page = check(client, MINISTER)
    assert NOT_SHOWN in page.text
    page = client.submit(page, button="Record this act")
    assert NOT_SHOWN in page.text
    assert NOT_SHOWN in client.get("/en/adoption/RS").text
    page = verifying(client, sign_in, page.address)
    assert "Neither words nor a file show the full powers." in page.text
    assert NOT_SHOWN in client.get("/en/acts/to-verify").text


def test_a_file_shows_the_full_powers_too(client: Client, minister: Mandate, sign_in: SignIn) -> None:
    page = check(client, MINISTER | FILE)
    assert NOT_SHOWN not in page.text
    assert "Under: Full powers (among the files of this act)" in page.text
    page = client.submit(page, button="Record this act")
    page = verifying(client, sign_in, page.address)
    assert NOT_SHOWN not in page.text
    assert NOT_SHOWN not in client.get("/en/acts/to-verify").text


# Programs, and a name that goes


def test_programs_are_told_who_signed_and_the_record_without_the_name(
    client: Client, minister: Mandate
) -> None:
    record(client, MINISTER)
    act = client.http.get("/api/v1/adoption").json()["documents"][0]["acts"][0]
    assert [(each["name"], each["full_powers_shown"]) for each in act["signatories"]] == [
        ("Signe Example", False)
    ]
    assert "Signe" in client.http.get("/api/v1/public/signatory_name.jsonl").text
    assert "Signe" not in client.http.get("/api/v1/public/act_signatory.jsonl").text
    assert "Министар" in client.http.get("/api/v1/public/act_signatory.jsonl").text
    assert "Signe" not in client.http.get("/api/v1/record").text


def test_an_erased_name_is_nowhere_and_its_place_says_so(client: Client, minister: Mandate) -> None:
    with client.saved() as db:
        document = db.scalars(select(Document)).one()
        signed = [signatories.Signed("Canarina Example", "Minister", "practice")]
        act = make_act(db, document, "signed", by=db.get_one(Mandate, minister.id), signatories=signed)
        address, number = f"{FORM}/{act.id}", act.signatories[0].id
    client.sign_out()
    pages = (address, "/en/adoption/RS", "/api/v1/adoption", "/api/v1/public/signatory_name.jsonl")
    for page in pages:
        assert "Canarina" in client.http.get(page).text, "pages are kept"
    with client.saved() as db:
        signatories.erase_name(db, number, reason="They asked for it.", now=NOW)
    for page in pages:
        assert "Canarina" not in client.http.get(page).text
    assert "Name erased, Minister" in client.get(address).text
    assert "erased the name of somebody who signed an act of" in client.get("/en/record").text

"""Entering an act in a real browser: on a phone with scripts, where axe looks at every page; on a desk
without any; and by the keyboard alone. A second person verifies it against its file; it is corrected, and
withdrawn."""

import re

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from members.models import Mandate
from process.models import Step
from sbcp.background import files as chores
from tests.support import factories, papers
from tests.support.filling import Values
from tests.support.pages import Client
from tests.support.tellers import BrowserTeller, window

pytestmark = pytest.mark.browser

FORM = "/en/documents/policy/acts"
DAY: Values = {"done_on-day": "20", "done_on-month": "2", "done_on-year": "2027"}
PAPER: Values = {
    "title": "Закључак о усвајању",
    "language": "sr-Cyrl",
    "title_en": "Conclusion on the adoption",
    "body": "Government of the example",
}


@pytest.fixture
def cast(instance: Client) -> dict[str, Mandate]:
    """A document that waits for acts, a minister and a secretary."""
    with instance.saved() as db:
        document = factories.make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=factories.NOW))
        minister = factories.make_mandate(db, "government", person=factories.make_person(db, "Mina Example"))
        found = {"minister": minister, "secretary": factories.make_mandate(db, "secretariat")}
        _ = [mandate.person for mandate in found.values()]
    return found


@pytest.mark.long
@pytest.mark.parametrize(("scripts", "width"), [(True, 320), (False, 1280)])
def test_an_act_is_entered_verified_against_its_file_corrected_and_withdrawn(
    browser: Browser, instance: Client, cast: dict[str, Mandate], scripts: bool, width: int
) -> None:
    with window(browser, instance, scripts=scripts, width=width) as teller:
        teller.sign_in(cast["minister"].person)
        it_is_begun_left_and_taken_up_again(teller)
        it_is_recorded(teller)
        act = teller.address
        instance_scans(instance)
        a_second_person_verifies_it_against_the_file(teller, cast, act)
        teller.sign_in(cast["minister"].person)
        it_is_corrected(teller, act)
        it_is_withdrawn(teller, act)


def it_is_begun_left_and_taken_up_again(teller: BrowserTeller) -> None:
    teller.open(FORM)
    teller.submit({}, "Continue", status=422)
    teller.submit({"kind": "signed"}, "Continue")
    teller.submit({**DAY, "done_on-day": "31"}, "Continue", status=422)
    teller.submit(DAY, "Continue")
    teller.submit({"title": "Закључак о усвајању"}, "Save and leave")
    assert "It is saved." in teller.text
    teller.follow("Signed, Serbia")
    assert "Something is missing" in teller.text
    teller.follow("The instrument")
    teller.submit({**PAPER, "gazette": "Gazette 17, p. 4"}, "Continue")
    teller.submit({"signatory-1-name": "An Example", "signatory-1-powers": "practice"}, "Continue")


def it_is_recorded(teller: BrowserTeller) -> None:
    file: Values = {"paper-1-file": ("conclusion.pdf", papers.PDF), "paper-1-purpose": "instrument"}
    teller.submit(file, "Continue")
    teller.submit({"reservation-1-pid": "2", "reservation-1-text": "Not so."}, "Add another reservation")
    teller.submit({"statement_language": "en"}, "Back")
    assert "conclusion.pdf" in teller.text
    teller.submit({}, "Continue")
    assert "Nothing has been recorded yet." in teller.text
    teller.submit({}, "Record this act")
    assert "The act is on the record." in teller.text


def instance_scans(instance: Client) -> None:
    """What the chore does where the operator has said that there is no scanner."""
    chores.scan(instance.database, msgspec.structs.replace(instance.settings, scanner=None), factories.NOW)


def a_second_person_verifies_it_against_the_file(
    teller: BrowserTeller, cast: dict[str, Mandate], act: str
) -> None:
    teller.sign_in(cast["secretary"].person)
    teller.open("/en/acts/to-verify")
    teller.follow("No. 1: Signed")
    assert teller.address == act
    with teller.page.expect_download() as saved:
        teller.page.get_by_role("link", name="conclusion.pdf, to be saved").click()
    assert saved.value.suggested_filename == "conclusion.pdf"
    teller.submit({"level": "in gazette", "note": "Page 4."}, "Put my verification on the record")
    assert "Verified: In gazette" in teller.text
    teller.open("/en/acts/to-verify")
    assert "Nothing waits" in teller.text


def it_is_corrected(teller: BrowserTeller, act: str) -> None:
    teller.open(act)
    teller.follow("Correct it")
    teller.submit({}, "Continue")
    assert "Закључак о усвајању" in teller.text
    teller.follow("The instrument")
    teller.submit({"number": "05-311"}, "Continue")
    teller.submit({}, "Record this act")
    teller.open(act)
    assert "This act has been corrected." in teller.text


def it_is_withdrawn(teller: BrowserTeller, act: str) -> None:
    teller.open(act)
    teller.follow("Withdraw it")
    teller.submit({}, "Continue")
    teller.submit(DAY, "Continue")
    teller.submit(PAPER, "Continue")
    teller.submit({}, "Continue")
    teller.submit({"statement": "It ends.", "statement_language": "en"}, "Continue")
    teller.submit({}, "Record this act")
    teller.open("/en/adoption/RS")
    assert "Signature withdrawn" in teller.text


@pytest.mark.parametrize("scripts", [True, False])
def test_an_act_is_entered_by_the_keyboard_alone(
    browser: Browser, instance: Client, cast: dict[str, Mandate], scripts: bool
) -> None:
    with window(browser, instance, scripts=scripts, width=1280) as teller:
        teller.sign_in(cast["minister"].person)
        teller.open(FORM)
        page = teller.page
        tab_to(page, "[name=kind]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Signed", exact=True)).to_be_checked()
        press(page, "Continue")
        for part, text in (("day", ""), ("month", "2"), ("year", "2027")):
            tab_to(page, f"[name=done_on-{part}]")
            page.keyboard.type(text)
        tab_to(page, "[name=early_reason]")
        page.keyboard.type("It was signed in that month.")
        press(page, "Continue")
        for name in ("title", "title_en", "body"):
            tab_to(page, f"[name={name}]")
            page.keyboard.type("Conclusion")
            if name == "title":
                tab_to(page, "[name=language]")
                page.keyboard.type("English")
        press(page, "Continue")
        press(page, "Continue")
        press(page, "Continue")
        press(page, "Continue")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check the act")
        press(page, "Record this act")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Signed, February 2027"))


def tab_to(page: Page, what: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(f"{what}:focus").count():
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {what}")


def press(page: Page, words: str) -> None:
    """Go to a button by Tab and press it with Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.locator("button:focus")
        if focused.count() and focused.inner_text() == words:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{page.url}: Tab does not lead to «{words}»")

"""The margin of the sheet in a real browser: it follows the caret, a wording is taken from it into the text,
and nothing of it stops whoever writes."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace as Place

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from documents import queries
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.pages.drafts.drafting import texts
from tests.pages.sheet.sheets import suggest
from tests.support.factories import NOW, make_consultation, make_document, make_mandate
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

WORDING = "First aim: clusters work together across all borders."


@pytest.fixture
def place(instance: Client) -> Place:
    """A draft with a comment that suggests one word more."""
    with instance.saved() as db:
        ana = make_mandate(db, "working_group")
        document = make_document(db, by=ana)
        version = queries.last_version(db, document)
        assert version
        round_ = make_consultation(db, version, state="open")
        place = Place(document=document, aims=2, person=ana.person)
    suggest(instance, place, WORDING, name="Adviser from Pirot")
    with instance.saved() as db:
        db.merge(round_).closes_at = NOW - timedelta(hours=1)
    return place


@pytest.fixture
def sheet(browser: Browser, instance: Client, place: Place) -> Iterator[Page]:
    """The sheet, open before a member who drafts."""
    instance.sign_in(place.person)
    address = instance.settings.base_url
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, instance.settings)
    context.add_cookies([{"name": name, "value": instance.http.cookies[name], "url": address}])
    page = context.new_page()
    page.goto(f"/en/documents/{place.document.slug}/draft/sheet")
    page.wait_for_selector("#sheet[data-ready]")
    yield page
    context.close()


def test_a_wording_is_taken_while_one_writes_and_undone(sheet: Page, instance: Client, place: Place) -> None:
    margin = sheet.get_by_role("complementary", name="Comments and notes")
    expect(margin.get_by_text("No comments on this paragraph.")).to_be_visible()
    aim = sheet.locator("#sheet-text > .block", has_text="First aim")
    aim.click()
    expect(margin.get_by_role("heading", name="Adviser from Pirot")).to_be_visible()
    expect(sheet.locator("#sheet-text")).to_be_focused()
    report = Axe().run(sheet, options=AXE)
    assert report.violations_count == 0, report.generate_report()

    sheet.keyboard.press("Home")
    sheet.keyboard.type("Our ")
    margin.get_by_role("button", name="Take this wording").click()
    expect(aim).to_have_text(f"Our {WORDING}")
    expect(sheet.locator("#sheet-text")).to_be_focused()
    expect(margin.get_by_text("still open")).to_be_visible()
    expect(margin.get_by_text("The paragraph reads so already.")).to_be_visible()
    sheet.keyboard.type("very ")
    expect(aim).to_have_text(f"Our very {WORDING}")

    sheet.keyboard.press("Control+z")
    sheet.keyboard.press("Control+z")
    expect(aim).to_have_text(f"Our {WORDING.replace('all ', '')}")
    expect(sheet.locator("#sheet-saved")).to_contain_text("Saved")
    sheet.keyboard.press("Control+y")
    expect(aim).to_have_text(f"Our {WORDING}")
    sheet.keyboard.press("Control+s")
    sheet.wait_for_timeout(1500)
    assert texts(instance, place)[place.aims] == f"Our {WORDING}"


def test_a_note_that_is_begun_waits_and_is_left_without_leaving_the_page(sheet: Page) -> None:
    margin = sheet.get_by_role("complementary", name="Comments and notes")
    blocks = sheet.locator("#sheet-text > .block")
    blocks.filter(has_text="First aim").click()
    expect(margin.get_by_role("heading", name="Adviser from Pirot")).to_be_visible()
    margin.get_by_text("Write a note").click()
    margin.get_by_label("Your note").fill("Ask the contact points.")
    blocks.filter(has_text="Second aim").click()
    expect(margin.get_by_text("No comments on this paragraph.")).to_be_visible()
    blocks.filter(has_text="First aim").click()
    expect(margin.get_by_label("Your note")).to_have_value("Ask the contact points.")
    margin.get_by_role("button", name="Leave the note").press("Enter")
    expect(margin.get_by_role("heading", name="Ana Example")).to_be_visible()
    expect(margin.get_by_text("Ask the contact points.")).to_be_visible()

    margin.get_by_text("Write a note").click()
    margin.get_by_role("button", name="Leave the note").press("Enter")
    expect(margin.get_by_role("alert")).to_have_text("Write your note.")


def test_on_a_phone_it_is_a_panel_that_is_opened_and_left_by_keys(sheet: Page) -> None:
    sheet.set_viewport_size({"width": 320, "height": 800})
    margin = sheet.locator("#sheet-margin")
    expect(margin).to_be_hidden()
    sheet.locator("#sheet-text > .block", has_text="First aim").click()
    opener = sheet.get_by_role("button", name="Comments (1)")
    opener.press("Enter")
    expect(margin).to_be_focused()
    expect(margin.get_by_role("button", name="Take this wording")).to_be_visible()
    assert sheet.evaluate(TOO_WIDE) <= 0
    report = Axe().run(sheet, options=AXE)
    assert report.violations_count == 0, report.generate_report()
    sheet.keyboard.press("Escape")
    expect(margin).to_be_hidden()
    expect(sheet.locator("#sheet-text")).to_be_focused()

"""A comment written under its paragraph, in a real browser: the page is never left."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from consultation.models import Comment
from tests.pages.responses.test_responses import make_round
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, instance: Client) -> Iterator[Page]:
    """The reading page of a version that is open for comments."""
    round_ = make_round(instance)
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{instance.settings.base_url}/en/documents/{round_.document.slug}/versions/1")
    yield page
    context.close()
    assert [text for text in complaints if "422" not in text] == []


def looked_at(page: Page) -> None:
    """It has no fault that axe finds, and does not scroll sideways."""
    report = Axe().run(page, options=AXE)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate(TOO_WIDE) <= 0


def test_a_comment_is_saved_changed_and_removed_in_place(page: Page, instance: Client) -> None:
    address = page.url
    page.get_by_role("link", name="Comment on section 1, paragraph 1").click()
    heading = page.get_by_role("heading", name="Comment on section 1, paragraph 1")
    expect(heading).to_be_focused()
    looked_at(page)
    page.get_by_role("button", name="Save in my response").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("textbox", name="Your comment").fill("Say who pays.")
    page.get_by_role("button", name="Save in my response").click()
    mine = page.locator(".comment--own")
    expect(mine).to_contain_text("Say who pays.")
    expect(mine).to_be_focused()
    expect(page.locator("#status")).to_contain_text("It has not been sent yet.")
    expect(page.get_by_role("link", name="My response (1)")).to_be_visible()
    looked_at(page)
    mine.get_by_role("link", name="Change").press("Enter")
    page.get_by_role("textbox", name="Your comment").fill("Say who pays, and when.")
    page.get_by_role("button", name="Save in my response").press("Enter")
    expect(mine).to_contain_text("and when.")
    mine.get_by_role("button", name="Remove").click()
    expect(mine).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("The comment was removed.")
    assert page.url == address, "the page was never left"
    with instance.saved() as db:
        assert db.query(Comment).count() == 0


def test_a_form_that_was_opened_is_closed_and_two_can_be_open(page: Page) -> None:
    links = page.locator(".para > p > a[href*='?']")
    links.nth(0).click()
    page.locator(".here").nth(0).get_by_role("textbox", name="Your comment").fill("One thought")
    links.nth(0).click()
    expect(page.locator(".here").get_by_role("textbox", name="Your comment")).to_have_value("One thought")
    links.nth(1).click()
    expect(page.locator(".here")).to_have_count(2)
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    page.locator(".here").nth(1).get_by_role("button", name="Close").click()
    expect(page.locator(".here")).to_have_count(1)
    expect(links.nth(1)).to_be_focused()
    expect(page.locator(".here").get_by_role("textbox", name="Your comment")).to_have_value("One thought")

"""One comment in two windows of a real browser: what the second shows fits, is accessible, loses nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.factories import make_consultation, make_document
from tests.support.pages import Client
from tests.support.tellers import AXE, TOO_WIDE

pytestmark = pytest.mark.browser

TYPED = "Our proposal:\n(a) lower the fee\n15. марта је боље\n- 20 % 👨‍👩‍👧\n" + "long" * 40


def windows(browser: Browser, instance: Client, width: int) -> Page:
    """The second window, after the first has saved."""
    with instance.saved() as db:
        round_ = make_consultation(db, make_document(db).versions[-1])
        path = f"/en/consultations/{round_.id}/respond"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=instance.settings.base_url
    )
    context.set_default_timeout(15_000)
    first = context.new_page()
    first.goto(f"{path}/comment")
    first.get_by_role("textbox", name="Your comment").fill("First words")
    first.get_by_role("button", name="Save in my response").click()
    edit = first.get_by_role("link", name="Edit comment 1").get_attribute("href") or ""
    second = context.new_page()
    for page in (first, second):
        page.goto(edit)
    first.get_by_role("textbox", name="Your comment").fill(TYPED)
    first.get_by_role("button", name="Save in my response").click()
    expect(first.locator(".user-text").first).to_contain_text("15. марта")
    second.get_by_role("textbox", name="Your comment").fill("Other text B")
    second.get_by_role("button", name="Save in my response").click()
    return second


@pytest.mark.parametrize("width", [320, 1280])
def test_the_second_window_shows_both_texts(browser: Browser, instance: Client, width: int) -> None:
    page = windows(browser, instance, width)
    told = page.get_by_role("heading", name="Nothing was saved, and nothing you typed is lost")
    expect(told).to_be_visible()
    for line in TYPED.split("\n"):
        expect(page.locator("main")).to_contain_text(line)
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("Other text B")
    assert page.evaluate(TOO_WIDE) <= 0
    report = Axe().run(page, options=AXE)
    assert report.violations_count == 0, report.generate_report()

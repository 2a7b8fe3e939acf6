"""The menu of every page: one line where there is room, else behind a button, with and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.support.pages import Client
from tests.support.tellers import AXE, window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_menu_opens_by_keyboard_and_closes(
    browser: Browser, instance: Client, scripts: bool
) -> None:
    with window(browser, instance, scripts=scripts, width=320) as teller:
        page = teller.page
        teller.open("/en/")
        sections = page.get_by_role("navigation", name="Main")
        expect(sections).to_be_hidden()
        page.get_by_role("button", name="Menu").press("Enter")
        expect(sections).to_be_visible()
        assert not scripts or Axe().run(page, options=AXE).violations_count == 0
        page.keyboard.press("Escape")
        expect(sections).to_be_hidden()
        page.get_by_role("button", name="Menu").press("Enter")
        page.get_by_role("link", name="Adoption", exact=True).press("Enter")
        page.wait_for_url("**/en/adoption")


def test_on_a_desk_it_is_one_line(browser: Browser, instance: Client) -> None:
    with window(browser, instance, scripts=True, width=1280) as teller:
        teller.open("/en/")
        expect(teller.page.get_by_role("button", name="Menu")).to_be_hidden()
        box = teller.page.locator(".masthead").bounding_box()
        assert box is not None
        assert box["height"] < 70

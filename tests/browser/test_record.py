"""The filter of the record in a real browser: the list changes in place, and the address goes with it."""

import pytest
from playwright.sync_api import Browser

from tests.adoption.making import make_act
from tests.support.factories import make_document
from tests.support.pages import Client

pytestmark = pytest.mark.browser


def test_a_filter_changes_the_list_in_place_and_reading_goes_on_at_its_result(
    browser: Browser, instance: Client
) -> None:
    with instance.saved() as db:
        make_act(db, make_document(db))
    page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{instance.settings.base_url}/en/record")
    page.wait_for_function("() => window.htmx")
    page.evaluate("() => (window.here = true)")
    page.get_by_label("Kind").select_option("adoption")
    page.get_by_role("button", name="Show").click()
    page.locator("p[data-focus]", has_text="Acts of adoption").wait_for()
    assert page.locator("tbody tr").count() == 1
    assert "kind=adoption" in page.url
    assert page.evaluate("() => window.here"), "the page was not loaded anew"
    page.wait_for_function("() => document.activeElement.matches('[data-focus]')")
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('tbody tr').length > 1")
    page.context.close()

"""htmx in a real browser, under our policy: what it exchanges, and where reading goes on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import Response

from sbcp.web.endpoint import page as route_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit
from tests.support.pages import Client

pytestmark = pytest.mark.browser

# What a template of ours would say: a button that fills the box beneath it, and a form around a field.
MARKUP = """() => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", `
    <button id="opener" hx-get="/en/about?told=1" hx-target="#box">Open</button>
    <button id="lost" hx-get="/en/nowhere" hx-target="#box">Lost</button>
    <form id="sender" hx-post="/en/about" hx-target="#box"><button>Send</button></form>
    <div id="box"><button id="within" hx-get="/en/about?told=1" hx-target="#box">Again</button></div>`);
  htmx.process(main);
}"""
FOCUSED = "() => document.activeElement.closest('#box') ? 'box' : document.activeElement.tagName"


def told(visit: Visit) -> Response:
    """A page with a part to be had alone."""
    return render(
        visit, "errors/error.html", block="main", heading="Told", message="New words", flash="Said too"
    )


def sent(visit: Visit) -> Response:
    return redirect(visit, "record", flash="Done.")


@pytest.fixture
def page(browser: Browser, instance: Client) -> Iterator[Page]:
    """The first page, with what is exchanged put into it; nothing is said on the console."""
    route = route_of("about", get=("public:read", told), post=("public:read", sent))
    instance.app.router.routes.insert(0, route)
    page = browser.new_context().new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{instance.settings.base_url}/en/")
    page.wait_for_function("() => window.htmx")
    page.evaluate(MARKUP)
    yield page
    page.context.close()
    assert [text for text in complaints if "404" not in text] == []


def test_a_part_comes_in_and_the_status_region_says_so(page: Page) -> None:
    page.locator("#opener").click()
    page.locator("#box", has_text="New words").wait_for()
    assert page.locator("#status").inner_text() == "Said too"
    assert page.locator("[role=status]").count() == 1
    assert page.evaluate(FOCUSED) == "BUTTON", "who pressed it is still there"


def test_who_pressed_a_button_that_went_away_reads_on_in_what_came(page: Page) -> None:
    page.locator("#within").click()
    page.locator("#box", has_text="New words").wait_for()
    assert page.evaluate(FOCUSED) == "box"


def test_an_error_comes_into_the_part_and_is_read_first(page: Page) -> None:
    page.locator("#lost").click()
    page.locator("#box [role=alert]").wait_for()
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"


def test_a_form_that_leads_on_leads_the_window_on(page: Page) -> None:
    page.locator("#sender button").click()
    page.wait_for_url("**/en/record")
    assert page.locator("#status").inner_text() == "Done."

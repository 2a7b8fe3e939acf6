"""In a real browser the policy stops nothing of ours, and stops what is not (S24)."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page

from members.signin.sessions import IDLE
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.pages import Client
from tests.support.tellers import TOO_WIDE
from tests.web.security.asking import make_world

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "about",
    "documents",
    "documents/policy",
    "documents/policy/versions/2",
    "documents/policy/compare/1...2",
    "documents/policy/process",
    "documents/policy/draft",
    "documents/policy/draft/insert",
    "consultations/1",
    "consultations/1/respond/comment",
    "adoption",
    "record",
    "mandates",
    "unsent",
    "nothing",
)
INSERT = "documents/policy/draft/insert"


def signed_in(browser: Browser, client: Client, width: int) -> tuple[Page, list[str]]:
    """A member's page, and what the browser complains of."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(15_000)
    name = cookie_name(SIGN_IN, client.settings)
    context.add_cookies([{"name": name, "value": client.http.cookies[name], "url": client.settings.base_url}])
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_S24_no_page_breaks_the_policy(browser: Browser, instance: Client) -> None:
    instance.sign_in(make_world(instance)["working_group"])
    page, said = signed_in(browser, instance, 1280)
    for path in PAGES:
        page.goto(f"{instance.settings.base_url}/en/{path}")
    assert [words for words in said if "Failed to load resource" not in words] == []
    assert len(said) == 1, "the page that is not there, and nothing that a page asked for"
    page.context.close()


def test_S24_what_is_not_ours_is_stopped(browser: Browser, instance: Client) -> None:
    """As if somebody had got it onto a page."""
    instance.sign_in(make_world(instance)["working_group"])
    page, said = signed_in(browser, instance, 1280)
    page.goto(f"{instance.settings.base_url}/en/about")
    page.evaluate(
        """() => {
          const make = tag => document.createElement(tag);
          const add = (tag, values) => document.body.append(Object.assign(make(tag), values));
          add("script", {textContent: "window.stolen = 1"});
          add("script", {src: "https://elsewhere.example/x.js"});
          add("img", {src: "https://elsewhere.example/x.png"});
          add("div", {innerHTML: "<img src=x onerror='window.stolen = 2'><p style='color: red'>x</p>"});
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.stolen") is None
    assert sum("Content Security Policy" in words for words in said) >= 4
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_F30_a_text_whose_session_ended_is_sent_from_a_real_browser(
    browser: Browser, instance: Client, ticking: time_machine.Traveller, width: int
) -> None:
    member = make_world(instance)["working_group"]
    instance.sign_in(member)
    page, _said = signed_in(browser, instance, width)
    page.goto(f"{instance.settings.base_url}/en/{INSERT}")
    page.locator("[name=markdown]").fill("A paragraph that took an hour.")
    page.locator("[name=reason]").fill("Because it matters.")
    ticking.shift(IDLE + timedelta(minutes=1))
    page.locator("main form button:not([type=button])").first.click()
    page.get_by_text("Your text is kept for you").wait_for()
    assert page.evaluate(TOO_WIDE) <= 0
    instance.sign_in(member)
    name = cookie_name(SIGN_IN, instance.settings)
    value = instance.http.cookies[name]
    page.context.add_cookies([{"name": name, "value": value, "url": instance.settings.base_url}])
    page.goto(f"{instance.settings.base_url}/en/unsent")
    assert page.evaluate(TOO_WIDE) <= 0
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("A paragraph that took an hour.").first.wait_for()
    assert "/draft" in page.url
    page.context.close()

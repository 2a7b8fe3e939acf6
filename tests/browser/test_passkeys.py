"""Passkeys in a real browser, with the authenticator that Chromium makes for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page

from members.models import Person
from tests.support.pages import Client
from tests.support.signing_in import ask, events, mailed, make_member

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def window(browser: Browser, instance: Client, width: int = 1280) -> Iterator[tuple[Page, CDPSession, str]]:
    """A window with a device that holds passkeys; its number."""
    context = browser.new_context(
        base_url=instance.settings.base_url, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page, devices, made["authenticatorId"]
    assert faults == []
    context.close()


def is_clean(page: Page) -> None:
    """No fault that axe knows, and nothing that scrolls sideways."""
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def enter(page: Page, instance: Client) -> None:
    """Sign in by mail."""
    ask(instance)
    page.goto(mailed(instance)["link"])
    is_clean(page)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.fixture
def ana(instance: Client) -> Person:
    return make_member(instance)


def test_S08_a_passkey_is_added_signs_in_and_is_removed_on_a_phone(
    browser: Browser, instance: Client, ana: Person
) -> None:
    with window(browser, instance, width=320) as (page, _devices, _device):
        enter(page, instance)
        is_clean(page)
        page.get_by_role("link", name="Add a passkey").click()
        is_clean(page)
        page.get_by_label("Name").fill("Laptop")
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        is_clean(page)
        page.get_by_role("link", name="I have kept them: continue").click()
        page.goto("/en/new-document")
        assert page.get_by_role("heading", level=1).inner_text() != "Confirm that it is you"

        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Sign out").click()
        page.goto("/en/signin?next=/en/account/second-factors")
        is_clean(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_role("heading", name="Second factors", level=1).wait_for()
        is_clean(page)

        page.get_by_role("link", name="Remove Laptop").click()
        is_clean(page)
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("You have no second factor yet").wait_for()
    assert events(instance) == ["passkey-removed", "passkey-added"]


def test_S08_a_passkey_is_the_second_factor_after_the_mail_and_a_refusal_is_said(
    browser: Browser, instance: Client, ana: Person
) -> None:
    with window(browser, instance) as (page, devices, device):
        enter(page, instance)
        page.goto("/en/account/second-factors/passkeys/new")
        page.get_by_label("Name").fill("Laptop")
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        page.get_by_role("button", name="Sign out").click()

        enter(page, instance)
        is_clean(page)
        verified = {"authenticatorId": device, "isUserVerified": False}
        devices.send("WebAuthn.setUserVerified", verified)
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_text("Nothing was confirmed. You can try again.").wait_for()
        devices.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("heading", name="Documents", level=1).wait_for()

        page.goto("/en/account/second-factors/passkeys/new")
        page.get_by_label("Name").fill("The same again")
        page.get_by_role("button", name="Make the passkey").click()
        page.get_by_text("This device has a passkey for your account already.").wait_for()


def test_without_javascript_other_ways_are_shown(browser: Browser, instance: Client) -> None:
    context = browser.new_context(base_url=instance.settings.base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/signin")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    assert page.get_by_text("A passkey needs JavaScript").is_visible()
    assert page.get_by_role("button", name="Send me a link and a code").is_visible()
    context.close()

"""Who walks through a story: a client over HTTP, or a person's browser, with the same few moves."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as BrowserPage

from members.models import Person
from tests.support.filling import Values
from tests.support.pages import Client

NUMBER_OR_TOKEN = re.compile(r"(?<=/)[\w-]{40,}|\d+")
PROGRESS = re.compile(r"/draft/publish/\d+$")
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # to hand over all that is right takes minutes
}

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A button may stand outside its form; these are the fields that it sends.
MARK_FIELDS = "button => { for (const field of button.form.elements) field.dataset.field = '' }"
UNFOLD = """field => {
  for (let part = field; part; part = part.parentElement) if (part.tagName == "DETAILS") part.open = true
}"""


class Teller(Protocol):
    """One reader at one instance."""

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to an address of the instance."""

    def follow(self, words: str) -> None:
        """Follow the link with these words."""

    def submit(self, values: Values, button: str, *, status: int = 200) -> None:
        """Fill in the form that has this button, and press it."""

    def json(self, path: str) -> Any:
        """What an address gives to programs."""

    def sign_in(self, person: Person) -> None:
        """Go on as this person."""

    def leave(self) -> None:
        """Go on as nobody, with all cookies forgotten."""

    def another(self, person: Person) -> AbstractContextManager["Teller"]:
        """A second person, signed in, in a window of their own."""

    @property
    def text(self) -> str:
        """The words of the page, with single spaces."""

    @property
    def address(self) -> str:
        """Path and query of the page."""


class HttpTeller:
    """Over HTTP, with every page checked by the client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, path: str, *, status: int = 200) -> None:
        self.page = self.client.get(path, status=status)

    def follow(self, words: str) -> None:
        self.page = self.client.follow(self.page, words)

    def submit(self, values: Values, button: str, *, status: int = 200) -> None:
        self.page = self.client.submit(self.page, values, button=button, status=status)
        while "refresh" in self.page.headers:  # as a browser does, only sooner
            time.sleep(0.1)
            self.page = self.client.get(self.page.address)

    def json(self, path: str) -> Any:
        return self.client.http.get(path).json()

    def sign_in(self, person: Person) -> None:
        self.client.sign_out()
        self.client.sign_in(person)

    def leave(self) -> None:
        self.client.sign_out()

    @contextmanager
    def another(self, person: Person) -> Iterator["HttpTeller"]:
        with self.client.another() as client:
            client.sign_in(person)
            yield HttpTeller(client)

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def address(self) -> str:
        return self.page.address


class BrowserTeller:
    """In a browser; every page is looked at by axe and must load nothing that the policy forbids.

    checked: the kinds of pages that axe has seen, shared by the windows of one story; None where axe looks
    at none."""

    def __init__(
        self, page: BrowserPage, client: Client, *, scripts: bool, checked: set[str] | None = None
    ) -> None:
        self.page, self.client, self.scripts, self.checked = page, client, scripts, checked
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str, *, status: int = 200) -> None:
        response = self.page.goto(self.client.settings.base_url + path)
        assert response is not None
        self._look(response.status, status)

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state()
        self._look()

    def submit(self, values: Values, button: str, *, status: int = 200) -> None:
        pressed = self.page.locator("main").get_by_role("button", name=button, exact=True)
        assert pressed.count() == 1, f"{self.address}: {pressed.count()} buttons «{button}»"
        pressed.evaluate(MARK_FIELDS)
        for name, value in values.items():
            _type(self.page, name, value)
        with self.page.expect_navigation() as going:
            pressed.click()
        if PROGRESS.search(self.address):  # the page looks again by itself
            self.page.wait_for_url(lambda url: not PROGRESS.search(url))
        self._look(going.value.status, status)

    def json(self, path: str) -> Any:
        return json.loads(self.page.request.get(self.client.settings.base_url + path).text())

    def sign_in(self, person: Person) -> None:
        self.leave()
        self.client.sign_in(person)
        [cookie] = [cookie for cookie in self.client.http.cookies.jar if cookie.name == "signin"]
        self.page.context.add_cookies(
            [{"name": cookie.name, "value": cookie.value or "", "url": self.client.settings.base_url}]
        )

    def leave(self) -> None:
        self.client.sign_out()
        self.page.context.clear_cookies()

    @contextmanager
    def another(self, person: Person) -> Iterator["BrowserTeller"]:
        browser, viewport = self.page.context.browser, self.page.viewport_size
        assert browser is not None
        assert viewport is not None
        with (
            self.client.another() as client,
            window(browser, client, scripts=self.scripts, width=viewport["width"]) as other,
        ):
            other.checked = self.checked
            other.sign_in(person)
            yield other

    @property
    def text(self) -> str:
        # What readers are told, hidden words and folded parts too.
        return " ".join((self.page.locator("body").text_content() or "").split())

    @property
    def address(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _look(self, found: int = 200, status: int = 200) -> None:
        assert found == status, f"{self.address} answered {found}, not {status}: {self.text[:400]}"
        assert not self.complaints, f"{self.address}: {self.complaints}"
        width = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width[0] <= width[1], f"{self.address} scrolls sideways: {width}"
        # One page of a kind: what makes the others is the same template.
        kind = NUMBER_OR_TOKEN.sub("#", urlsplit(self.address).path)
        if self.checked is not None and f"{kind} {status}" not in self.checked:
            self.checked.add(f"{kind} {status}")
            found_by_axe = Axe().run(self.page, options=AXE)
            assert found_by_axe.violations_count == 0, f"{self.address}: {found_by_axe.generate_report()}"

    def _listen(self, message: Any) -> None:
        # A refused status is told on the console too; the status itself is checked above.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


def _type(page: BrowserPage, name: str, value: Any) -> None:
    """Fill one field of the marked form as a person does."""
    field = page.locator(f'[data-field][name="{name}"]')
    kind = field.first.evaluate("e => e.tagName == 'INPUT' ? e.type : e.tagName.toLowerCase()")
    if kind in ("checkbox", "radio"):
        for each in value if isinstance(value, list) else [value]:
            page.locator(f'[data-field][name="{name}"][value="{each}"]').check()
        return
    # A field in a folded part of the page is unfolded first.
    field.first.evaluate(
        "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
    )
    if kind == "select":
        field.select_option(value)
    elif kind == "file":
        field.set_input_files({"name": value[0], "mimeType": "text/plain", "buffer": value[1]})
    else:
        field.fill(value)


@contextmanager
def window(
    browser: Browser, client: Client, *, scripts: bool, width: int, blocked: str = "", axe: bool = True
) -> Iterator[BrowserTeller]:
    """A new private window of a browser at an instance. blocked: addresses that it is not given. axe: whether
    it looks at the pages, which it can where scripts run."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(15_000)
    if blocked:
        context.route(blocked, lambda route: route.fulfill(body="", content_type="text/javascript"))
    checked = set[str]() if axe and scripts else None
    yield BrowserTeller(context.new_page(), client, scripts=scripts, checked=checked)
    context.close()

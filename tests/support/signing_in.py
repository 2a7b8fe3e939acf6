"""What tests of signing in share: reading the mail, and setting up a second factor."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyotp
from sqlalchemy import select

from core.encryption import unseal
from core.queue.outbox import Message
from members.models import Person
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support import factories
from tests.support.authenticator import Authenticator
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.servers.inside import Inside

EMAIL = "ana@example.org"


def make_member(client: Client, role: str = "secretariat", email: str = EMAIL, name: str = "Ana") -> Person:
    """Somebody with a mandate in this role; in none if it is empty."""
    with client.saved() as db:
        person = factories.make_person(db, name, email=email)
        if role:
            factories.make_mandate(db, role, person=person)
        return person


def messages(client: Client, to: str = EMAIL) -> list[Message]:
    """What is in the outbox for an address, the newest first."""
    with client.saved() as db:
        return list(db.scalars(select(Message).where(Message.recipient == to).order_by(Message.id.desc())))


def events(client: Client, to: str = EMAIL) -> list[str]:
    """The changes that somebody was told of, the newest first."""
    told = [message for message in messages(client, to) if message.template == "second-factor"]
    return [message.content["event"] for message in told if message.content]


def secrets_of(client: Client, message: Message) -> dict[str, str]:
    """The link and the code in a message."""
    assert message.secret is not None
    opened: dict[str, str] = json.loads(unseal(client.settings.secret_key, message.secret))
    return opened


def ask(client: Client, email: str = EMAIL, *, next: str = "") -> Page:
    """Ask for a message; the page on which the code is typed."""
    page = client.get(f"/en/signin?next={next}" if next else "/en/signin")
    return client.submit(page, {"email": email}, button="Send me a link and a code")


def mailed(client: Client, email: str = EMAIL) -> dict[str, str]:
    """The newest link, as a path, and code."""
    found = secrets_of(client, messages(client, email)[0])
    return {"link": found["link"].removeprefix(client.settings.base_url), "code": found["code"]}


def enter(client: Client, email: str = EMAIL) -> Page:
    """Sign in with the mailed link; the page it leads to."""
    ask(client, email)
    return client.submit(client.get(mailed(client, email)["link"]), button="Sign in")


@contextmanager
def from_afar(client: Client) -> Iterator[Client]:
    """A browser at another address, with cookies of its own."""
    headers = dict(client.http.headers)
    http = Inside(
        client.app,
        base_url=client.settings.base_url,
        headers=headers,
        follow_redirects=False,
        client=("192.0.2.66", 50000),
    )
    yield Client(http, client.app)
    http.close()


def token(client: Client) -> str:
    """The session's id in this browser; empty without one."""
    return client.http.cookies.get(cookie_name(SIGN_IN, client.settings)) or ""


def use_cookie(client: Client, value: str) -> None:
    client.http.cookies.set(cookie_name(SIGN_IN, client.settings), value, domain="localhost.local")


def set_up_app(client: Client, page: Page, now: Any) -> tuple[pyotp.TOTP, Page]:
    """Set up an app for codes on its page; the app, and the page with the recovery codes."""
    [key] = [words for words in page.main.iter("strong") if words.get("class") == "digest"]
    app = pyotp.TOTP("".join((key.text or "").split()))
    return app, client.submit(page, {"code": app.at(now)}, button="Set up")


def codes_on(page: Page) -> list[str]:
    return [code.text or "" for code in page.main.iter("code")]


def ceremony(page: Page) -> tuple[str, str, str]:
    """Of the passkey form of a page: where it goes, what the browser is asked, and the ticket."""
    form = page.ids["passkey"]
    [ticket] = [field.get("value", "") for field in form.iter("input") if field.get("name") == "token"]
    return form.get("action", ""), form.get("data-options", ""), ticket


def add_passkey(
    client: Client, page: Page, device: Authenticator, name: str = "Laptop", *, status: int = 200
) -> Page:
    """Add a passkey as the script of the page does; the page it leads to."""
    _fill_in(page, device.create(ceremony(page)[1]))
    return client.submit(page, {"name": name}, form="passkey", status=status)


def show_passkey(client: Client, page: Page, device: Authenticator, *, status: int = 200) -> Page:
    """Show a passkey as the script of the page does; the page it leads to."""
    _fill_in(page, device.get(ceremony(page)[1]))
    return client.submit(page, form="passkey", status=status)


def _fill_in(page: Page, answer: str) -> None:
    """What static/scripts/passkey.js does once the browser has answered."""
    [field] = [field for field in page.ids["passkey"].iter("input") if field.get("name") == "key"]
    field.set("value", answer)

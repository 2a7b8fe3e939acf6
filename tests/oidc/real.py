"""Canaille as tests use it: started once, when first asked for, and driven through its own pages."""

import json
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from sbcp.settings import Provider
from tests.support.filling import fill
from tests.support.markup import Page

CLIENT, SECRET = "sbcp", "a secret between the two"
PEOPLE = ("ana", "boris", "vera")  # their addresses are at provider.example
PASSWORD = "correct horse battery"
PROGRAM = Path(__file__).with_name("canaille_server.py")
START_SECONDS = 120.0
MOST_PAGES = 12  # between the button here and the way back


@dataclass(frozen=True)
class Canaille:
    """A running provider."""

    issuer: str

    def provider(self, **values: Any) -> Provider:
        """As the operator configures it."""
        usual = {"key": "canaille", "name": "Canaille", "client_id": CLIENT, "client_secret": SECRET}
        return Provider(**{**usual, "issuer": self.issuer, "allow_private": True, **values})

    def sign_in(self, location: str, name: str) -> str:
        """Somebody signs in with their password on the pages of the provider, and agrees to be told of:
        the address of ours that they are sent back to."""
        begun = int(time.time())
        answers = {"login": name, "password": PASSWORD}
        with httpx2.Client(trust_env=False, timeout=30) as browser:
            response = browser.get(location)
            for _page in range(MOST_PAGES):
                target = response.headers.get("location", "")
                if target and httpx2.URL(self.issuer).host != response.url.join(target).host:
                    # It fails if it makes two tokens for one person in one second: they are the same.
                    time.sleep(max(0.0, begun + 1 - time.time()))
                    return target
                if target:
                    response = browser.get(response.url.join(target))
                    continue
                response = _answer(browser, response, answers)
        raise AssertionError(f"the provider never sends {name} back")


def _answer(browser: httpx2.Client, response: httpx2.Response, answers: dict[str, str]) -> httpx2.Response:
    """Fill in the form of a page of the provider: the name, the password, or the consent."""
    assert response.status_code == 200, response.text
    page = Page(str(response.url), 200, {}, response.text)
    forms = [form for form in page.root.iter("form") if form.get("method", "").lower() == "post"]
    form = next(form for form in forms if _fields(form) & {*answers, "answer"})
    values = {name: value for name, value in answers.items() if name in _fields(form)}
    sent = fill(page, form, dict(values), "" if values else "Accept")
    headers = {"content-type": sent.content_type}
    return browser.request(sent.method, response.url.join(sent.address), content=sent.body, headers=headers)


def _fields(form: Any) -> set[str]:
    return {element.get("name", "") for kind in ("input", "button") for element in form.iter(kind)}


@contextmanager
def running(*redirect_uris: str) -> Iterator[Canaille]:
    """Start Canaille in a process of its own; it ends with the block, and with this process."""
    told = {"people": PEOPLE, "password": PASSWORD, "client": CLIENT, "secret": SECRET, "back": redirect_uris}
    with tempfile.TemporaryDirectory(prefix="canaille-") as folder:
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(PROGRAM), json.dumps(told)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder,
            )
        try:
            yield Canaille(_issuer(process, Path(folder) / "log"))
        finally:
            process.communicate(timeout=20)  # closes its standard input


def _issuer(process: "subprocess.Popen[bytes]", log: Path) -> str:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        assert selector.select(START_SECONDS), f"Canaille does not start:\n{log.read_text()[-2000:]}"
    line = process.stdout.readline()
    assert line, f"Canaille has ended:\n{log.read_text()[-2000:]}"
    issuer: str = json.loads(line)["issuer"]
    return issuer

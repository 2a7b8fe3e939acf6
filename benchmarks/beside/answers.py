"""Single answers, looked at: a figure counts only if what was measured did what it says."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli
import httpx2

PATIENCE = 120  # seconds
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.decompress(body)),
    "gzip": gzip.decompress,
    "identity": bytes,
}


class WrongAnswer(Exception):
    """Something was measured that did not do what it says; the text says what."""


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent (``body``) and as it reads (``text``); ``coding`` is its compression."""

    headers: Mapping[str, str]
    coding: str
    body: bytes
    text: str


def require(true: bool, otherwise: str) -> None:
    """Raises WrongAnswer with this text unless it is true."""
    if not true:
        raise WrongAnswer(otherwise)


def fetch(url: str, headers: Mapping[str, str]) -> Answer:
    """Ask for a page once. Raises WrongAnswer unless it is there."""
    with httpx2.stream("GET", url, headers=dict(headers), timeout=PATIENCE) as response:
        body = b"".join(response.iter_raw())
    require(response.status_code == 200, f"{url} answered {response.status_code}")
    coding = response.headers.get("content-encoding", "identity")
    return Answer(response.headers, coding, body, UNPACK[coding](body).decode())

"""What tests of the sheet send and read, as its page does."""

import json
from types import SimpleNamespace as Place
from typing import Any

from tests.support.pages import Client

Told = dict[str, Any]


def text(client: Client, place: Place) -> Told:
    """The sheet as it stands."""
    return client.http.get(f"{place.draft}/sheet/text").json()


def node(kind: str, words: str, **attrs: Any) -> Told:
    """A block with plain words."""
    content = {"content": [{"type": "text", "text": words}]} if words else {}
    return {"type": kind, "attrs": {"level": 0} | attrs, **content}


def window(after: int | None, was: list[list[int]], *now: Told) -> Told:
    return {"after": after, "was": was, "now": list(now)}


def save(client: Client, place: Place, *windows: Told, status: int = 200) -> Told:
    """Send what changed, and take the answer."""
    sent = {"sheet": json.dumps({"windows": windows})}
    response = client.post(f"{place.draft}/sheet/text", sent, status=status)
    return response.json()


def edit(client: Client, place: Place, pid: int, words: str) -> Told:
    """Type other words into a paragraph, and save it."""
    block = next(each for each in text(client, place)["blocks"] if each["pid"] == pid)
    typed = {"key": "a", "sources": [pid], "node": node(block["node"]["type"], words)}
    return save(client, place, window(None, [[pid, block["changed_in"]]], typed))

"""What tests of the sheet send and read, as its page does."""

import itertools
import json
from datetime import timedelta
from types import SimpleNamespace as Place
from typing import Any

from consultation import queries as comments
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from documents import queries
from tests.support.factories import NOW
from tests.support.pages import Client

Told = dict[str, Any]
EARLIER = NOW - timedelta(hours=2)  # while the round was open
_keys = itertools.count(1)


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


def suggest(client: Client, place: Place, wording: str, pid: int = 0, name: str = "") -> int:
    """A comment that suggests a wording; its number."""
    with client.saved() as db:
        [round_] = comments.rounds_of(db, queries.document_by_slug(db, place.document.slug))
        key = f"key-of-the-margin-{next(_keys):020}"
        submission = submissions.start(db, round_, token=submissions.token_for(key), now=EARLIER)
        content = CommentInput(
            body="Say it more widely.", language="sq", pid=pid or place.aims, proposed_text=wording
        )
        submissions.save_comment(db, submission, content, key=key, now=EARLIER)
        db.refresh(submission)
        about = SenderInput(kind="person", language="sq", name=name, publish_name=bool(name))
        submissions.save_about(db, submission, about)
        submissions.send(db, submission, received_at=EARLIER)
        number = submission.comments[0].number
        assert number
        return number

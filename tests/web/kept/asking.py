"""Asking for kept pages, and changing what they show."""

from typing import Any

import httpx2
import pytest

from consultation.models import Consultation
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from documents.queries import paragraphs
from sbcp.pages.documents import views as documents
from tests.support import factories
from tests.support.pages import Client


class Views:
    """How often the reading page was made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        real = documents.reading.version

        def counted(*args: Any, **how: Any) -> Any:
            self.made += 1
            return real(*args, **how)

        monkeypatch.setattr(documents.reading, "version", counted)


def address(round_: Consultation, locale: str = "en") -> str:
    return f"/{locale}/documents/{round_.document.slug}/versions/1"


def send_comment(client: Client, round_: Consultation) -> None:
    with client.saved() as db:
        found = db.get_one(Consultation, round_.id)
        pid = paragraphs(db, found.version)[1].pid
        token = submissions.token_for(submissions.new_key())
        unsent = submissions.start(db, found, token=token, now=factories.NOW)
        key = submissions.new_key()
        submissions.save_comment(
            db, unsent, CommentInput(body="Well said.", language="en", pid=pid), key=key, now=factories.NOW
        )
        submissions.save_about(db, unsent, SenderInput(kind="person", language="en"))
        submissions.send(db, unsent, received_at=factories.NOW)


def raw(client: Client, path: str, encoding: str = "identity", **headers: str) -> httpx2.Response:
    """The answer as it comes over the wire."""
    headers = {"accept-encoding": encoding, **{name.replace("_", "-"): v for name, v in headers.items()}}
    return client.http.get(path, headers=headers)

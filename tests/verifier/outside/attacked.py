"""An instance in the hands of somebody who may write what they like into its database."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.queue import outbox
from core.record import signed_heads
from core.record.entries import Entry
from core.record.signed_heads import SignedHead
from sbcp.mail import compose
from sbcp.record import signing as chore
from tests.support import factories
from tests.support.pages import Client
from tests.verifier import reaching

NOW = factories.NOW


HOUR = timedelta(hours=1)


ATTACKER = Ed25519PrivateKey.from_private_bytes(b"a" * 32)


# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


class Place:
    """An instance with a record under three heads, and what an outsider does with it."""

    def __init__(self, client: Client, token: str, program: ModuleType) -> None:
        self.client, self.token, self.program = client, token, program
        self.db: Session = None  # type: ignore[assignment]  # in each test

    def download(self, folder: Path) -> Path:
        """What ``--save`` keeps of the instance as its database is now."""
        with reaching.reached(self.client) as address, redirect_stdout(io.StringIO()):
            self.program.main([address, "--save", str(folder)])
        return folder

    def receipt(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get(f"/en/receipts/{self.token}/receipt.json"))
        return found

    def _get(self, address: str) -> bytes:
        answer: Response = self.client.http.get(address)
        assert answer.status_code == 200, address
        return bytes(answer.content)


def comment_key(db: Session, comment_id: int) -> str:
    """A key that a form could have had."""
    return f"key-of-the-receipt-for-tests-{comment_id:08}"


def sign(client: Client, db: Session, now: datetime) -> SignedHead:
    settings = client.settings
    head = signed_heads.sign_due(
        db,
        chore.signing_key(settings),
        origin=settings.base_url,
        occasions=chore.OCCASIONS,
        now=now,
    )
    assert head is not None
    return head


Verify = Callable[..., tuple[int, str]]


def first(answer: tuple[int, str]) -> tuple[int, str]:
    """Of an answer the exit status and the first line alone."""
    return answer[0], answer[1].partition("\n")[0] + "\n"


def seq_of(db: Session, action: str, which: int = 0) -> int:
    return list(db.scalars(select(Entry.seq).where(Entry.action == action).order_by(Entry.seq)))[which]


def own_verdict(db: Session) -> bool:
    """What ``sbcp record verify`` says of the same database."""
    db.expire_all()
    return chore.checked(db)[0]


def mailed(place: Place, head: SignedHead) -> bytes:
    """The letter about a head, as it leaves the product."""
    message = outbox.Message(
        key="head",
        recipient="ana@example.org",
        template="head",
        locale="sr-Cyrl",
        content=head.published(),
        left_at=NOW,
        next_at=NOW,
    )
    letter: EmailMessage = compose.email_of(place.client.settings, message, NOW)
    return bytes(letter)

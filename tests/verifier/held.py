"""An instance in the hands of somebody who may do everything in its database, and who looks at it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    Connection,
)
from sqlalchemy.orm import Session

from core.record import checking, signed_heads
from sbcp.record import signing as chore
from sbcp.web.limits import Counter
from tests.support import everything, factories
from tests.support.pages import Client
from tests.verifier import reaching

NOW = factories.NOW
MADE = "tests.made"
OWN = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(everything.RECORD_KEY))
OTHER = Ed25519PrivateKey.from_private_bytes(b"a" * 32)


class Place:
    """An instance with everything in it, in the hands of somebody who may do everything in its database."""

    def __init__(self, client: Client, program: ModuleType, connection: Connection) -> None:
        self.client, self.program, self.connection = client, program, connection

    def session(self) -> Session:
        return Session(self.connection, join_transaction_mode="create_savepoint")

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is done here is undone at the end."""
        with self.connection.begin_nested() as savepoint:
            yield
            savepoint.rollback()

    def own_faults(self, *noted: tuple[int, str]) -> list[str]:
        """What ``sbcp record verify`` names."""
        key = signed_heads.public_key(chore.signing_key(self.client.settings))
        with self.session() as db:
            return list(checking.faults(db, NOW, key=key, noted=noted))

    def verify(self, *options: str, save: Path | None = None) -> tuple[int, list[str]]:
        """What the verifier says: its exit status, and its lines. It reads as if nobody had before: limits
        have tests of their own."""
        self.client.app.state.counter = Counter(self.client.database, self.client.settings)
        said = io.StringIO()
        with reaching.reached(self.client) as address, redirect_stdout(said), redirect_stderr(said):
            more = ["--save", str(save)] if save else []
            code = self.program.main([address, *more, *options])
        return code, said.getvalue().splitlines()


def sign(db: Session, now: datetime, key: Ed25519PrivateKey = OWN) -> None:
    """Another head, since the last one of which an entry has called for it, or a day has begun."""
    assert signed_heads.sign_due(db, key, origin="http://localhost", occasions=(MADE,), now=now)

"""Databases to measure on, which wait for the disk as in service."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.support.servers import postgres


@contextmanager
def opened(kind: str) -> Iterator[tuple[str, str, Path]]:
    """Two empty databases of one kind, for the product and for the bare framework, and a folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'sbcp.sqlite'}", f"sqlite:///{folder / 'bare.sqlite'}", folder
            return
        # The tests' server saves itself fsync; what is measured must survive a power cut.
        postgres.NO_WAITING.clear()
        with postgres.running() as socket:
            for database in ("ours", "bare"):
                _create(socket, database)
            yield postgres.url(socket, "ours"), postgres.url(socket, "bare"), folder


def _create(socket: Path, name: str) -> None:
    engine = create_engine(postgres.url(socket), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW fsync")) == "on"
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()

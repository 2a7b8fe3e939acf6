"""Databases to measure on, which wait for the disk as in service."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.support.servers import postgres

NAMES = ("ours", "bare", "closing")


class Opened(NamedTuple):
    """The addresses of empty databases of one kind, by what they are for (``NAMES``: the product, the bare
    framework, the hour in which a round closes); and a folder."""

    urls: Mapping[str, str]
    folder: Path


@contextmanager
def opened(kind: str) -> Iterator[Opened]:
    """Databases for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        if kind == "sqlite":
            yield Opened({name: f"sqlite:///{folder / name}.sqlite" for name in NAMES}, folder)
            return
        # The tests' server saves itself fsync; what is measured must survive a power cut.
        postgres.NO_WAITING.clear()
        with postgres.running() as socket:
            for name in NAMES:
                _create(socket, name)
            yield Opened({name: postgres.url(socket, name) for name in NAMES}, folder)


def _create(socket: Path, name: str) -> None:
    engine = create_engine(postgres.url(socket), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW fsync")) == "on"
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()

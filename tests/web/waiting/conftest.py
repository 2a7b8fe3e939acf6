"""An instance that may be kept from its database, and what people do at it meanwhile."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from core.db import connect
from sbcp import outage_log
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.web.security.asking import make_world

# Another process that begins to write, says so, and goes on doing so until it is told to end.
WRITER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    outage_log.forget()
    yield
    outage_log.forget()


@pytest.fixture
def instance(
    store: Store, clock: time_machine.Traveller, tmp_path: Path
) -> Iterator[Callable[[float], Client]]:
    """``instance(seconds)``: one with an open round, whose requests wait so long for a lock or a thread."""
    url = store.fresh()
    with ExitStack() as open_ones:

        def make(wait: float) -> Client:
            client = open_ones.enter_context(serve(url, tmp_path, database=connect(url, wait=wait)))
            client.app.state.threads.patience = wait
            make_world(client)
            return client

        yield make
    store.give_back(url)


@contextmanager
def held_by_another(url: str) -> Iterator[None]:
    """What every form writes is held by another process for the length of the block."""
    if url.startswith("sqlite"):
        file = url.removeprefix("sqlite:///")
        other = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", WRITER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == b"begun\n"
            yield
        finally:
            other.communicate()
        return
    engine = create_engine(url, poolclass=NullPool)  # each connection has a process at the server
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE bucket, submission IN EXCLUSIVE MODE")
        yield
    engine.dispose()

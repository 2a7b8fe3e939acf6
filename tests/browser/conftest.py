"""A real instance on a real port, and a real browser beside it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from tests.support import factories
from tests.support.absent import absent
from tests.support.pages import Client, serve
from tests.support.servers import databases
from tests.support.servers.databases import Store

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """SQLite alone: what a browser shows does not depend on the database, and the same story is
    told over HTTP on both."""
    with databases.opened("sqlite", tmp_path_factory.mktemp("databases")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        absent("No chromium was found: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def ticking() -> Iterator[time_machine.Traveller]:
    """The clock of the instance, running from the moment at which tests happen."""
    with time_machine.travel(factories.NOW, tick=True) as coordinates:
        yield coordinates


@contextmanager
def serving(store: Store, folder: Path, **settings: Any) -> Iterator[Client]:
    """An empty instance served on a port of this machine, and the way into its database."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        base_url = f"http://localhost:{listening.getsockname()[1]}"
        url = store.fresh()
        with serve(url, folder, base_url, **settings) as client:
            server = uvicorn.Server(uvicorn.Config(client.app, log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            while not server.started:
                time.sleep(0.01)
            yield client
            server.should_exit = True
            thread.join()
        store.give_back(url)


@pytest.fixture
def instance(store: Store, ticking: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """An empty instance with a clock that runs."""
    with serving(store, tmp_path) as client:
        yield client

"""A real instance on a real port, and a real browser beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, sync_playwright

from tests.support import factories
from tests.support.pages import Client, serve
from tests.support.ports import free_port, served_on
from tests.support.running.absent import absent
from tests.support.servers import chromium, databases
from tests.support.servers.databases import Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """SQLite alone: what a browser shows does not depend on the database, and the same story is
    told over HTTP on both."""
    with databases.opened("sqlite", tmp_path_factory.mktemp("databases")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system. It is closed after each file: as long as it is open, Playwright has an event
    loop running in this thread, in which no test beside can begin one."""
    program = chromium.program()
    if program is None:
        absent("No chromium was found: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
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
    with free_port() as listening:
        base_url = f"http://localhost:{listening.getsockname()[1]}"
        url = store.fresh()
        with serve(url, folder, base_url, **settings) as client, served_on(listening, client.app):
            yield client
        store.give_back(url)


@pytest.fixture
def instance(store: Store, ticking: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """An empty instance with a clock that runs."""
    with serving(store, tmp_path) as client:
        yield client

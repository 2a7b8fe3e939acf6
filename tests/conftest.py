"""What tests are given: a database of each kind, a moment, and a browser without JavaScript.

A test that asks for ``db`` or ``client`` runs once on SQLite and once on PostgreSQL; of the cases of a page's
test PostgreSQL has the first (``tests.support.running.cases``).
"""

import json
import pickle
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest
import time_machine
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from core.db import Database, connect
from members.models import Person
from tests.support import everything, factories, papers, requests
from tests.support.pages import Client, serve
from tests.support.requests import Prepared
from tests.support.running import memory, shared
from tests.support.running.absent import absent, pytest_sessionfinish, pytest_terminal_summary  # noqa: F401
from tests.support.running.collecting import pytest_collection_finish  # noqa: F401
from tests.support.running.order import pytest_collection_modifyitems  # noqa: F401
from tests.support.servers import databases, postgres
from tests.support.servers.databases import Store
from tests.support.servers.smtp import office, post  # noqa: F401  fixtures

EXAMPLES, MANY = 40, 200  # of each property, in a run


def pytest_addoption(parser: pytest.Parser) -> None:
    words = f"every case on both databases (tests/support/running/cases.py), {MANY} examples of each property"
    parser.addoption("--everything", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """A run that is told to end stops its PostgreSQL, as one that is interrupted does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    memory.use()
    shared.begin()
    # An example may take as long as it takes: a machine may be busy. Others are drawn in each run.
    drawn = MANY if config.getoption("everything") else EXAMPLES
    hypothesis.settings.register_profile("tests", deadline=None, max_examples=drawn)
    hypothesis.settings.load_profile("tests")


def pytest_unconfigure() -> None:
    shared.end()


@pytest.fixture(scope="session", autouse=True)
def _patience() -> Iterator[None]:
    """An answer waits for what it has set going as long as that takes: a machine may be busy. Pages are made
    anew for every change. A recovery code is tried quickly: how slow that is for a guesser has its test."""
    from core.record import freshness
    from members.signin import recovery
    from sbcp.pages.approvals import views
    from sbcp.web import render

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "PATIENCE", 60.0)
        patch.setattr(freshness, "REST", 0.0)
        patch.setitem(recovery.COST, "n", 2)
        # Each template is compiled by one of the workers.
        patch.setattr(
            render._environment(), "bytecode_cache", FileSystemBytecodeCache(shared.folder("templates"))
        )
        yield


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Store]]:
    """``stores(kind)``: opened once in this process, however often tests of the two kinds take turns."""
    with ExitStack() as open_ones:

        @cache
        def store_of(kind: str) -> Store:
            return open_ones.enter_context(databases.opened(kind, tmp_path_factory.mktemp("databases")))

        yield store_of


@pytest.fixture(scope="session", params=databases.KINDS)
def store(request: pytest.FixtureRequest, stores: Callable[[str], Store]) -> Store:
    """Where databases of one kind come from: for tests that need one to themselves."""
    try:
        return stores(request.param)
    except postgres.Unavailable as reason:
        absent(str(reason))


@pytest.fixture
def migrated(stores: Callable[[str], Store]) -> Path:
    """The file of an empty database as the migrations make it, which takes them seconds; to be moved to where
    a command looks for it."""
    return Path(stores("sqlite").fresh().removeprefix("sqlite:///"))


@pytest.fixture(scope="session")
def databases_kept(stores: Callable[[str], Store]) -> Iterator[Callable[[str], Database]]:
    """``databases_kept(kind)``: a database at the present schema, one of a kind in this process."""
    with ExitStack() as open_ones:

        @cache
        def database_of(kind: str) -> Database:
            opened = connect(stores(kind).fresh())
            open_ones.callback(opened.engine.dispose)
            return opened

        yield database_of


@pytest.fixture(scope="session")
def database(store: Store, databases_kept: Callable[[str], Database]) -> Database:
    """A database at the present schema, which tests leave as they found it."""
    return databases_kept(store.kind)


@pytest.fixture
def own_database(store: Store) -> Iterator[Database]:
    """A database that the test may change for good: for threads, tampering and real commits."""
    url = store.fresh()
    made = connect(url, pool_size=10)
    yield made
    made.engine.dispose()
    store.drop(url)


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A session whose every change is undone at the end of the test; it may commit."""
    with database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: a Monday, noon in UTC."""
    return factories.NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the process, standing still at ``now`` until ``clock.move_to(instant)``."""
    with time_machine.travel(factories.NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def client(store: Store, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """A browser without JavaScript at an instance with an empty database of its own.

    ``with client.saved() as db:`` writes to that database; ``client.sign_in(person)`` signs in.
    """
    url = store.fresh()
    with serve(url, tmp_path) as served:
        yield served
    store.give_back(url)


@pytest.fixture(scope="session")
def everything_made() -> tuple[Path, everything.Everything]:
    """A file with a row of every kind, and the way about it. SQLite alone: what goes over all addresses
    and all tables is costly, and each room is tested on both."""
    folder = shared.once("everything", _make_everything)
    world = everything.Everything(**json.loads((folder / "world.json").read_text("utf-8")))
    return folder / "1.sqlite", world


@pytest.fixture
def prepared(
    full: tuple[Client, everything.Everything], everything_made: tuple[Path, object]
) -> list[Prepared]:
    """Every act that a form can ask for there, prepared once in this run."""
    client, world = full

    def make(folder: Path) -> None:
        acts = list(requests.prepare(client, world, everything_made[0]))
        (folder / "acts").write_bytes(pickle.dumps(acts))

    acts: list[Prepared] = pickle.loads((shared.once("prepared", make) / "acts").read_bytes())
    return acts


def _make_everything(folder: Path) -> None:
    url = databases.SqliteStore(folder).fresh()
    database = connect(url)
    with time_machine.travel(factories.NOW, tick=False), database.writing() as db:
        world = everything.make(db)
        db.commit()
    database.engine.dispose()
    (folder / "world.json").write_text(json.dumps(asdict(world)), "utf-8")


@pytest.fixture(scope="session")
def place_of_everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the instance that it is copied to. It is one for all tests of a worker: what SQLAlchemy
    has compiled for one serves the next."""
    return tmp_path_factory.mktemp("everything")


@pytest.fixture
def full(
    everything_made: tuple[Path, everything.Everything],
    place_of_everything: Path,
    clock: time_machine.Traveller,
) -> Iterator[tuple[Client, everything.Everything]]:
    """A browser at an instance with everything in it, which the test may change, and the way about it."""
    made, world = everything_made
    shutil.rmtree(place_of_everything)  # with all that the test before has left
    place_of_everything.mkdir()
    copy = shutil.copyfile(made, place_of_everything / "everything.sqlite")
    with serve(f"sqlite:///{copy}", place_of_everything) as client:
        # What goes wrong is answered as outside of tests: with a page that says so, and status 500.
        client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        papers.lay_down(client.settings.files_place, everything.FILES)
        yield client, world


@pytest.fixture
def sign_in(client: Client) -> Callable[[Person], None]:
    """``sign_in(person)``: the client goes on as that person."""
    return client.sign_in

"""The application: routes, middleware, error handlers, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from core.db import Database, connect
from core.outages import WaitedLong
from core.record.freshness import Away, Numbers
from sbcp.background.worker import Worker
from sbcp.mail.sender import Sender
from sbcp.operation import logs
from sbcp.pages.api.health import Readiness
from sbcp.pages.compare.comparison_cache import Pairs
from sbcp.routes import routes
from sbcp.settings import Settings
from sbcp.signin.oidc import relying_parties
from sbcp.threads import Threads
from sbcp.web import error_pages
from sbcp.web.door.security import Guard, OpenToPrograms
from sbcp.web.door.slashes import Slashes
from sbcp.web.kept.ahead import KeptPages
from sbcp.web.kept.pages import Pages
from sbcp.web.limits import Counter

# How many read and how many write at once. More make SQLite slower: they wait for one another inside the
# driver. Together with the worker, the mail and the freshness of pages they need a connection each, of which
# ``connect`` allows more.
THREADS = {"sqlite": (3, 2), "postgresql": (6, 5)}


def create_app(
    settings: Settings, *, database: Database | None = None, with_chores: bool = True
) -> Starlette:
    """The ASGI application for these settings. The database must be at the present schema; ``database`` is
    the one that they name, for who has opened it already, and its connections end with the application.
    Without chores, nothing happens at this instance but what is asked of it."""
    logs.configure()
    database = database or connect(settings.database_url)
    threads = Threads(*THREADS[database.engine.dialect.name])
    readiness = Readiness(settings.database_url)
    pages = Pages(Numbers(database))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        threads.open()
        app.state.worker.start()
        if with_chores:
            app.state.sender.start()
        yield
        await anyio.to_thread.run_sync(app.state.worker.stop)
        await anyio.to_thread.run_sync(app.state.sender.stop)
        pages.numbers.close()
        readiness.close()
        database.engine.dispose()

    app = Starlette(
        routes=routes(),
        middleware=[
            Middleware(KeptPages, pages=pages, settings=settings),
            Middleware(Guard, settings=settings, refuse=error_pages.bare_page),
            Middleware(OpenToPrograms),
            Middleware(CompressMiddleware),
        ],
        exception_handlers={
            HTTPException: error_pages.answer_http,
            Exception: error_pages.answer_failure,
            **dict.fromkeys(_outages(database), error_pages.answer_outage),
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes, app.router.default = False, Slashes(app.router)
    app.state.settings = settings
    app.state.database = database
    app.state.threads = threads
    app.state.readiness = readiness
    app.state.pages = pages
    app.state.counter = Counter(database, settings)
    app.state.worker = Worker(database, settings, with_chores=with_chores)
    app.state.sender = Sender(database, settings)
    app.state.pairs = Pairs()
    app.state.parties = relying_parties(settings)
    return app


def _outages(database: Database) -> tuple[type[Exception], ...]:
    """The errors among which are those of a database that cannot do it just now: of SQLAlchemy, of its
    driver, of those who wait for a thread or a connection; and of a disk that is full."""
    return DBAPIError, database.engine.dialect.loaded_dbapi.Error, NoConnection, WaitedLong, Away, OSError

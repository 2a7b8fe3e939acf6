"""The application: routes, middleware, error handlers, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from core.db import Database, connect
from core.record.freshness import Numbers
from sbcp.background.worker import Worker
from sbcp.mail.sender import Sender
from sbcp.operation import logs
from sbcp.pages.compare.comparison_cache import Pairs
from sbcp.routes import routes
from sbcp.settings import Settings
from sbcp.signin.oidc import relying_parties
from sbcp.web import error_pages
from sbcp.web.door.security import Guard, OpenToPrograms
from sbcp.web.door.slashes import Slashes
from sbcp.web.kept.ahead import KeptPages
from sbcp.web.kept.pages import Pages
from sbcp.web.limits import Counter

# More threads than this make SQLite slower: they wait for one another inside the driver.
THREADS = {"sqlite": 3, "postgresql": 10}


def create_app(
    settings: Settings, *, database: Database | None = None, with_chores: bool = True
) -> Starlette:
    """The ASGI application for these settings. The database must be at the present schema; ``database`` is
    the one that they name, for who has opened it already, and its connections end with the application.
    Without chores, nothing happens at this instance but what is asked of it."""
    logs.configure()
    database = database or connect(settings.database_url)
    threads = THREADS[database.engine.dialect.name]
    pages = Pages(Numbers(database))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = threads
        app.state.worker.start()
        if with_chores:
            app.state.sender.start()
        yield
        await anyio.to_thread.run_sync(app.state.worker.stop)
        await anyio.to_thread.run_sync(app.state.sender.stop)
        pages.numbers.close()
        database.engine.dispose()

    app = Starlette(
        routes=routes(),
        middleware=[
            Middleware(KeptPages, pages=pages, settings=settings),
            Middleware(Guard, settings=settings, refuse=error_pages.bare_page),
            Middleware(OpenToPrograms),
            Middleware(CompressMiddleware),
        ],
        exception_handlers={HTTPException: error_pages.answer_http, Exception: error_pages.answer_failure},
        lifespan=lifespan,
    )
    app.router.redirect_slashes, app.router.default = False, Slashes(app.router)
    app.state.settings = settings
    app.state.database = database
    app.state.pages = pages
    app.state.counter = Counter(database, settings)
    app.state.worker = Worker(database, settings, with_chores=with_chores)
    app.state.sender = Sender(database, settings)
    app.state.pairs = Pairs()
    app.state.parties = relying_parties(settings)
    return app

"""The application: routes, middleware, error handlers, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette_compress import CompressMiddleware

from core.db import Database, connect
from sbcp import logs
from sbcp.jobs import Worker
from sbcp.mail.postman import Postman
from sbcp.oidc import relying_parties
from sbcp.routes import routes
from sbcp.settings import Settings
from sbcp.web import errors
from sbcp.web.endpoint import MAX_BODY
from sbcp.web.kept import Pages
from sbcp.web.limits import Counter
from sbcp.web.pairs import Pairs
from sbcp.web.security import Guard

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

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = threads
        app.state.worker.start()
        if with_chores:
            app.state.postman.start()
        yield
        await anyio.to_thread.run_sync(app.state.worker.stop)
        await anyio.to_thread.run_sync(app.state.postman.stop)
        app.state.pages.numbers.close()
        database.engine.dispose()

    app = Starlette(
        routes=routes(),
        middleware=[
            Middleware(Guard, settings=settings, max_body=MAX_BODY),
            Middleware(CompressMiddleware),
        ],
        exception_handlers={HTTPException: errors.answer_http, Exception: errors.answer_failure},
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.pages = Pages()
    app.state.counter = Counter(database, settings)
    app.state.worker = Worker(database, settings, with_chores=with_chores)
    app.state.postman = Postman(database, settings)
    app.state.pairs = Pairs()
    app.state.parties = relying_parties(settings)
    return app

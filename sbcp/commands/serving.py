"""Serving an instance, or a demonstration."""

import argparse
import gc
import sys

from core import clock
from core.db import connect, unsafe_durability
from sbcp import demo
from sbcp.commands.opening import writing
from sbcp.language import participants
from sbcp.operation import record_key
from sbcp.settings import Settings, UnsafeSettings


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve this instance. An empty one gets the configured countries and nothing else."""
    with writing(settings) as db:
        participants.ensure(db, settings.data_dir)
    if not settings.demo:
        record_key.refuse_lost(settings)
        _refuse_unsafe_durability(settings)
    return _run(settings, options)


def serve_demo(settings: Settings, options: argparse.Namespace) -> int:
    """Make the example content if it is missing, say how to sign in, and serve."""
    with writing(settings) as db:
        if demo.build(db, clock.now(), settings):
            print("Example content made.")
        participants.ensure(db, settings.data_dir)
        print(f"\nSBCP demonstration: http://localhost:{options.port}/")
        print(f"Sign in with one click as any of these at http://localhost:{options.port}/en/signin")
        for line in demo.how_to_sign_in(db):
            print(f"  {line}")
    sys.stdout.flush()
    return _run(settings, options)


def _refuse_unsafe_durability(settings: Settings) -> None:
    """What is answered as stored must be: a receipt is a promise."""
    database = connect(settings.database_url)
    try:
        unsafe = unsafe_durability(database)
    finally:
        database.engine.dispose()
    if unsafe:
        raise UnsafeSettings(
            f"The database could lose in a power cut what it has taken: {', '.join(unsafe)}."
        )


def _run(settings: Settings, options: argparse.Namespace) -> int:
    import uvicorn

    from sbcp.app import create_app
    from sbcp.web.door.slow_clients import Punctual

    app = create_app(settings)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: the collector need not look at it again
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        http=Punctual,
        ws="none",
        log_level="warning",
        log_config=None,  # sbcp.operation.logs writes what the server has to say, too
        access_log=False,
        proxy_headers=False,  # sbcp.web.client_address decides whom to believe
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    return 0

"""Serving an instance, or a demonstration."""

import argparse
import gc
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core import clock
from core.db import connect, unsafe_durability
from sbcp import demo
from sbcp.commands.opening import writing
from sbcp.language import participants
from sbcp.operation import logs, record_key, schema
from sbcp.settings import Settings, UnsafeSettings, from_environment

if TYPE_CHECKING:
    from starlette.applications import Starlette

HEALTH_SECONDS = 30  # in which each of several processes answers the one that started them


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve this instance. An empty one gets the configured countries and nothing else."""
    with writing(settings) as db:
        schema.wait_for_others(db.connection())
        participants.ensure(db, settings.data_dir)
    if not settings.demo:
        record_key.refuse_lost(settings)
        _refuse_unsafe_durability(settings)
    return _run(options)


def serve_demo(settings: Settings, options: argparse.Namespace) -> int:
    """Make the example content if it is missing, say how to sign in, and serve."""
    with writing(settings) as db:
        schema.wait_for_others(db.connection())
        if demo.build(db, clock.now(), settings):
            print("Example content made.")
        participants.ensure(db, settings.data_dir)
        address = f"http://localhost:{options.port}"
        print(f"\nSBCP demonstration: {address}/\nWhom to try first:")
        for what, where in demo.whom_to_try_first(address):
            print(f"  {what:<53} {where}")
        print(f"Sign in with one click as any of these at {address}/en/signin")
        for line in demo.how_to_sign_in(db):
            print(f"  {line}")
    sys.stdout.flush()
    return _run(options)


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


def application() -> "Starlette":
    """The application of one of several processes. Its settings come from the environment, as those of the
    process that started it do."""
    from sbcp.app import create_app

    app = create_app(from_environment())
    gc.collect()
    gc.freeze()  # what is loaded by now stays: the collector need not look at it again
    return app


def _run(options: argparse.Namespace) -> int:
    import uvicorn

    from sbcp.web.door.slow_clients import Punctual

    logs.configure()
    several = options.workers > 1
    where = {"host": options.host, "port": options.port}
    if options.uds is not None:
        _take_over(options.uds)
        where = {"uds": str(options.uds)}
    uvicorn.run(
        f"{__name__}:{application.__name__}" if several else application(),
        factory=several,
        workers=options.workers,
        http=Punctual,
        ws="none",
        timeout_worker_healthcheck=HEALTH_SECONDS,
        log_level="info" if several else "warning",  # that a process has died is told as information
        log_config=None,  # sbcp.operation.logs writes what the server has to say, too
        access_log=False,
        proxy_headers=False,  # sbcp.web.client_address decides whom to believe
        timeout_graceful_shutdown=10,
        server_header=False,
        **where,
    )
    return 0


def _take_over(path: Path) -> None:
    """Take away the socket of a process that was killed. Raises UnsafeSettings where somebody answers."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as other:
        try:
            other.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise UnsafeSettings(f"An instance answers at {path} already.")

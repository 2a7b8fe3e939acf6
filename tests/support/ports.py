"""An application on a real port of this machine, as programs and browsers reach it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from sbcp.web.door.slow_clients import Punctual


@contextmanager
def free_port() -> Iterator[socket.socket]:
    """A socket that listens on a port of its own, so that nobody else takes it before it is served."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


@contextmanager
def served_on(listening: socket.socket, app: Any, http: type[Punctual] = Punctual) -> Iterator[str]:
    """The application answers there for the length of the block; its address. It has been started already.

    As ``sbcp serve``, the server leaves the settings of logs alone: they are those of the whole process.
    ``http``: how patient it is.
    """
    config = uvicorn.Config(app, http=http, ws="none", log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()

"""The product and the bare framework, each in one process of uvicorn on this machine alone."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.beside.answers import require

START_SECONDS = 60
REST_SECONDS = 120
AT_REST = 0.05  # seconds of the processor in one
ERROR = re.compile(r'"level": "(error|critical)"|^Traceback|^ERROR')
SHOWN = 5  # lines of a log with errors
ROOT = Path(__file__).parents[2]
SETTINGS = {
    "SBCP_BASE_URL": "https://localhost",
    "SBCP_HOSTS": "127.0.0.1",
    "SBCP_CONTACT": "secretariat@example.org",
    "SBCP_LIMIT_FACTOR": "1000000",  # all come from one address here
    "SBCP_SECRET_KEY": "a key for benchmarks only: 4fT9qLm2Xw",
}


@dataclass(frozen=True)
class Server:
    """A process that answers on a port."""

    pid: int
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def rest(self) -> None:
        """Wait until it does nothing by itself any more, such as reading a new record for the search; or as
        long as that may take."""
        until, used = time.monotonic() + REST_SECONDS, self.processor_seconds()
        while time.monotonic() < until:
            time.sleep(1)
            before, used = used, self.processor_seconds()
            if used - before < AT_REST:
                return

    def processor_seconds(self) -> float:
        """Processor time used so far by all its threads; 0 where the system does not tell."""
        if sys.platform != "linux":
            return 0.0
        # The clock of another process, numbered as clock_getcpuclockid(3) does it.
        return time.clock_gettime(~self.pid << 3 | 2)


@contextmanager
def product(database_url: str, folder: Path, workers: int = 1) -> Iterator[Server]:
    """The product as an operator starts it, in so many processes."""
    environment = {"SBCP_DATABASE_URL": database_url, "SBCP_DATA_DIR": str(folder), **SETTINGS}
    command = ["-m", "sbcp", "serve", "--workers", str(workers), "--port"]
    with _process(command, [], environment) as server:
        yield server


@contextmanager
def bare(database_url: str, folder: Path) -> Iterator[Server]:
    """The bare framework with the pages of a folder."""
    with _process(["-m", "benchmarks.beside.bare"], [str(folder), database_url], {}) as server:
        yield server


@contextmanager
def _process(before: list[str], after: list[str], environment: dict[str, str]) -> Iterator[Server]:
    """A server on a free port. Raises WrongAnswer at the end if there were errors in its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *before, str(port), *after]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, port)
            yield Server(process.pid, port)
        finally:
            process.terminate()
            process.wait()
            log.seek(0)
            mistakes = [line for line in log if ERROR.search(line)]
            sys.stderr.writelines(mistakes[:SHOWN])
        require(not mistakes, f"{before}: {len(mistakes)} errors in the log, the first of them above")


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.05)

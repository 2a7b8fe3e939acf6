"""Several processes of the product at once, as an operator starts them.

One process reads all modules and then forks, for each call of the command line, one that carries it out;
where that starts others in turn, they are forked too: to read the modules takes seconds each time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from core.db import Database, connect
from tests.support.running import memory

START_SECONDS = 60.0
BASE_URL = "http://localhost"
KEY = "a key for tests only, long enough"

PROGRAM = """
import json, multiprocessing, os, signal, sys
import uvicorn._subprocess
import sbcp.app, sbcp.routes
from sbcp import cli
from sbcp.commands import serving

sbcp.routes.routes()
uvicorn._subprocess.spawn = multiprocessing.get_context("fork")

def call(asked, gate):
    os.environ.update(asked["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if not asked["serves"]:
        serving._run = lambda _options: 0
    os.read(gate, 1)  # ends when all have begun
    status = 1
    try:
        status = cli.main(asked["arguments"])
    finally:
        sys.stdout.flush()
        os._exit(status)

for line in sys.stdin:
    asked = json.loads(line)
    if "wait" in asked:
        print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)
        continue
    gate, opener = os.pipe()
    pids = []
    for _ in range(asked["times"]):
        pids.append(os.fork())
        if pids[-1] == 0:
            os.close(opener)
            call(asked, gate)
    os.close(gate)
    os.close(opener)
    print(json.dumps(pids), flush=True)
"""


class Forks:
    """The process that has read all modules."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("SBCP_")}
            | {"PYTHONPATH": str(Path.cwd())},
        )

    def call(
        self,
        arguments: Sequence[str],
        environment: dict[str, str],
        log: Path,
        *,
        times: int = 1,
        serves: bool = True,
    ) -> list[int]:
        """Call the command line, so many times at once; the numbers of the processes. serves: whether
        ``sbcp serve`` serves, or ends when it is ready to."""
        asked = {"arguments": [*arguments], "environment": environment, "log": str(log)}
        pids: list[int] = self._ask({**asked, "times": times, "serves": serves})
        return pids

    def wait(self, pid: int) -> int:
        """Until a process ends; its status."""
        status: int = self._ask({"wait": pid})
        return status

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, asked: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@dataclass(frozen=True)
class Served:
    """An instance of several processes: the Unix socket that all of them answer at, the process that
    started them, their log, and their database."""

    socket: Path
    pid: int
    log: Path
    database: Database

    @contextmanager
    def reader(self, **headers: str) -> Iterator[httpx2.Client]:
        """A reader over connections of their own: any of the processes may answer."""
        transport = httpx2.HTTPTransport(uds=str(self.socket))
        told = {"sec-fetch-site": "same-origin", "accept-language": "en", **headers}
        with httpx2.Client(transport=transport, base_url=BASE_URL, headers=told, timeout=60) as client:
            yield client

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """What they have written to the log."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line[:1] == "{"]
        return [line for line in lines if event in ("", line["event"])]

    def processes(self) -> list[int]:
        """The numbers of those that serve now."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        return [int(pid) for pid in children.split()]


def environment(url: str, folder: Path, **others: str) -> dict[str, str]:
    """The settings of an instance as variables. A demonstration, but for its content: it may be served
    without TLS and on a server that does not wait for the disk."""
    return {
        "SBCP_DEMO": "1",
        "SBCP_BASE_URL": BASE_URL,
        "SBCP_SECRET_KEY": KEY,
        "SBCP_DATABASE_URL": url,
        "SBCP_DATA_DIR": str(folder),
        "SBCP_TRUSTED_PROXIES": "unix",
        "SBCP_LIMIT_FACTOR": "1000",
        **others,
    }


@contextmanager
def served(forks: Forks, url: str, *, processes: int, **others: str) -> Iterator[Served]:
    """``sbcp serve --workers`` for the length of the block. others: of the environment."""
    folder = Path(tempfile.mkdtemp(prefix="sbcp-", dir=memory.folder()))
    place, log = folder / "socket", folder / "log"
    log.touch()
    arguments = ["serve", "--workers", str(processes), "--uds", str(place)]
    [pid] = forks.call(arguments, environment(url, folder, **others), log)
    instance = Served(place, pid, log, connect(url))
    try:
        _wait(instance, processes)
        yield instance
    finally:
        instance.database.engine.dispose()
        os.kill(pid, 15)
        status = forks.wait(pid)
        words = log.read_text("utf-8")
        shutil.rmtree(folder)
    assert status == 0, words
    assert "Traceback" not in words, words


def _wait(instance: Served, processes: int) -> None:
    """Until all of them serve."""
    until = time.monotonic() + START_SECONDS
    while len(instance.lines("Application startup complete.")) < processes:
        assert time.monotonic() < until, instance.log.read_text("utf-8")
        time.sleep(0.05)

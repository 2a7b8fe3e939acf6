"""Asking a server as fast as it answers, for a moment: with wrk, or without it more slowly."""

import asyncio
import itertools
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx2

from benchmarks.beside.answers import PATIENCE, require
from benchmarks.beside.serving import Server

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("load.lua")
RESULT = re.compile(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$", re.MULTILINE)
FORM = {"content-type": "application/x-www-form-urlencoded"}
WHOLE = 1  # seconds: wrk cannot do less


@dataclass(frozen=True)
class Target:
    """What is asked for. ``bodies`` is a file with one form a line, for POST. A path that ends with «=» is
    asked for with another number behind it each time.

    Every answer must have the status ``expect``, and ``weight`` bytes on average at least.
    """

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    bodies: Path | None = None
    expect: int = 200
    weight: int = 0


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, milliseconds of the slowest hundredth, and the server's
    processor microseconds for each answer (0 where unknown). ``most`` may have been sent, with those
    whose answer nobody waited for."""

    requests: int
    rate: float
    slow_ms: float
    processor_us: float
    most: int


class Count(NamedTuple):
    """What a tool counted. ``bytes`` may include headers."""

    requests: int
    seconds: float
    bytes: int
    errors: int
    slow_ms: float


def tool(seconds: float = WHOLE) -> str:
    """What a load of so many seconds is made with."""
    return "wrk" if seconds >= WHOLE and shutil.which("wrk") else "httpx2"


def run(server: Server, target: Target, seconds: float, first: int = 0) -> Load:
    """Ask for so long, with forms from the first one on. Raises WrongAnswer if any answer is not as
    the target expects it."""
    measure = _wrk if tool(seconds) == "wrk" else _asyncio
    before = server.processor_seconds()
    # One on each connection may have no answer yet, and wrk makes one up before it begins.
    unanswered = CONNECTIONS + 1
    count = measure(server, target, seconds, first)
    if not count.requests:  # slower than that on a busy machine
        first, unanswered = first + unanswered, 2 * unanswered
        before = server.processor_seconds()
        count = measure(server, target, seconds * 5, first)
    used = server.processor_seconds() - before
    require(count.requests > 0, f"{target.path}: no answers")
    require(not count.errors, f"{target.path}: {count.errors} of {count.requests} answers were errors")
    mean = count.bytes / count.requests
    require(mean >= target.weight, f"{target.path}: {mean:.0f} bytes an answer, not {target.weight}")
    return Load(
        count.requests,
        count.requests / count.seconds,
        count.slow_ms,
        used / count.requests * 1e6,
        count.requests + unanswered,
    )


def _wrk(server: Server, target: Target, seconds: float, first: int) -> Count:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{round(seconds)}s",
        "--timeout",
        "30s",
        *headers,
        "-s",
        str(SCRIPT),
    ]
    arguments = [server.url(target.path), "--", str(target.expect), str(target.bodies or "-"), str(first)]
    out = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout
    result = RESULT.search(out)
    if result is None:
        raise RuntimeError(f"wrk said nothing: {out[-300:]}")
    requests, microseconds, size, errors, slow = map(int, result.groups())
    return Count(requests, microseconds / 1e6, size, errors, slow / 1000)


def _asyncio(server: Server, target: Target, seconds: float, first: int) -> Count:
    forms = iter(target.bodies.read_text().splitlines()[first:] if target.bodies else [])
    times: list[float] = []
    errors = size = 0

    numbers = itertools.count(1)

    async def ask(http: httpx2.AsyncClient, until: float) -> None:
        nonlocal errors, size
        while time.perf_counter() < until:
            start = time.perf_counter()
            if target.bodies:
                asked = http.stream("POST", target.path, content=next(forms), headers=FORM)
            else:
                number = str(next(numbers)) if target.path.endswith("=") else ""
                asked = http.stream("GET", target.path + number)
            async with asked as answer:
                async for part in answer.aiter_raw():
                    size += len(part)
            errors += answer.status_code != target.expect
            times.append(time.perf_counter() - start)

    async def all_of_them() -> float:
        client = httpx2.AsyncClient(base_url=server.url(""), headers=target.headers, timeout=PATIENCE)
        async with client as http:
            start = time.perf_counter()
            await asyncio.gather(*(ask(http, start + seconds) for _ in range(CONNECTIONS)))
            return time.perf_counter() - start

    elapsed = asyncio.run(all_of_them())
    return Count(len(times), elapsed, size, errors, sorted(times)[int(len(times) * 0.99)] * 1000)

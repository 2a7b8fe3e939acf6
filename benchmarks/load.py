"""Asking a server as fast as it answers, for a moment: with wrk, or without it more slowly."""

import asyncio
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from benchmarks.serving import Server

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("load.lua")
RESULT = re.compile(r"^RESULT (\d+) (\d+) (\d+) (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Target:
    """What is asked for. ``bodies`` is a file with one form a line, for POST."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    bodies: Path | None = None


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, milliseconds of the slowest hundredth, and the server's
    processor microseconds for each answer (0 where unknown)."""

    requests: int
    rate: float
    slow_ms: float
    processor_us: float


def tool() -> str:
    """What the load is made with."""
    return "wrk" if shutil.which("wrk") else "httpx2"


def run(server: Server, target: Target, seconds: float, first: int = 0) -> Load:
    """Ask for so long. Every answer must be a success: anything else ends the benchmark."""
    before = server.processor_seconds()
    measure = _wrk if tool() == "wrk" else _asyncio
    requests, elapsed, errors, slow_ms = measure(server, target, seconds, first)
    if not requests:  # slower than that on a busy machine
        requests, elapsed, errors, slow_ms = measure(server, target, seconds * 5, first)
    if errors or not requests:
        raise RuntimeError(f"{target.path}: {errors} of {requests} answers were errors")
    used = server.processor_seconds() - before
    return Load(requests, requests / elapsed, slow_ms, used / requests * 1e6)


def _wrk(server: Server, target: Target, seconds: float, first: int) -> tuple[int, float, int, float]:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    whole = f"{max(1, round(seconds))}s"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{whole}", *headers, "-s", str(SCRIPT)]
    method, bodies = ("POST", str(target.bodies)) if target.bodies else ("GET", "-")
    arguments = [server.url(target.path), "--", method, bodies, str(first)]
    out = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout
    found = RESULT.search(out)
    if found is None:
        raise RuntimeError(f"wrk said nothing: {out[-300:]}")
    requests, microseconds, errors, slow = map(int, found.groups())
    return requests, microseconds / 1e6, errors, slow / 1000


def _asyncio(server: Server, target: Target, seconds: float, first: int) -> tuple[int, float, int, float]:
    bodies = target.bodies.read_text().splitlines()[first:] if target.bodies else []
    times: list[float] = []
    errors = 0

    async def ask(http: httpx2.AsyncClient, until: float) -> None:
        nonlocal errors
        while time.perf_counter() < until:
            start = time.perf_counter()
            if target.bodies:
                form = {"content-type": "application/x-www-form-urlencoded"}
                answer = await http.post(target.path, content=bodies.pop(0), headers=form)
            else:
                answer = await http.get(target.path)
            errors += answer.status_code >= 400
            times.append(time.perf_counter() - start)

    async def all_of_them() -> float:
        async with httpx2.AsyncClient(base_url=server.url(""), headers=target.headers, timeout=60) as http:
            start = time.perf_counter()
            await asyncio.gather(*(ask(http, start + seconds) for _ in range(CONNECTIONS)))
            return time.perf_counter() - start

    elapsed = asyncio.run(all_of_them())
    return len(times), elapsed, errors, sorted(times)[int(len(times) * 0.99)] * 1000

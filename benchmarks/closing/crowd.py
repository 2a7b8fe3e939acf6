"""Readers, submitters and slow clients, in a process of their own: ``python -m benchmarks.closing.crowd``.

It takes a plan as JSON from its standard input. Readers come for a moment, so that each process of the
server has answered some; then it says READY, begins, and gives what came of it on its standard output.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import httpx2

SENDER = {"Sec-Fetch-Site": "same-origin"}
READER = {"Accept-Encoding": "br"}
AT_ONCE = 400  # people that wait for an answer: whoever comes then waits for one of them to be served
PATIENCE = 60.0  # seconds that people wait for an answer
BYTE_EVERY = 3.0  # seconds between two bytes of a slow client
SLOW_HEAD = b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
SENT = 303
READY = "ready"


@dataclass(frozen=True)
class Plan:
    """``pages``: paths by name, asked for in turn, ``reads`` of them a second. ``tokens``: of the responses
    that are sent to ``action``, ``sends`` of them a second. ``slow``: how many clients are. ``warm``:
    seconds before."""

    port: int
    seconds: float
    pages: dict[str, str]
    reads: float
    action: str
    tokens: list[str]
    sends: float
    slow: int
    warm: float

    def json(self) -> str:
        return json.dumps(asdict(self))


class Visit(NamedTuple):
    """What one person asked for, and the answer. ``at``: of the clock that all processes share
    (time.monotonic). ``status``: of the answer, or the name of the error instead. ``token``: of what was
    sent; a status 303 leads to its receipt."""

    what: str
    at: float
    ms: float
    status: str
    token: str = ""


class Came(NamedTuple):
    """``slow``: how often a slow client connected, and how it ended. ``seconds``: until the last answer.
    ``processor``: seconds that the crowd itself took of a processor."""

    visits: list[Visit]
    slow: dict[str, int]
    seconds: float
    processor: float


def came(text: str) -> Came:
    """What such a process has written."""
    visits, *others = json.loads(text)
    return Came([Visit(*visit) for visit in visits], *others)


async def run(plan: Plan) -> Came:
    """All of them at once, until the last one has an answer."""
    visits: list[Visit] = []
    warming: list[Visit] = []
    slow: Counter[str] = Counter()
    # No connection is kept: each of these people comes from somewhere else.
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
    base = f"http://127.0.0.1:{plan.port}"
    async with httpx2.AsyncClient(base_url=base, limits=limits, timeout=PATIENCE, trust_env=False) as http:
        names = list(plan.pages)

        async def read(number: int) -> Visit:
            name = names[number % len(names)]
            return await _visit(http, name, "GET", plan.pages[name])

        async def send(number: int) -> Visit:
            return await _visit(http, "send", "POST", plan.action, plan.tokens[number])

        await _people(read, round(plan.reads * plan.warm), plan.reads, warming)
        print(READY, flush=True)
        begun, used = time.monotonic(), time.process_time()
        until = begun + plan.seconds
        await asyncio.gather(
            *(_slow(plan.port, until, slow, drips=number % 2 == 1) for number in range(plan.slow)),
            _people(read, round(plan.reads * plan.seconds), plan.reads, visits),
            _people(send, len(plan.tokens), plan.sends, visits),
        )
    return Came(visits, dict(slow), time.monotonic() - begun, time.process_time() - used)


async def _people(
    come: Callable[[int], Coroutine[Any, Any, Visit]], many: int, rate: float, visits: list[Visit]
) -> None:
    """So many, each at the moment that is due, whether or not others have their answers yet."""
    begun = time.monotonic()
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        try:
            visits.append(await come(number))
        finally:
            places.release()

    async with asyncio.TaskGroup() as all_of_them:
        for number in range(many):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            await places.acquire()
            all_of_them.create_task(one(number))


async def _visit(http: httpx2.AsyncClient, what: str, method: str, path: str, token: str = "") -> Visit:
    """One request over a connection of its own, to the last byte of the answer."""
    form, headers = ({"token": token}, SENDER) if token else (None, READER)
    start = time.monotonic()
    try:
        async with http.stream(method, path, data=form, headers=headers) as answer:
            async for _part in answer.aiter_raw():
                pass
        status = str(answer.status_code)
        if answer.status_code == SENT and token not in answer.headers["location"]:
            status = "303 elsewhere"
    except httpx2.HTTPError as error:
        status = type(error).__name__
    return Visit(what, start, (time.monotonic() - start) * 1000, status, token)


async def _slow(port: int, until: float, ends: Counter[str], *, drips: bool) -> None:
    """A client that holds a connection, and another one when that is taken away."""
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError as error:
            ends[type(error).__name__] += 1
            await asyncio.sleep(1)
            continue
        ends["connected"] += 1
        try:
            writer.write(SLOW_HEAD if drips else b"")
            ends[await _hold(reader, writer, until, drips)] += 1
        except OSError as error:
            ends[type(error).__name__] += 1
        finally:
            writer.close()


async def _hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, until: float, drips: bool) -> str:
    """Until the server ends it, or all is over; how it ended."""
    while (left := until - time.monotonic()) > 0:
        if drips:
            writer.write(b"a")
        try:
            answer = await asyncio.wait_for(reader.read(200), min(BYTE_EVERY, left))
        except TimeoutError:
            continue
        return f"answered {answer.split(b' ')[1].decode()}" if answer else "closed"
    return "held to the end"


def main() -> None:
    """Do what the plan says."""
    plan = Plan(**json.loads(sys.stdin.read()))
    json.dump(asyncio.run(run(plan)), sys.stdout)


if __name__ == "__main__":
    main()

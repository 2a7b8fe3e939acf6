"""The bare framework to compare with: constant pages, and one durable row for each POST.

Served as the product is: ``python -m benchmarks.bare PORT FOLDER DATABASE_URL``. The folder holds
the pages: ``name.body`` with the bytes, ``name.json`` with their content type and encoding.
"""

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from sqlalchemy import create_engine, event, text
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.db import SQLITE_PRAGMAS

TABLE = "CREATE TABLE IF NOT EXISTS bare (number INTEGER, words TEXT)"
ROW = text("INSERT INTO bare VALUES (:number, :words)")
WORDS = "A remark of usual length. " * 8


def bare_app(folder: Path, database_url: str) -> Starlette:
    """The pages of a folder at ``/name``, and ``/write``."""
    insert = writer(database_url)

    async def write(request: Request) -> Response:
        await request.form()
        await run_in_threadpool(insert, 1)
        return Response(status_code=303, headers={"Location": "/"})

    routes = [Route(f"/{file.stem}", _constant(file)) for file in sorted(folder.glob("*.body"))]
    return Starlette(routes=[*routes, Route("/write", write, methods=["POST"])])


def writer(database_url: str) -> Callable[[int], None]:
    """A function that puts so many rows into a table in one transaction that is safe on disk."""
    engine = create_engine(database_url, pool_size=10)
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        connection.execute(text(TABLE))
    # One at a time on SQLite: waiting here is quicker than inside the driver.
    gate = threading.Lock() if sqlite else threading.Semaphore(10)

    def insert(rows: int) -> None:
        values = [{"number": number, "words": WORDS} for number in range(rows)]
        with gate, engine.begin() as connection:
            connection.execute(ROW, values)

    return insert


def _constant(file: Path) -> Callable[[Request], object]:
    body = file.read_bytes()
    headers: dict[str, str] = json.loads(file.with_suffix(".json").read_text())

    async def page(_request: Request) -> Response:
        return Response(body, headers=headers)

    return page


def _prepare(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"pragma {pragma}")  # type: ignore[attr-defined]


if __name__ == "__main__":
    uvicorn.run(
        bare_app(Path(sys.argv[2]), sys.argv[3]),
        port=int(sys.argv[1]),
        log_level="warning",
        server_header=False,
    )

"""Every address that takes a form, the rows of every table, and answers of each sort."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from starlette.responses import Response

from core.db import Base, Database
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from sbcp.web.limits import Key, Limit
from tests.support import factories
from tests.support.pages import Client

VALUES = {"locale": "en", "slug": "policy", "country": "RS", "token": "t" * 43}
PARAMETER = re.compile(r"\{(\w+)(:int)?\}")


def address(route: PageRoute, **values: str) -> str:
    """An address of a route: the first of whatever has a number."""
    known = {**VALUES, **values}
    return PARAMETER.sub(lambda found: known.get(found[1]) or ("1" if found[2] else "x"), route.path)


def forms() -> Iterator[PageRoute]:
    """Every route that takes POST."""
    for route in routes():
        if isinstance(route, PageRoute) and route.actions.get("POST"):
            yield route


def rows(database: Database) -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    with database.reading() as db:
        return {table.name: db.execute(select(table)).all() for table in Base.metadata.sorted_tables}


def without_origin(client: Client, headers: dict[str, str]) -> dict[str, str]:
    """Headers of a request that says of its origin only what is given."""
    client.http.headers.pop("sec-fetch-site", None)
    return headers


def answers(client: Client) -> Iterator[Response]:
    """One answer of each sort."""
    get = client.http.get
    yield get("/en/about")
    yield get("/")
    yield get("/healthz")
    yield get("/api/v1/record")
    yield get("/api/v1/nothing")
    yield get("/en/nothing")
    yield get("/en/")
    yield get("/en/", headers={"if-none-match": get("/en/").headers["etag"]})
    yield get("/en/triage")
    yield client.http.delete("/en/about")
    yield client.http.options("/en/about")
    yield client.http.options("/api/v1/record")
    asks = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    yield client.http.options("/api/v1/record", headers=asks)
    yield client.http.post("/en/signout", headers={"sec-fetch-site": "cross-site"})
    yield client.http.post("/en/signout")
    yield client.http.post("/en/signout", headers={"content-length": "many"}, content=b"")
    yield get("/en/receipts/" + "t" * 43)
    yield get("/static/0/images/icon.svg")
    yield get("/static/0/nothing.css")


def make_world(client: Client) -> dict[str, Any]:
    """A document with an open round and a response in it, and a person of each role."""
    with client.saved() as db:
        people = {
            role: factories.make_mandate(db, role).person
            for role in ("secretariat", "working_group", "government", "contact_point", "observer", "admin")
        }
        document = factories.make_document(db, slug="policy", versions=2)
        factories.make_consultation(db, document.versions[1])
    return people


def few(monkeypatch: pytest.MonkeyPatch, name: str, by: Key, burst: int) -> Limit:
    """Make one limit of a route, by what it counts, as tight as ``burst``, and let it stand alone: the
    limits of the product are reached only by thousands of requests."""
    route = next(route for route in routes() if isinstance(route, PageRoute) and route.name == name)
    [limit] = [limit for limit in route.terms.limits if limit.by is by]
    tight = replace(limit, burst=burst)
    monkeypatch.setitem(vars(route.terms), "limits", (tight,))
    return tight

"""What stands before every request and on every answer."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from starlette.datastructures import Headers
from starlette.responses import Response

from core.db import Base, Database
from members.models import SignIn
from members.services import SIGN_IN_LASTS
from sbcp.routes import routes
from sbcp.settings import Settings
from sbcp.web.cookies import cookie_name, delete_cookie, set_cookie
from sbcp.web.endpoint import MAX_BODY, PageRoute
from sbcp.web.security import POLICY, same_origin
from tests import factories
from tests.databases import Store
from tests.markup import Page, faults
from tests.pages import BASE_URL, Client, serve

STRANGE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": BASE_URL},
    {"origin": "https://evil.example"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "null"},
    {},
]
OURS = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": BASE_URL},
    {"sec-fetch-site": "same-origin", "origin": "https://behind.a.proxy.example"},
]
VALUES = {
    "{locale}": "en",
    "{slug}": "policy",
    "{n:int}": "1",
    "{pid:int}": "1",
    "{number:int}": "1",
    "{consultation:int}": "1",
    "{proposal:int}": "1",
    "{act:int}": "1",
    "{token}": "t" * 43,
}


def posts() -> Iterator[str]:
    """An address of every route that takes POST."""
    for route in routes():
        if isinstance(route, PageRoute) and route.actions.get("POST"):
            path = route.path
            for name, value in VALUES.items():
                path = path.replace(name, value)
            assert "{" not in path, f"give VALUES a value for {path}"
            yield path


def rows(database: Database) -> dict[str, Sequence[Any]]:
    with database.reading() as db:
        return {table.name: db.execute(select(table)).all() for table in Base.metadata.sorted_tables}


def without_origin(client: Client, headers: dict[str, str]) -> dict[str, str]:
    """Headers of a request that says of its origin only what is given."""
    client.http.headers.pop("sec-fetch-site", None)
    return headers


def test_S06_a_request_from_elsewhere_changes_nothing_anywhere(client: Client) -> None:
    with client.saved() as db:
        mandate = factories.make_mandate(db)
        factories.make_consultation(db, factories.make_document(db, slug="policy").versions[0])
    client.sign_in(mandate.person)
    before = rows(client.database)
    paths = list(posts())
    assert len(paths) > 15
    for path in paths:
        for headers in STRANGE:
            response = client.http.post(path, data={"person": "1"}, headers=without_origin(client, headers))
            assert response.status_code == 403, f"{path} {headers}"
    assert rows(client.database) == before


def test_S06_the_refusal_is_a_page_in_the_readers_language(client: Client) -> None:
    response = client.http.post("/sr-Cyrl/signout", headers={"sec-fetch-site": "cross-site"})
    page = Page("/sr-Cyrl/signout", response.status_code, dict(response.headers), response.text)
    assert (response.status_code, page.root.get("lang")) == (403, "sr-Cyrl")
    assert faults(page) == []


@pytest.mark.parametrize("headers", OURS)
def test_S06_a_request_from_our_own_page_passes(client: Client, headers: dict[str, str]) -> None:
    response = client.http.post("/en/signout", headers=without_origin(client, headers))
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("base_url", "headers", "expected"),
    [
        ("https://sbcp.example", {"origin": "https://sbcp.example"}, True),
        ("https://sbcp.example", {"origin": "https://sbcp.example:444"}, False),
        ("https://sbcp.example", {"origin": "http://sbcp.example", "host": "sbcp.example"}, False),
        ("https://sbcp.example", {"origin": "http://evil.example", "host": "evil.example"}, False),
        ("http://localhost:8000", {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, True),
        ("https://sbcp.example", {"sec-fetch-site": ""}, False),
    ],
)
def test_S06_the_origin_is_compared_whole(base_url: str, headers: dict[str, str], expected: bool) -> None:
    """By another name of this machine only where the instance itself has no https."""
    assert same_origin("POST", Headers(headers), base_url) is expected


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S07_reading_is_free_from_everywhere(method: str) -> None:
    assert same_origin(method, Headers({"sec-fetch-site": "cross-site"}), BASE_URL)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
def test_S06_every_other_method_must_be_ours(method: str) -> None:
    assert not same_origin(method, Headers({"sec-fetch-site": "cross-site"}), BASE_URL)


def test_F17_a_body_announced_as_too_large_is_refused_unread(client: Client) -> None:
    page = too_large(client, b"x", {"content-length": str(MAX_BODY + 1)})
    assert page.heading == "This is too large"


def test_F17_a_body_that_turns_out_too_large_is_refused(client: Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 2**20 + 1):
            yield b"x" * 2**20

    page = too_large(client, endless(), {"content-type": "application/x-www-form-urlencoded"})
    assert page.heading == "This is too large"


def too_large(client: Client, content: Any, headers: dict[str, str]) -> Page:
    before = rows(client.database)
    response = client.http.post("/en/signin", content=content, headers=headers)
    assert response.status_code == 413
    assert rows(client.database) == before
    page = Page("/en/signin", 413, dict(response.headers), response.text)
    assert faults(page) == []
    return page


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "²", ""])
def test_S37_an_unreadable_length_is_refused(client: Client, length: str) -> None:
    headers = {"content-length": length.encode("latin-1")}
    assert client.http.post("/en/signout", content=b"", headers=headers).status_code == 400


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
    yield client.http.delete("/en/about")
    yield client.http.post("/en/signout", headers={"sec-fetch-site": "cross-site"})
    yield client.http.post("/en/signout")
    yield get("/static/0/images/icon.svg")
    yield get("/static/0/nothing.css")


def test_S24_S25_every_answer_carries_the_headers(client: Client) -> None:
    seen = set()
    for response in answers(client):
        seen.add(response.status_code)
        assert response.headers["content-security-policy"] == POLICY, response.url
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] in ("same-origin", "no-referrer")
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert "strict-transport-security" not in response.headers, "there is no https to keep to"
    assert seen >= {200, 302, 303, 304, 403, 404, 405}


def test_S24_the_policy_allows_nothing_inline_and_no_frame() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert (
        rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    )
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY


def test_S43_a_fault_of_ours_gives_a_reference_and_nothing_else_away(store: Store, tmp_path: Path) -> None:
    url = store.fresh()
    with serve(url, tmp_path) as client:
        with client.database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE record_head")
        client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        page = client.get("/en/", status=500)
        assert page.heading == "Something went wrong on our side"
        assert "Reference: " in page.text
        assert "record_head" not in page.html
        assert "Traceback" not in page.html
        assert page.headers["x-content-type-options"] == "nosniff"
    store.drop(url)


def test_S25_over_https_browsers_are_told_to_stay_there(store: Store, tmp_path: Path) -> None:
    url = store.fresh()
    with serve(url, tmp_path, "https://sbcp.example") as client:
        said = client.http.get("/en/about").headers["strict-transport-security"]
        assert int(said.split(";")[0].removeprefix("max-age=")) >= 31536000
    store.drop(url)


@pytest.mark.parametrize(("base_url", "secure"), [("https://sbcp.example", True), (BASE_URL, False)])
def test_S04_cookies_are_bound_to_the_host_and_closed_to_scripts(base_url: str, secure: bool) -> None:
    settings = Settings(database_url="", secret_key="", data_dir=Path(), base_url=base_url)
    given, taken = Response(), Response()
    set_cookie(given, "signin", "value", settings, max_age=60)
    delete_cookie(taken, "signin", settings)
    for response in (given, taken):
        flags = {part.strip().casefold() for part in response.headers["set-cookie"].split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert ("secure" in flags) is secure
        assert response.headers["set-cookie"].startswith("__Host-signin=" if secure else "signin=")
        assert not any(flag.startswith("domain") for flag in flags)


def is_member(client: Client) -> bool:
    """Whether a page that strangers may not read is shown."""
    status = client.http.get("/en/triage").status_code
    assert status in (200, 401, 403)
    return status == 200


@pytest.fixture
def member(client: Client) -> Client:
    """A client signed in as a member of the group."""
    with client.saved() as db:
        mandate = factories.make_mandate(db, "working_group")
        factories.make_document(db, slug="policy")
    client.sign_in(mandate.person)
    assert is_member(client)
    return client


def test_S02_a_cookie_copied_before_signing_out_is_worthless(member: Client) -> None:
    name = cookie_name("signin", member.settings)
    copied = member.http.cookies[name]
    member.post("/en/signout")
    assert name not in member.http.cookies
    member.http.cookies.set(name, copied, domain="localhost.local")
    assert not is_member(member)


def test_S03_a_session_ends_by_itself(member: Client, clock: time_machine.Traveller) -> None:
    clock.shift(SIGN_IN_LASTS)
    assert not is_member(member)


def test_S02_the_end_of_a_mandate_ends_what_it_allowed(member: Client) -> None:
    with member.saved() as db:
        [mandate] = db.scalars(select(SignIn)).one().person.mandates
        mandate.ends_on = factories.NOW.date().replace(year=2026)
    assert not is_member(member)


def test_S44_what_a_member_sees_is_kept_nowhere(member: Client) -> None:
    for path in ("/en/", "/en/documents/policy", "/en/triage"):
        assert member.http.get(path).headers["cache-control"] == "no-store", path


@pytest.mark.parametrize(
    "path",
    [
        "/static/0/../pyproject.toml",
        "/static/0/..%2f..%2fpyproject.toml",
        "/static/0/%2e%2e/pyproject.toml",
        "/static/0//etc/passwd",
        "/static/0/%00",
        "/static/0/" + "x" * 300,
        "/static/",
    ],
)
def test_S31_only_static_files_are_handed_out(client: Client, path: str) -> None:
    assert client.http.get(path).status_code == 404

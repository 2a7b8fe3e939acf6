"""Only a page of ours may ask for a change, and reading changes nothing."""

import pytest
from starlette.datastructures import Headers

from sbcp.web.door.security import same_origin
from sbcp.web.endpoint import page
from sbcp.web.render import render
from tests.support.markup import Page, faults
from tests.support.pages import BASE_URL, Client
from tests.web.security.asking import address, forms, make_world, rows, without_origin

STRANGE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": BASE_URL},
    {"origin": "https://evil.example"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "null"},
]
OURS = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": BASE_URL},
    {"sec-fetch-site": "same-origin", "origin": "https://behind.a.proxy.example"},
]


def test_S06_a_request_from_elsewhere_changes_nothing_anywhere(client: Client) -> None:
    client.sign_in(make_world(client)["secretariat"])
    before = rows(client.database)
    found = list(forms())
    assert len(found) > 25
    for number, route in enumerate(found):
        path = address(route)
        for headers in (STRANGE[0], STRANGE[1 + number % 5]):
            response = client.http.post(path, data={"person": "1"}, headers=without_origin(client, headers))
            assert response.status_code == 403, f"{path} {headers}"
    assert rows(client.database) == before


def test_S06_a_request_that_does_not_say_where_it_comes_from_needs_a_secret_address(client: Client) -> None:
    """What no browser sends by itself is the token in the address, where a route says that it is enough."""
    client.sign_in(make_world(client)["secretariat"])
    without_origin(client, {})
    before = rows(client.database)
    for route in forms():
        if route.terms.token_is_enough:
            assert "{token}" in route.path, f"{route.path} holds no secret"
        else:
            response = client.http.post(address(route), data={"person": "1"})
            assert response.status_code == 403, route.path
    assert rows(client.database) == before


def test_S06_a_secret_address_is_enough_for_a_program_and_not_for_a_page_from_elsewhere(
    client: Client,
) -> None:
    action = ("public:read", lambda visit: render(visit, "home/about.html"))
    route = page("receipt", post=action, token_is_enough=True)
    client.app.router.routes.insert(0, route)
    without_origin(client, {})
    try:
        assert client.http.post("/en/receipts/secret").status_code == 200
        for headers in STRANGE:
            assert client.http.post("/en/receipts/secret", headers=headers).status_code == 403
    finally:
        client.app.router.routes.remove(route)


def test_S06_the_refusal_is_a_page_in_the_readers_language(client: Client) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, without_origin(client, {})):
        response = client.http.post("/sr-Cyrl/signout", headers=headers)
        shown = Page("/sr-Cyrl/signout", response.status_code, dict(response.headers), response.text)
        assert (response.status_code, shown.root.get("lang")) == (403, "sr-Cyrl")
        assert faults(shown) == []


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
        ("https://sbcp.example", {"origin": ""}, False),
        ("https://sbcp.example", {}, None),
    ],
)
def test_S06_the_origin_is_compared_whole(
    base_url: str, headers: dict[str, str], expected: bool | None
) -> None:
    """By another name of this machine only where the instance itself has no https."""
    assert same_origin("POST", Headers(headers), base_url) is expected


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S07_reading_is_free_from_everywhere(method: str) -> None:
    assert same_origin(method, Headers({"sec-fetch-site": "cross-site"}), BASE_URL)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
def test_S06_every_other_method_must_be_ours(method: str) -> None:
    assert not same_origin(method, Headers({"sec-fetch-site": "cross-site"}), BASE_URL)

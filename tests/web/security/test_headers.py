"""What every answer says to browsers."""

from pathlib import Path

import pytest

from sbcp.web.headers import POLICY
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.web.security.asking import answers, make_world

HTTPS = "https://sbcp.example"


def test_S24_S25_every_answer_carries_the_headers(client: Client) -> None:
    seen = set()
    for response in answers(client):
        seen.add(response.status_code)
        assert response.headers["content-security-policy"] == POLICY, response.url
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] in ("same-origin", "no-referrer")
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert "strict-transport-security" not in response.headers, "there is no https to keep to"
        if response.headers.get("content-type", "").startswith("text/"):
            assert "charset=utf-8" in response.headers["content-type"], response.url
    assert seen >= {200, 302, 303, 304, 400, 401, 403, 404, 405}


def test_S24_the_policy_allows_nothing_inline_and_no_frame() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert (
        rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    )
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY


def test_S25_over_https_browsers_are_told_to_stay_there(store: Store, tmp_path: Path) -> None:
    url = store.fresh()
    with serve(url, tmp_path, HTTPS) as client:
        client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        with client.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE consultation RENAME TO elsewhere")
        for path, status in (("/en/about", 200), ("/en/nothing", 404), ("/en/", 500)):
            response = client.http.get(path)
            assert response.status_code == status
            said = response.headers["strict-transport-security"]
            assert int(said.split(";")[0].removeprefix("max-age=")) >= 31536000
    store.give_back(url)


def test_S25_S44_an_address_that_is_a_key_is_told_to_nobody_and_kept_nowhere(client: Client) -> None:
    """Whatever the answer: a receipt, a page of sign-in, an error."""
    token = "t" * 43
    for path in (f"/en/receipts/{token}", f"/en/signin/{token}"):
        response = client.http.get(path)
        assert response.headers["referrer-policy"] == "no-referrer", path
        assert response.headers["cache-control"] == "no-store", path


def test_S44_what_a_member_sees_is_kept_nowhere(client: Client) -> None:
    client.sign_in(make_world(client)["working_group"])
    for path in ("/en/", "/en/documents/policy", "/en/triage", "/en/nothing", "/en/documents/nothing"):
        assert client.http.get(path).headers["cache-control"] == "no-store", path


# How a browser asks, from where to where, and whether the page there may read the answer.
PUBLIC = ["/api/v1/openapi.json", "/api/v1/record", "/api/v1/adoption", "/api/v1/nothing"]
CLOSED = ["/", "/en/", "/en/documents/policy", "/en/signin", "/en/signout", "/healthz", "/en/unsent"]


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("asked", ["GET", "POST", "DELETE"])
def test_S26_the_public_read_api_may_be_read_from_anywhere_as_nobody(
    client: Client, path: str, asked: str
) -> None:
    client.sign_in(make_world(client)["secretariat"])
    headers = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    answer = client.http.get(path, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    preflight = client.http.options(path, headers={**headers, "access-control-request-method": asked})
    assert preflight.status_code == (200 if asked == "GET" else 400), "reading alone"
    assert preflight.headers["access-control-allow-origin"] == "*"
    allowed = preflight.headers["access-control-allow-methods"].split(", ")
    assert allowed == ["GET", "HEAD"]
    for name in ("content-security-policy", "x-content-type-options"):
        assert name in preflight.headers, name
    assert "access-control-allow-credentials" not in preflight.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/record?x=%FF", 400),
        ("DELETE", "/api/v1/record", 403),
        ("GET", "/api/v1/" + "x" * 5000, 404),
    ],
)
def test_S26_a_program_elsewhere_can_read_why_it_was_refused(
    client: Client, method: str, path: str, status: int
) -> None:
    headers = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    answer = client.http.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]


@pytest.mark.parametrize("path", CLOSED)
def test_S26_all_else_is_closed_to_other_origins(client: Client, path: str) -> None:
    client.sign_in(make_world(client)["secretariat"])
    headers = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    asks = {**headers, "access-control-request-method": "POST"}
    for response in (client.http.get(path, headers=headers), client.http.options(path, headers=asks)):
        assert not [name for name in response.headers if name.startswith("access-control-")], path

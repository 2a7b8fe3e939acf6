"""What no browser sends and no calendar has is answered as a mistake of whoever sent it: never as a fault of
ours."""

import pytest

from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.pages import PARTIAL, Client
from tests.web.security.asking import address, make_world, without_origin

ODD = "%D0%96%E2%80%AE%F0%9F%98%80"  # letters above Latin-1, as a path has them
IN_COOKIES = [b"\xd0\x96" * 22, b"\xff" * 43, b'"\\777\\400"', b"\xd0\x96.\xc5\xa1"]
COOKIES = ["signin", "response", "invitation", "follower", "flash", "asked", "arrived", "known", "provider"]
YEAR_ONE = {"day": "1", "month": "1", "year": "0001", "time": "00:00"}


@pytest.fixture
def answered(client: Client) -> Client:
    """An instance whose failures are answered, as a server would."""
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "https://[x]", "//[", "http://a]b"])
def test_S37_an_origin_that_is_no_address_is_not_ours(answered: Client, origin: str) -> None:
    headers = without_origin(answered, {"origin": origin})
    assert answered.http.post("/en/signout", headers=headers).status_code == 403


def test_S37_a_page_that_is_no_address_is_not_the_one_at_hand(answered: Client) -> None:
    headers = {**PARTIAL, "HX-Current-URL": "http://["}
    answer = answered.http.post("/en/signout", headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/en/")


def test_S37_letters_above_latin_1_open_nothing_and_break_nothing(answered: Client) -> None:
    """In the place of every secret of an address, and in every cookie."""
    make_world(answered)
    with_tokens = [r for r in routes() if isinstance(r, PageRoute) and "{token}" in r.path]
    assert len(with_tokens) > 7
    for route in with_tokens:
        for headers in ({}, {**PARTIAL, "HX-Current-URL": "http://localhost/en/"}):
            path = address(route, token=ODD)
            assert answered.http.get(path, headers=headers).status_code < 500, path
            assert answered.http.post(path, headers=headers).status_code < 500, path
    for number, value in enumerate(IN_COOKIES):
        headers = {"cookie": b"; ".join(name.encode() + b"=" + value for name in COOKIES)}
        for path in ("/en/signin/code", "/en/invitation", "/en/following", "/en/account", "/en/signin/link")[
            number % 2 :: 2
        ]:
            assert answered.http.get(path, headers=headers).status_code < 500, path  # type: ignore[arg-type]
            assert answered.http.post(path, headers=headers).status_code < 500, path  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["opens", "closes"])
def test_S37_a_round_in_the_year_one_is_a_mistake_at_its_field(answered: Client, name: str) -> None:
    """No time in Brussels can be told for it: that would be before the first of the calendar."""
    answered.sign_in(make_world(answered)["secretariat"])
    fields = {f"{name}-{part}": value for part, value in YEAR_ONE.items()}
    answer = answered.http.post(
        "/en/documents/policy/consultations", data={"version": "2", "zone": "Europe/Brussels", **fields}
    )
    assert answer.status_code == 422
    assert "Enter the year with four digits." in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_S37_a_day_at_an_end_of_the_calendar_can_be_asked_for(answered: Client, day: str) -> None:
    make_world(answered)
    for path in ("/en/adoption", "/sr-Cyrl/adoption/RS", "/api/v1/adoption"):
        assert answered.http.get(path, params={"as_of": day}).status_code < 500, path
    assert answered.http.get("/en/record", params={"since": day, "until": day}).status_code == 200

"""How often something may be asked for: enough for an office, not enough for a machine."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from httpx2 import Response
from sqlalchemy import select
from starlette.datastructures import FormData

from core.limits.rates import Bucket
from sbcp.routes import routes
from sbcp.web import limits
from sbcp.web.endpoint import PageRoute
from sbcp.web.limits import READING, Limit
from tests.support.markup import Page, faults
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store
from tests.web.security.asking import address, few, make_world, rows
from tests.web.security.logged import Log

LIMITED = [route for route in routes() if isinstance(route, PageRoute) and route.terms.limits]


def method_of(limit: Limit) -> str:
    return "GET" if "GET" in limit.methods else "POST"


@pytest.fixture
def proxied(store: Store, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    """An instance behind a proxy, which says where each request comes from."""
    url = store.fresh()
    with serve(url, tmp_path, trusted_proxies=("10.0.0.1",)) as served:
        served.http._transport.client = ("10.0.0.1", 50000)  # type: ignore[attr-defined]
        yield served
    store.give_back(url)


def ask(client: Client, path: str, method: str = "POST", *, of: str = "203.0.113.1", **form: str) -> Response:
    headers = {"x-forwarded-for": of}
    return client.http.request(method, path, data=form or None, headers=headers)


def until_refused(client: Client, path: str, method: str, at_most: int, **form: str) -> tuple[int, Response]:
    """How many are let through, and the answer that is not."""
    for number in range(at_most + 1):
        answer = ask(client, path, method, **form)
        if answer.status_code == 429:
            return number, answer
    raise AssertionError(f"{method} {path} let {at_most + 1} through")


def test_S35_what_sends_mail_takes_codes_or_costs_much_is_limited() -> None:
    """By the address of whoever asks, always; routes are known by name, so that none is forgotten."""
    names = {route.name for route in LIMITED}
    assert names >= {
        "respond",
        "respond_comment",
        "respond_about",
        "respond_send",
        "documents",
        "draft_import",
        "compare",
        "compare_draft",
        "api_compare",
        "api_comments",
        "record_download",
        "public_rows",
        "signin",
        "signin_code",
        "second_factor",
        "second_factor_recovery",
        "follow",
    }
    for route in LIMITED:
        assert limits.by_address in [limit.by for limit in route.terms.limits], route.name


def test_S35_an_office_behind_one_address_gets_on_with_its_work() -> None:
    """A hundred people who each send a response within ten minutes, after ten pages of writing it."""
    assert next(limit for limit in limits.SEND if limit.by is limits.by_address).burst >= 100
    assert next(limit for limit in limits.RESPOND if limit.by is limits.by_address).burst >= 5 * 100
    # F15: ten thousand in ten minutes are all received.
    assert next(limit for limit in limits.SEND if limit.by is limits.everybody).burst >= 10_000


@pytest.mark.parametrize("route", LIMITED, ids=lambda route: route.name)
def test_S35_a_burst_on_each_limited_route_is_answered_429_with_when_to_come_again(
    proxied: Client, route: PageRoute, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = few(monkeypatch, route.name, limits.by_address, 3)
    path = address(route, a="1", b="2")
    passed, answer = until_refused(proxied, path, method_of(limit), 3, body="Every word of it.")
    assert passed == 3
    assert 1 <= int(answer.headers["retry-after"]) <= limit.per.total_seconds()
    assert ask(proxied, path, method_of(limit), of="203.0.113.2").status_code != 429, "others are not stopped"


def test_S35_the_text_is_given_back_and_the_page_says_when(proxied: Client) -> None:
    make_world(proxied)
    path = "/en/consultations/1/respond/comment"
    most = next(limit.burst for limit in limits.RESPOND if limit.by is limits.by_unsent_response)
    _number, answer = until_refused(proxied, path, "POST", most, key="x" * 20, body="Every word of it.")
    page = Page(path, 429, dict(answer.headers), answer.text)
    assert faults(page) == []
    assert page.heading == "Too many requests"
    assert "Every word of it." in page.text
    assert "You can try again in 5 seconds." in page.text


def test_S35_it_can_be_done_once_the_time_has_passed(proxied: Client, clock: time_machine.Traveller) -> None:
    make_world(proxied)
    path = "/en/consultations/1/respond/send"
    most = next(limit.burst for limit in limits.SEND if limit.by is limits.by_unsent_response)
    _number, answer = until_refused(proxied, path, "POST", most, token="x" * 20)
    clock.shift(timedelta(seconds=int(answer.headers["retry-after"])))
    assert ask(proxied, path, token="x" * 20).status_code != 429


def test_S35_S36_one_network_of_the_new_protocol_counts_as_one(
    proxied: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(proxied)
    path = "/en/consultations/1/respond/send"
    few(monkeypatch, "respond_send", limits.by_address, 3)
    statuses = [ask(proxied, path, of=f"2001:db8:1:2::{n:x}", token=f"{n}").status_code for n in range(4)]
    assert [status == 429 for status in statuses] == [False, False, False, True]
    assert ask(proxied, path, of="2001:db8:1:3::1", token="z").status_code != 429


def test_S35_a_refused_request_is_counted_as_any_other_and_changes_nothing_else(proxied: Client) -> None:
    make_world(proxied)
    before = rows(proxied.database)
    assert ask(proxied, "/en/consultations/1/respond/send", token="none").status_code == 409
    after = rows(proxied.database)
    assert [name for name in after if after[name] != before[name]] == ["bucket"]
    assert len(after["bucket"]) == len(limits.SEND)


def test_S35_S41_nobodys_address_can_be_read_from_the_counts(proxied: Client) -> None:
    make_world(proxied)
    ask(proxied, "/en/consultations/1/respond/send", token="a token to find")
    with proxied.saved() as db:
        keys = list(db.scalars(select(Bucket.key)))
    assert keys
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_S35_reading_is_counted_without_writing(proxied: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader never waits for a writer: reading leaves no trace in the database."""
    make_world(proxied)
    before = rows(proxied.database)
    path = "/api/v1/documents/policy/compare/1...2"
    few(monkeypatch, "api_compare", limits.by_address, 3)
    number, answer = until_refused(proxied, path, "GET", 3)
    assert number == 3
    assert answer.json()["status"] == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert rows(proxied.database) == before
    assert limits.COMPARE[0].methods == READING


def test_S35_a_page_that_is_kept_is_answered_without_being_counted(
    proxied: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(proxied)
    path = "/en/documents/policy/compare/1...2"
    few(monkeypatch, "compare", limits.by_address, 3)
    statuses = {ask(proxied, path, "GET").status_code for _ in range(9)}
    assert statuses == {200}


def test_S40_a_limit_that_is_reached_is_in_the_security_log(
    proxied: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    make_world(proxied)
    capsys.readouterr()
    most = next(limit.burst for limit in limits.SEND if limit.by is limits.by_unsent_response)
    until_refused(proxied, "/en/consultations/1/respond/send", "POST", most, token="x" * 20)
    [line] = Log(capsys).lines("limit.reached")
    assert (line["limit"], line["address"], line["log"]) == ("send.draft", "203.0.113.1", "security")


def test_S35_an_operator_may_be_more_generous(store: Store, clock: Any, tmp_path: Path) -> None:
    url = store.fresh()
    with serve(url, tmp_path, limit_factor=2) as client:
        most = next(limit.burst for limit in limits.SEND if limit.by is limits.by_unsent_response)
        number, _answer = until_refused(
            client, "/en/consultations/1/respond/send", "POST", 2 * most, token="x" * 20
        )
        assert number == 2 * most
    store.give_back(url)


@pytest.mark.parametrize(
    "values",
    [
        [" Ana@Example.org", "ana@example.org ", "ANA@example.ORG", "ana@exam\u00adple.org"],
        ["ana@пошта.срб", "ANA@ПОШТА.СРБ", "ana@xn--80a1acn3a.xn--90a3ac"],
        ["", "", ""],
    ],
)
def test_S35_an_address_of_mail_is_the_same_however_it_is_typed(values: list[str]) -> None:
    keys = {limits.by_mailbox(None, FormData({"email": value})) for value in values}  # type: ignore[arg-type]
    assert len(keys) == 1
    assert limits.by_mailbox(None, FormData()) == ""  # type: ignore[arg-type]

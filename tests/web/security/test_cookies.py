"""Cookies and the sessions behind them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from starlette.responses import Response

from members.signin import links
from members.signin.models import SignIn
from members.signin.sessions import IDLE
from sbcp.settings import Settings
from sbcp.web.cookies import cookie_name, delete_cookie, set_cookie
from tests.support import factories
from tests.support.pages import BASE_URL, Client, serve
from tests.support.servers.databases import Store
from tests.web.security.asking import make_world


@pytest.mark.parametrize(("base_url", "secure"), [("https://sbcp.example", True), (BASE_URL, False)])
def test_S04_cookies_are_bound_to_the_host_and_closed_to_scripts(base_url: str, secure: bool) -> None:
    settings = Settings(database_url="", secret_key="", data_dir=Path(), base_url=base_url)
    given, taken = Response(), Response()
    set_cookie(given, "signin", "value", settings, max_age=60)
    delete_cookie(taken, "signin", settings)
    for response in (given, taken):
        assert faults_of(response.headers["set-cookie"], secure=secure) == []


def faults_of(cookie: str, *, secure: bool) -> list[str]:
    """What is wrong with one Set-Cookie."""
    name, *rest = [part.strip().casefold() for part in cookie.split(";")]
    wanted = {"httponly", "samesite=lax", "path=/"} | ({"secure"} if secure else set())
    wrong = sorted(wanted - set(rest))
    wrong += [part for part in rest if part.startswith("domain")]
    return wrong + ([] if name.startswith("__host-") is secure else [name])


@pytest.fixture
def over_https(store: Store, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Client]:
    url = store.fresh()
    with serve(url, tmp_path, "https://localhost") as served:
        yield served
    store.give_back(url)


def test_S04_every_cookie_that_a_visit_leaves_is_so(over_https: Client) -> None:
    """Signing in by a link, a message for the next page, a draft, signing out."""
    client, given = over_https, list[str]()
    client.http.event_hooks["response"].append(lambda r: given.extend(r.headers.get_list("set-cookie")))
    people = make_world(client)
    with client.saved() as db:
        token = links.make(db, person=people["working_group"], now=factories.NOW)
    page = client.get("/en/consultations/1/respond/comment")
    client.submit(page, {"body": "A comment that is kept in a draft."})
    client.submit(client.get(f"/en/signin/{token}"), button="Sign in")
    client.get("/en/triage")
    client.post("/en/signout")
    assert {cookie.partition("=")[0] for cookie in given} >= {
        "__Host-signin",
        "__Host-response",
        "__Host-flash",
    }
    assert [wrong for cookie in given for wrong in faults_of(cookie, secure=True)] == []


@pytest.mark.parametrize("kind", ["signin", "invitation"])
def test_a_mailed_link_with_other_letters_opens_nothing_and_is_no_fault_of_ours(
    client: Client, kind: str
) -> None:
    arrived = client.get(f"/en/{kind}/тајна•", status=410 if kind == "signin" else 404)
    assert "no longer" in arrived.text


def is_member(client: Client) -> bool:
    """Whether a page that strangers may not read is shown."""
    status = client.http.get("/en/triage").status_code
    assert status in (200, 401, 403)
    return status == 200


@pytest.fixture
def member(client: Client) -> Client:
    """A client signed in as a member of the group."""
    client.sign_in(make_world(client)["working_group"])
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
    clock.shift(IDLE)
    assert not is_member(member)


def test_S02_the_end_of_a_mandate_ends_what_it_allowed(member: Client) -> None:
    with member.saved() as db:
        [mandate] = db.scalars(select(SignIn)).one().person.mandates
        mandate.ends_on = factories.NOW.date().replace(year=2026)
    assert not is_member(member)

"""Accounts at OpenID providers: added, used, trusted, removed; and a provider that is away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select
from structlog.testing import capture_logs

from core.queue.outbox import Message
from members.models import Person
from members.signin import apps, links
from members.signin.identities import Account, add
from members.signin.models import Identity, SignIn, SpentState
from sbcp.settings import Provider
from tests.oidc.fake import Fake, fake_provider
from tests.support import factories
from tests.support.factories import NOW
from tests.support.markup import Page
from tests.support.pages import Client, serve
from tests.support.servers.databases import Store

START = "/en/signin/with/fake"


@pytest.fixture(scope="module")
def running() -> Iterator[Fake]:
    with fake_provider() as provider:
        yield provider


@pytest.fixture
def fake(running: Fake) -> Fake:
    running.as_it_should_be()
    return running


@contextmanager
def instance(store: Store, folder: Path, *providers: Provider) -> Iterator[Client]:
    url = store.fresh()
    with serve(url, folder, oidc=providers) as client:
        yield client
    store.give_back(url)


@pytest.fixture
def browser(store: Store, clock: time_machine.Traveller, fake: Fake, tmp_path: Path) -> Iterator[Client]:
    with instance(store, tmp_path, fake.provider()) as client:
        yield client


def member(client: Client, role: str = "observer", **values: Any) -> Person:
    with client.saved() as db:
        person = factories.make_person(db, **values)
        return factories.make_mandate(db, role, person=person).person


def through(
    client: Client, fake: Fake, start: str = START, subject: str = "ana-1", status: int = 200
) -> Page:
    """Leave by a button, sign in at the provider, come back."""
    away = client.http.get(start)
    assert away.status_code == 303, away.text
    return client.get(fake.grant(away.headers["location"], subject), status=status)


def link(client: Client, fake: Fake, person: Person, subject: str = "ana-1") -> None:
    with client.saved() as db:
        add(db, person=db.get_one(Person, person.id), account=Account(fake.issuer, subject), now=NOW)


def rows(client: Client, kind: type[Any]) -> list[Any]:
    with client.saved() as db:
        return list(db.scalars(select(kind)))


def test_an_account_is_added_after_a_look_at_it(browser: Client, fake: Fake) -> None:
    person = member(browser)
    browser.sign_in(person)
    page = browser.get("/en/account/identities")
    assert "You have added no account" in page.text
    page = through(browser, fake, page.link("Use an account at Example ID"))
    assert page.heading == "Add this account?"
    assert "ana@provider.example" in page.text
    assert rows(browser, Identity) == [], "nothing is added because somebody followed a link"
    page = browser.submit(page, button="Add this account")
    assert "The account is added" in page.text
    assert "ana@provider.example" in page.text
    identity = rows(browser, Identity)[0]
    assert (identity.person_id, identity.issuer, identity.subject) == (person.id, fake.issuer, "ana-1")


def test_the_owner_is_told_by_mail_that_an_account_was_added(browser: Client, fake: Fake) -> None:
    person = member(browser)
    browser.sign_in(person)
    browser.submit(through(browser, fake, f"{START}?for=add"), button="Add this account")
    message = rows(browser, Message)[-1]
    assert (message.recipient, message.template) == (person.email, "identity-added")
    assert message.content["provider"] == "Example ID"


def test_adding_the_same_account_again_changes_nothing(browser: Client, fake: Fake) -> None:
    person = member(browser)
    browser.sign_in(person)
    link(browser, fake, person)
    page = browser.submit(through(browser, fake, f"{START}?for=add"), button="Add this account")
    assert page.heading == "Accounts you sign in with"
    assert len(rows(browser, Identity)) == 1


def test_an_account_of_somebody_else_is_not_added_and_nobody_is_named(browser: Client, fake: Fake) -> None:
    link(browser, fake, member(browser, name="Boris Secret"))
    browser.sign_in(member(browser))
    page = through(browser, fake, f"{START}?for=add")
    page = browser.submit(page, button="Add this account", status=409)
    assert "Boris" not in page.text
    assert len(rows(browser, Identity)) == 1


def test_S03_what_was_proved_is_good_for_ten_minutes(
    browser: Client, fake: Fake, clock: time_machine.Traveller
) -> None:
    browser.sign_in(member(browser))
    page = through(browser, fake, f"{START}?for=add")
    clock.shift(timedelta(minutes=10))
    browser.submit(page, button="Add this account", status=409)
    assert rows(browser, Identity) == []


def test_S13_the_way_back_is_open_for_ten_minutes(
    browser: Client, fake: Fake, clock: time_machine.Traveller
) -> None:
    link(browser, fake, member(browser))
    back = fake.grant(browser.http.get(START).headers["location"])
    clock.shift(timedelta(minutes=10))
    assert browser.get(back, status=409).heading == "Please start again"
    assert fake.posted == []


def test_S13_what_one_person_proved_is_not_added_to_another(browser: Client, fake: Fake) -> None:
    browser.sign_in(member(browser))
    through(browser, fake, f"{START}?for=add")
    browser.sign_in(member(browser))
    browser.get("/en/account/identities/new", status=409)
    browser.post("/en/account/identities/new", status=409)
    assert rows(browser, Identity) == []


def test_S13_what_was_proved_for_signing_in_is_not_added(browser: Client, fake: Fake) -> None:
    through(browser, fake, status=403)
    browser.sign_in(member(browser))
    browser.post("/en/account/identities/new", status=409)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_S06_no_link_from_elsewhere_leads_to_adding_an_account(
    browser: Client, fake: Fake, site: str
) -> None:
    browser.sign_in(member(browser))
    browser.get(f"{START}?for=add", status=404, headers={"sec-fetch-site": site})
    assert browser.http.get(START, headers={"sec-fetch-site": site}).status_code == 303


def test_S08_whoever_writes_shows_a_second_factor_before_changing_how_they_sign_in(
    browser: Client, fake: Fake, clock: time_machine.Traveller
) -> None:
    person = member(browser, "working_group")
    link(browser, fake, person, "old")
    number = rows(browser, Identity)[0].id
    browser.sign_in(person, second_factor=False)
    for response in (
        browser.http.get(f"{START}?for=add"),
        browser.post("/en/account/identities/new"),
        browser.post(f"/en/account/identities/{number}"),
    ):
        assert response.headers["location"].startswith("/en/second-factor?next="), response.text
    assert [identity.subject for identity in rows(browser, Identity)] == ["old"]


def test_removing_is_checked_and_then_the_account_lets_nobody_in(browser: Client, fake: Fake) -> None:
    person = member(browser)
    link(browser, fake, person)
    browser.sign_in(person)
    page = browser.get("/en/account/identities")
    page = browser.get(next(path for words, path in page.links() if words.startswith("Remove")))
    assert page.heading == "Remove this account?"
    assert len(rows(browser, Identity)) == 1
    page = browser.submit(page, button="Remove this account")
    assert "You have added no account" in page.text
    browser.sign_out()
    assert through(browser, fake, status=403).heading.startswith("You are not known here")


def test_S15_the_account_of_another_person_is_not_there(browser: Client, fake: Fake) -> None:
    link(browser, fake, member(browser))
    number = rows(browser, Identity)[0].id
    browser.sign_in(member(browser))
    for wrong in (number, 999999):
        browser.get(f"/en/account/identities/{wrong}", status=404)
        browser.post(f"/en/account/identities/{wrong}", status=404)
    assert len(rows(browser, Identity)) == 1


def test_the_page_of_accounts_is_for_who_is_signed_in(browser: Client) -> None:
    for path in ("/en/account/identities", "/en/account/identities/new", "/en/account/identities/1"):
        browser.get(path, status=401)
    browser.get(f"{START}?for=add", status=401)
    browser.get(f"{START}?for=accept", status=401)
    browser.get(f"{START}?for=anything", status=404)


def test_the_way_to_a_provider_and_back_keeps_the_language(browser: Client, fake: Fake) -> None:
    away = browser.http.get("/sr-Latn/signin/with/fake").headers["location"]
    assert "ui_locales=sr-Latn" in away
    answer = browser.http.get(fake.grant(away, "nobody"))
    assert answer.headers["location"].startswith("/sr-Latn/signin/with/fake/problem")


def test_S40_S41_ways_in_are_in_the_security_log_without_secrets(browser: Client, fake: Fake) -> None:
    person = member(browser)
    link(browser, fake, person)
    with capture_logs() as lines:
        back = fake.grant(browser.http.get(START).headers["location"])
        browser.http.get(back)
        browser.http.get(back)
    events = [(line["event"], line.get("person"), line.get("reason")) for line in lines if "log" in line]
    assert ("signin.done", person.id, None) in events
    assert ("signin.failed", None, "lost") in events
    code, _, state = back.partition("code=")[2].partition("&state=")
    assert code not in str(lines)
    assert state not in str(lines)
    assert "ana" not in str(lines)


# First sign-in by an address that the provider verified, where the operator trusts it with that


@pytest.fixture
def trusting(store: Store, clock: time_machine.Traveller, fake: Fake, tmp_path: Path) -> Iterator[Client]:
    with instance(store, tmp_path, fake.provider(trusts_email=True)) as client:
        yield client


def test_S13_a_verified_address_of_a_trusted_provider_links_an_invited_person(
    trusting: Client, fake: Fake
) -> None:
    person = member(trusting, email="ana@provider.example")
    fake.told["email"] = "Ana@Provider.example"
    assert "Sign out" in through(trusting, fake).text
    assert rows(trusting, Identity)[0].person_id == person.id
    assert rows(trusting, Message)[-1].recipient == person.email
    # From here on the subject is the key: the address may change, and may go to somebody else.
    trusting.sign_out()
    fake.told["email"] = "renamed@provider.example"
    assert "Sign out" in through(trusting, fake).text
    trusting.sign_out()
    fake.told["email"] = "ana@provider.example"
    fake.claims["sub"] = fake.told["sub"] = "successor-2"
    with trusting.saved() as db:
        db.get_one(Person, person.id).email = "ana@ministry.example"
    assert through(trusting, fake, status=403).heading.startswith("You are not known here")


@pytest.mark.parametrize("verified", [False, "true", 1, None])
def test_S13_an_address_that_is_not_verified_links_nobody(
    trusting: Client, fake: Fake, verified: object
) -> None:
    member(trusting, email="ana@provider.example")
    fake.told["email_verified"] = verified
    assert through(trusting, fake, status=403).heading.startswith("You are not known here")
    assert rows(trusting, Identity) == []


def test_S13_a_verified_address_is_not_enough_for_who_is_disabled(trusting: Client, fake: Fake) -> None:
    person = member(trusting, email="ana@provider.example")
    with trusting.saved() as db:
        db.get_one(Person, person.id).disabled_at = NOW
    through(trusting, fake, status=403)
    assert rows(trusting, Identity) == []
    assert rows(trusting, SignIn) == []


def test_S13_a_provider_that_is_not_trusted_with_addresses_links_nobody(browser: Client, fake: Fake) -> None:
    member(browser, email="ana@provider.example")
    through(browser, fake, status=403)
    assert rows(browser, Identity) == []


# The second factor is ours, unless the operator trusts the provider's word for one


@pytest.mark.parametrize(
    ("trusts", "claims", "strong"),
    [
        (False, {"amr": ["pwd", "mfa"]}, False),
        (True, {"amr": ["pwd", "mfa"]}, True),
        (True, {"amr": ["pwd", "otp"]}, False),
        (True, {"acr": "https://refeds.org/profile/mfa"}, True),
        (True, {"acr": "0"}, False),
        (True, {}, False),
    ],
)
def test_S08_the_second_factor_is_ours_unless_the_provider_is_trusted_and_says_so(
    store: Store,
    clock: time_machine.Traveller,
    fake: Fake,
    tmp_path: Path,
    trusts: bool,
    claims: dict[str, Any],
    strong: bool,
) -> None:
    with instance(store, tmp_path, fake.provider(trusts_second_factor=trusts)) as client:
        link(client, fake, member(client, "working_group"))
        fake.claims.update(claims)
        client.http.get(fake.grant(client.http.get(START).headers["location"]))
        assert (rows(client, SignIn)[0].second_factor_at is not None) is strong


# F32: the provider is away


@pytest.fixture
def closed() -> Iterator[str]:
    """An issuer at which nobody listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


def test_F32_without_the_provider_the_public_part_and_the_way_by_mail_go_on(
    store: Store, clock: time_machine.Traveller, fake: Fake, tmp_path: Path, closed: str
) -> None:
    with instance(store, tmp_path, fake.provider(issuer=closed)) as client:
        two = [administrator(client), administrator(client)]
        assert client.get("/en/documents").status == 200
        assert "did not answer" not in client.get("/en/signin").text

        page = client.get(START, status=503)
        assert page.heading == "Example ID does not answer at the moment"
        page = client.follow(page, "Sign in another way")
        assert "Example ID did not answer a short while ago. You can sign in by mail instead." in page.text

        for person, app in two:
            by_mail(client, person)
            page = client.get("/en/second-factor")
            client.submit(page, {"code": app.at(NOW + timedelta(seconds=30))}, button="Continue")
            assert client.http.get("/en/invitations").status_code == 200, "administers members"
            client.sign_out()

        clock.shift(timedelta(minutes=11))
        assert "did not answer" not in client.get("/en/signin").text


def administrator(client: Client) -> tuple[Person, pyotp.TOTP]:
    person = member(client, "admin")
    key = client.settings.secret_key
    with client.saved() as db:
        own = db.get_one(Person, person.id)
        secret, ticket = apps.propose(key, person=own, now=NOW)
        app = pyotp.TOTP(secret)
        apps.add(db, key, person=own, ticket=ticket, code=app.at(NOW), now=NOW)
    return person, app


def by_mail(client: Client, person: Person) -> None:
    """Sign in with a link, as it is mailed."""
    with client.saved() as db:
        token = links.make(db, person=db.get_one(Person, person.id), now=NOW)
    client.submit(client.get(f"/en/signin/{token}"), button="Sign in")


def test_F32_a_provider_that_fails_on_the_way_back_signs_nobody_in(browser: Client, fake: Fake) -> None:
    link(browser, fake, member(browser))
    back = fake.grant(browser.http.get(START).headers["location"])
    fake.answer["/token"] = (503, b"")
    assert browser.get(back, status=503).heading == "Example ID does not answer at the moment"
    assert rows(browser, SignIn) == []
    fake.as_it_should_be()
    assert "Sign out" in through(browser, fake).text
    assert "did not answer" not in browser.get("/en/signin").text


def test_F32_an_instance_starts_without_asking_a_provider(browser: Client, fake: Fake) -> None:
    browser.get("/en/signin")
    browser.get("/en/documents")
    assert fake.asked == []


def test_F32_a_provider_that_never_answers_keeps_nobody_waiting(
    store: Store, clock: time_machine.Traveller, fake: Fake, tmp_path: Path
) -> None:
    """More people wait for it than an instance has threads; the public pages are answered meanwhile."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with instance(store, tmp_path, fake.provider(issuer=issuer)) as client:
            waiting = [threading.Thread(target=client.http.get, args=(START,)) for _number in range(12)]
            for thread in waiting:
                thread.start()
            connections = [silent.accept()[0] for _thread in waiting]
            assert client.http.get("/en/documents").status_code == 200
            assert all(thread.is_alive() for thread in waiting)
            for connection in connections:
                connection.close()
            for thread in waiting:
                thread.join()


def test_S35_a_provider_is_not_asked_for_ever(browser: Client, fake: Fake) -> None:
    answers = [browser.http.get(START).status_code for _number in range(121)]
    assert answers[-2:] == [303, 429]


def test_what_was_used_long_ago_is_forgotten(
    browser: Client, fake: Fake, clock: time_machine.Traveller
) -> None:
    link(browser, fake, member(browser))
    through(browser, fake)
    clock.shift(timedelta(minutes=11))
    through(browser, fake)
    with browser.saved() as db:
        assert db.scalar(select(func.count()).select_from(SpentState)) == 1

"""S13: in through a real OpenID provider, on its own pages, by a real clock. On SQLite: what is stored of it
is tried on both databases by the tests of members."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from core import clock
from members import invitations, services
from members.models import Mandate, Person
from members.signin import apps
from members.signin.models import Identity, SignIn
from members.terms import Terms
from tests.oidc.real import Canaille
from tests.support import factories
from tests.support.markup import Page
from tests.support.pages import BASE_URL, Client, serve
from tests.support.servers.databases import SqliteStore

SIGN_IN = "/en/signin/with/canaille"


@pytest.fixture
def browser(canaille: Canaille, tmp_path: Path) -> Iterator[Client]:
    """An instance at which one can sign in with the provider."""
    with serve(SqliteStore(tmp_path).fresh(), tmp_path, oidc=(canaille.provider(),)) as client:
        yield client


def through(browser: Client, canaille: Canaille, start: str, name: str, *, status: int = 200) -> Page:
    """Press a button that leads to the provider, sign in there, and come back."""
    away = browser.http.get(start)
    assert away.status_code == 303, away.text
    back = canaille.sign_in(away.headers["location"], name)
    return browser.get(back.removeprefix(BASE_URL), status=status)


def invite(browser: Client) -> str:
    """Invite Ana to the working group, by an address the provider knows nothing of; the mailed link."""
    with browser.saved() as db:
        factories.make_document(db, slug="policy")
        group = services.add_organisation(db, name="Ministry One", tier="government")
        now = clock.now()
        terms = Terms(organisation=group, role="working_group", starts_on=now.date(), basis="Decision 7")
        admin = factories.make_mandate(db, "admin")
        invitation = invitations.invite(
            db, name="Ana", email="ana@ministry.example", locale="en", terms=terms, by=admin, now=now
        )
        return f"/en/invitation/{invitations.send(db, invitation, now=now)}"


def set_up_app(browser: Client, person: Person) -> pyotp.TOTP:
    """An app for codes, as the person has set it up."""
    key, now = browser.settings.secret_key, clock.now() - timedelta(minutes=1)
    with browser.saved() as db:
        person = db.get_one(Person, person.id)
        secret, ticket = apps.propose(key, person=person, now=now)
        app = pyotp.TOTP(secret)
        apps.add(db, key, person=person, ticket=ticket, code=app.at(now), now=now)
    return app


def ana(browser: Client) -> Person:
    with browser.saved() as db:
        return db.scalars(select(Person).where(Person.email == "ana@ministry.example")).one()


@pytest.mark.long
def test_S13_invited_linked_signed_out_signed_in_and_acting(browser: Client, canaille: Canaille) -> None:
    page = browser.get(invite(browser))
    page = through(browser, canaille, page.link("Use an account at Canaille"), "ana")
    assert "Let me sign in with ana@provider.example from now on" in page.text
    page = browser.submit(page, {"name": "Ana Example"}, button="Accept the mandate")
    assert page.heading == "Sign in"
    assert "signin" not in browser.http.cookies, "an account that is added signs nobody in"

    page = through(browser, canaille, page.link("Sign in with Canaille"), "ana")
    assert page.heading == "Set up a second factor", "the provider is one factor"
    browser.post("/en/signout")
    assert "Sign out" not in browser.get("/en/documents").text

    app = set_up_app(browser, ana(browser))
    page = through(browser, canaille, f"{SIGN_IN}?next=/en/documents/policy/draft/paragraphs/2", "ana")
    assert page.heading == "Confirm that it is you"
    page = browser.submit(page, {"code": app.now()}, button="Continue")
    assert page.address == "/en/documents/policy/draft/paragraphs/2"
    page = browser.submit(
        page, {"markdown": "First aim: clusters work together.", "reason": "Shorter"}, button="Save"
    )
    assert "First aim: clusters work together." in browser.get("/en/documents/policy/draft").text
    with browser.saved() as db:
        assert {session.method for session in db.scalars(select(SignIn))} == {"oidc"}


def test_S13_only_the_account_that_was_added_lets_in(browser: Client, canaille: Canaille) -> None:
    with browser.saved() as db:
        person = factories.make_mandate(db, "observer").person
    browser.sign_in(person)
    page = browser.get("/en/account/identities")
    page = through(browser, canaille, page.link("Use an account at Canaille"), "boris")
    assert "boris@provider.example" in page.text
    browser.submit(page, button="Add this account")
    browser.sign_out()
    assert through(browser, canaille, SIGN_IN, "vera", status=403).heading.startswith(
        "You are not known here"
    )
    assert "Sign out" in through(browser, canaille, SIGN_IN, "boris").text


def test_S02_whoever_is_disabled_or_without_mandate_stays_out_whatever_the_provider_says(
    browser: Client, canaille: Canaille
) -> None:
    with browser.saved() as db:
        mandate = factories.make_mandate(db, "observer")
    browser.sign_in(mandate.person)
    page = through(browser, canaille, "/en/signin/with/canaille?for=add", "ana")
    browser.submit(page, button="Add this account")
    browser.sign_out()
    assert "Sign out" in through(browser, canaille, SIGN_IN, "ana").text

    with browser.saved() as db:
        db.get_one(Mandate, mandate.id).ends_on = clock.now().date() - timedelta(days=1)
    browser.sign_out()
    page = through(browser, canaille, SIGN_IN, "ana", status=403)
    assert page.heading == "You hold no mandate in force today"

    with browser.saved() as db:
        db.get_one(Mandate, mandate.id).ends_on = None
        db.get_one(Person, mandate.person_id).disabled_at = clock.now()
    page = through(browser, canaille, SIGN_IN, "ana", status=403)
    assert page.heading == "You hold no mandate in force today"
    assert "signin" not in browser.http.cookies


def test_S13_an_address_alone_lets_nobody_in(browser: Client, canaille: Canaille) -> None:
    """The provider does not say that it verified the address, and we were not told to trust it."""
    with browser.saved() as db:
        person = factories.make_person(db, email="ana@provider.example")
        factories.make_mandate(db, "observer", person=person)
    assert through(browser, canaille, SIGN_IN, "ana", status=403).heading.startswith("You are not known here")
    with browser.saved() as db:
        assert db.scalars(select(Identity)).all() == []

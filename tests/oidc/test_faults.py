"""S13: whatever a provider does wrong, nobody is signed in.

One instance on SQLite for all of them: the faults are of the protocol, not of the database.
"""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joserfc.jwk import KeySet
from sqlalchemy import func, select

from members.models import Person
from members.signin.identities import Account, add
from members.signin.models import SignIn
from sbcp.settings import from_environment
from sbcp.signin.oidc import RelyingParty
from tests.oidc.fake import (
    GONE,
    Fake,
    fake_provider,
    rsa_key,
    signed,
    signed_with_public_key,
    unsigned,
)
from tests.support import factories
from tests.support.markup import Page
from tests.support.pages import Client, serve
from tests.support.servers.databases import SqliteStore

Change = Callable[[Fake], None]


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with fake_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def instance(fake: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An instance where ana-1 at the provider is a member."""
    folder = tmp_path_factory.mktemp("oidc")
    providers = (fake.provider(), fake.provider(key="other", name="Other ID"))
    with serve(SqliteStore(folder).fresh(), folder, oidc=providers, limit_factor=100) as client:
        with client.saved() as db:
            person = factories.make_mandate(db, "observer").person
            add(db, person=person, account=Account(fake.issuer, "ana-1"), now=factories.NOW)
        yield client


@pytest.fixture
def browser(instance: Client, fake: Fake) -> Iterator[Client]:
    fake.as_it_should_be()
    instance.app.state.parties["fake"] = RelyingParty(fake.provider())  # as after a start: nothing remembered
    with instance.another() as browser:
        yield browser


def leave(browser: Client, key: str = "fake") -> str:
    """Press the button; where we are sent to."""
    response = browser.http.get(f"/en/signin/with/{key}")
    assert response.status_code == 303
    return response.headers["location"]


def sessions(browser: Client) -> int:
    with browser.database.reading() as db:
        return db.scalar(select(func.count()).select_from(SignIn)) or 0


def refused(browser: Client, path: str, heading: str, status: int) -> Page:
    """Nobody is signed in there, and a page says so."""
    before = sessions(browser)
    response = browser.http.get(path)
    assert response.status_code == 303
    assert "signin" not in response.cookies
    page = browser.get(response.headers["location"], status=status)
    assert heading in page.heading
    assert sessions(browser) == before
    assert page.text.count("Sign out") == 0
    return page


def test_S13_all_as_it_should_be_signs_in(browser: Client, fake: Fake) -> None:
    response = browser.http.get(fake.grant(leave(browser)))
    assert response.headers["location"] == "/en/documents"
    assert "Sign out" in browser.get("/en/documents").text
    assert fake.posted[0]["code_verifier"], "the verifier of PKCE is sent"
    assert fake.posted[0]["redirect_uri"] == "http://localhost/oidc/fake/callback"


def claim(**values: object) -> Change:
    return lambda fake: fake.claims.update(values)


def at(**seconds: int) -> Change:
    return lambda fake: fake.claims.update({name: int(time.time()) + more for name, more in seconds.items()})


def sign(how: Callable[[dict[str, object]], str]) -> Change:
    return lambda fake: setattr(fake, "sign", how)


def issuer(after: str) -> Change:
    return lambda fake: fake.claims.update(iss=fake.issuer + after)


TOKEN_FAULTS: dict[str, Change] = {
    "nonce-wrong": claim(nonce="another"),
    "nonce-missing": claim(nonce=GONE),
    "issuer-with-slash": issuer("/"),
    "issuer-in-capitals": lambda fake: fake.claims.update(iss=fake.issuer.upper()),
    "issuer-other": claim(iss="https://accounts.example"),
    "issuer-missing": claim(iss=GONE),
    "issuer-list": lambda fake: fake.claims.update(iss=[fake.issuer]),
    "audience-other": claim(aud="other"),
    "audience-other-but-azp-ours": claim(aud="other", azp="sbcp"),
    "audience-of-others-too": claim(aud=["sbcp", "other"], azp="sbcp"),
    "audience-missing": claim(aud=GONE),
    "azp-other": claim(azp="other"),
    "expired": at(iat=-7200, exp=-3600),
    "expiry-missing": claim(exp=GONE),
    "expiry-nonsense": claim(exp="tomorrow"),
    "not-yet-valid": at(nbf=3600),
    "issued-in-the-future": at(iat=3600, exp=7200),
    "subject-missing": claim(sub=GONE),
    "subject-empty": claim(sub=""),
    "subject-number": claim(sub=1),
    "subject-too-long": claim(sub="a" * 256),
    "subject-with-a-nul": claim(sub="ana-1\0"),
    "amr-not-a-list": claim(amr="mfa"),
    "at-hash-wrong": claim(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "signed-by-another-key": sign(lambda claims: signed(claims, key="two")),
    "key-id-unknown": sign(lambda claims: signed(claims, key="two", kid="two")),
    "alg-none": sign(unsigned),
    "alg-HS256-with-the-public-key": sign(signed_with_public_key),
    "token-nonsense": sign(lambda claims: "a.b.c"),
    "token-missing": lambda fake: fake.token.update(id_token=GONE),
    "token-a-number": lambda fake: fake.token.update(id_token=1),
    "userinfo-of-another-subject": lambda fake: fake.told.update(sub="boris-1"),
    "userinfo-without-subject": lambda fake: fake.told.update(sub=GONE),
    "answer-no-json": lambda fake: fake.answer.update({"/token": (200, b"<html>")}),
    "answer-a-list": lambda fake: fake.answer.update({"/token": (200, b"[]")}),
    "answer-an-error": lambda fake: fake.answer.update({"/token": (400, b'{"error": "invalid_client"}')}),
    "keys-nonsense": lambda fake: fake.answer.update({"/keys": (200, b'{"keys": 1}')}),
    "keys-none": lambda fake: fake.answer.update({"/keys": (200, b'{"keys": []}')}),
}


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
def test_S13_a_token_with_a_fault_lets_nobody_in(browser: Client, fake: Fake, fault: str) -> None:
    path = fake.grant(leave(browser))
    TOKEN_FAULTS[fault](fake)
    refused(browser, path, "We could not trust the answer of Example ID", 503)


DISCOVERY_FAULTS: dict[str, Change] = {
    "issuer-other": lambda fake: fake.metadata.update(issuer="https://accounts.example"),
    "issuer-with-slash": lambda fake: fake.metadata.update(issuer=fake.issuer + "/"),
    "no-token-endpoint": lambda fake: fake.metadata.update(token_endpoint=GONE),
    "no-keys": lambda fake: fake.metadata.update(jwks_uri=GONE),
    "no-json": lambda fake: fake.answer.update({"/.well-known/openid-configuration": (200, b"<html>")}),
    "a-list": lambda fake: fake.answer.update({"/.well-known/openid-configuration": (200, b"[]")}),
    "not-found": lambda fake: fake.answer.update({"/.well-known/openid-configuration": (404, b"{}")}),
}


@pytest.mark.parametrize("fault", DISCOVERY_FAULTS)
def test_S13_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    browser: Client, fake: Fake, fault: str
) -> None:
    DISCOVERY_FAULTS[fault](fake)
    refused(browser, "/en/signin/with/fake", "We could not trust the answer of Example ID", 503)


@pytest.mark.parametrize(
    "name", ["token_endpoint", "jwks_uri", "userinfo_endpoint", "authorization_endpoint"]
)
def test_S34_a_discovery_document_leads_to_no_host_that_is_not_listed(
    browser: Client, fake: Fake, name: str
) -> None:
    fake.metadata[name] = "http://127.0.0.1:9/inside"
    refused(browser, "/en/signin/with/fake", "does not answer", 503)
    assert fake.asked == ["/.well-known/openid-configuration"]


def test_the_operator_can_list_other_hosts_of_a_provider(browser: Client, fake: Fake) -> None:
    other = fake.issuer.replace("127.0.0.1", "localhost")
    fake.metadata["token_endpoint"] = f"{other}/token"
    listed = fake.provider(hosts=(other.removeprefix("http://"),))
    browser.app.state.parties["fake"] = RelyingParty(listed)
    assert browser.http.get(fake.grant(leave(browser))).headers["location"] == "/en/documents"


def test_providers_are_named_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("between the two, in a file\n")
    settings = from_environment(
        {
            "SBCP_DEMO": "1",
            "SBCP_OIDC_PROVIDERS": "One, two",
            "SBCP_OIDC_ONE_ISSUER": "https://id.example/",
            "SBCP_OIDC_ONE_NAME": "Example ID",
            "SBCP_OIDC_ONE_CLIENT_ID": "sbcp",
            "SBCP_OIDC_ONE_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
            "SBCP_OIDC_ONE_HOSTS": "keys.id.example, token.id.example:8443",
            "SBCP_OIDC_TWO_ISSUER": "https://two.example",
            "SBCP_OIDC_TWO_CLIENT_ID": "sbcp",
        }
    )
    one, two = settings.oidc
    assert (one.key, one.name, one.issuer) == ("one", "Example ID", "https://id.example/")
    assert one.client_secret == "between the two, in a file"
    assert one.hosts == ("keys.id.example", "token.id.example:8443")
    assert (two.trusts_email, two.trusts_second_factor, two.allow_private) == (False, False, False)


def test_S13_a_document_cannot_loosen_what_we_check(browser: Client, fake: Fake) -> None:
    fake.metadata |= {
        "id_token_signing_alg_values_supported": ["none", "HS256"],
        "verify": False,
        "trust_env": True,
        "client_id": "other",
        "scope": "everything",
        "code_challenge_method": "plain",
    }
    location = leave(browser)
    assert "scope=openid+email" in location
    path = fake.grant(location)
    fake.sign = unsigned
    refused(browser, path, "We could not trust", 503)


def test_S13_a_wrong_state_is_refused_and_the_code_not_used(browser: Client, fake: Fake) -> None:
    path = fake.grant(leave(browser))
    wrong = path.partition("state=")[0] + "state=another"
    refused(browser, wrong, "Please start again", 409)
    assert fake.posted == []


@pytest.mark.parametrize("query", ["", "?code=1", "?state=", "?code=1&state=", "?state=a&state=a&code=1"])
def test_S13_a_missing_state_is_refused(browser: Client, fake: Fake, query: str) -> None:
    leave(browser)
    refused(browser, f"/oidc/fake/callback{query}", "Please start again", 409)
    assert fake.posted == []


def test_S13_the_state_of_another_browser_is_refused(browser: Client, fake: Fake) -> None:
    with browser.another() as attacker:
        path = fake.grant(leave(attacker))
    refused(browser, path, "Please start again", 409)
    leave(browser)
    refused(browser, path, "Please start again", 409)
    assert fake.posted == []


def test_S13_a_state_twice_is_as_good_as_given(browser: Client, fake: Fake) -> None:
    path = fake.grant(leave(browser))
    refused(browser, f"{path}&state={path.partition('state=')[2]}", "Please start again", 409)


def test_S13_a_way_is_gone_once_even_with_a_copied_cookie(browser: Client, fake: Fake) -> None:
    path = fake.grant(leave(browser))
    copied = dict(browser.http.cookies)
    fake.codes["again"] = next(iter(fake.codes.values()))
    assert browser.http.get(path).headers["location"] == "/en/documents"
    with browser.another() as attacker:
        for name, value in copied.items():
            attacker.http.cookies.set(name, value, domain="localhost.local")
        again = path.replace(path.partition("code=")[2].partition("&")[0], "again")
        refused(attacker, again, "Please start again", 409)
    assert len(fake.posted) == 1


def test_S13_a_code_twice_is_refused(browser: Client, fake: Fake) -> None:
    used = fake.grant(leave(browser))
    browser.http.get(used)
    with browser.another() as attacker:
        own = fake.grant(leave(attacker))
        code = used.partition("code=")[2].partition("&")[0]
        own = own.replace(own.partition("code=")[2].partition("&")[0], code)
        refused(attacker, own, "We could not trust", 503)


def test_S13_a_code_that_another_browser_was_given_is_refused(browser: Client, fake: Fake) -> None:
    """The verifier that we send is not the one that the code was asked for with."""
    with browser.another() as other:
        stolen = fake.grant(leave(other)).partition("code=")[2].partition("&")[0]
    own = fake.grant(leave(browser))
    own = own.replace(own.partition("code=")[2].partition("&")[0], stolen)
    refused(browser, own, "We could not trust", 503)


def test_S13_the_answer_for_one_provider_is_not_taken_from_another(browser: Client, fake: Fake) -> None:
    path = fake.grant(leave(browser, "other"))
    refused(browser, path.replace("/oidc/other/", "/oidc/fake/"), "Please start again", 409)
    assert fake.posted == []


def test_S13_an_answer_that_names_another_issuer_is_refused(browser: Client, fake: Fake) -> None:
    refused(browser, fake.grant(leave(browser), iss="https://accounts.example"), "We could not trust", 503)
    assert fake.posted == []
    assert (
        browser.http.get(fake.grant(leave(browser), iss=fake.issuer)).headers["location"] == "/en/documents"
    )


def test_S13_a_provider_that_always_names_itself_must(browser: Client, fake: Fake) -> None:
    fake.metadata["authorization_response_iss_parameter_supported"] = True
    refused(browser, fake.grant(leave(browser)), "We could not trust", 503)
    assert fake.posted == []


@pytest.mark.parametrize("error", ["access_denied", "login_required", "consent_required"])
def test_S13_whoever_stops_at_the_provider_is_told_kindly(browser: Client, fake: Fake, error: str) -> None:
    state = fake.grant(leave(browser)).partition("state=")[2]
    page = refused(
        browser, f"/oidc/fake/callback?error={error}&state={state}", "You did not sign in at Example ID", 403
    )
    assert page.link("Try again with Example ID") == "/en/signin/with/fake"
    assert page.link("Sign in another way") == "/en/signin"


def test_S13_an_error_of_the_provider_is_told_kindly(browser: Client, fake: Fake) -> None:
    state = fake.grant(leave(browser)).partition("state=")[2]
    query = f"error=server_error&error_description=%3Cscript%3E&state={state}"
    page = refused(browser, f"/oidc/fake/callback?{query}", "We could not trust", 503)
    assert "script%3E" not in page.text


def test_S13_an_account_that_is_nobodys_makes_no_person(browser: Client, fake: Fake) -> None:
    with browser.database.reading() as db:
        people = db.scalar(select(func.count()).select_from(Person))
    page = refused(browser, fake.grant(leave(browser), "stranger"), "You are not known here", 403)
    assert "Ana" not in page.text.replace("Balkan", "")
    with browser.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Person)) == people


def test_S13_the_subject_counts_exactly(browser: Client, fake: Fake) -> None:
    for subject in ("ANA-1", "ana-1 ", " ana-1", "ana-10"):
        refused(browser, fake.grant(leave(browser), subject), "You are not known here", 403)


def test_a_key_that_is_new_is_asked_for(browser: Client, fake: Fake) -> None:
    browser.http.get(fake.grant(leave(browser)))
    keys = KeySet([rsa_key("one"), rsa_key("two")]).as_dict(private=False)
    fake.answer["/keys"] = (200, json.dumps(keys).encode())
    fake.sign = lambda claims: signed(claims, key="two", kid="two")
    with browser.another() as later:
        assert later.http.get(fake.grant(leave(later))).headers["location"] == "/en/documents"


def test_a_provider_is_asked_where_to_go_once_an_hour(browser: Client, fake: Fake) -> None:
    leave(browser)
    leave(browser)
    assert fake.asked == ["/.well-known/openid-configuration"]


def test_S04_S44_the_cookie_tells_nothing_and_the_code_stays_in_no_address(
    browser: Client, fake: Fake
) -> None:
    response = browser.http.get("/en/signin/with/fake")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie
    state = fake.grant(response.headers["location"]).partition("state=")[2]
    assert state not in cookie
    assert response.headers["cache-control"] == "no-store"
    back = browser.http.get(f"/oidc/fake/callback?code=x&state={state}")
    assert state not in back.headers["location"]


def test_S07_looking_at_the_callback_changes_nothing(browser: Client, fake: Fake) -> None:
    path = fake.grant(leave(browser))
    assert browser.http.head(path).status_code == 303
    assert fake.posted == []
    assert browser.http.get(path).headers["location"] == "/en/documents", "the way is still there"


def test_S27_next_leads_to_our_own_pages_only(browser: Client, fake: Fake) -> None:
    for asked, led in (("/en/record", "/en/record"), ("//evil.example", "/en/documents")):
        response = browser.http.get("/en/signin/with/fake", params={"next": asked})
        assert browser.http.get(fake.grant(response.headers["location"])).headers["location"] == led


def test_a_provider_that_is_not_configured_is_not_there(browser: Client) -> None:
    browser.get("/en/signin/with/nobody", status=404)
    browser.get("/oidc/nobody/callback?code=1&state=2", status=404)
    browser.get("/en/signin/with/nobody/problem?why=down", status=404)
    browser.get("/en/signin/with/fake/problem?why=%3Cscript%3E", status=404)


def test_S01_signing_in_ends_the_session_before(browser: Client, fake: Fake) -> None:
    browser.http.get(fake.grant(leave(browser)))
    first = browser.http.cookies["signin"]
    browser.http.get(fake.grant(leave(browser)))
    assert browser.http.cookies["signin"] != first
    with browser.another() as thief:
        thief.http.cookies.set("signin", first, domain="localhost.local")
        assert "Sign out" not in thief.get("/en/documents").text

"""Second factors on the pages: asked for, set up, shown, taken away, reset."""

import re
from datetime import timedelta

import pyotp
import pytest
from time_machine import Traveller

from members.models import Person
from members.signin import recovery
from sbcp.permissions import RULES
from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.authenticator import Authenticator
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.signing_in import (
    EMAIL,
    add_passkey,
    ceremony,
    codes_on,
    enter,
    events,
    from_afar,
    make_member,
    set_up_app,
    show_passkey,
    token,
    use_cookie,
)

APP, PASSKEY = "/en/account/second-factors/app/new", "/en/account/second-factors/passkeys/new"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes guessing recovery codes slow has its test elsewhere (tests/members)."""
    monkeypatch.setitem(recovery.COST, "n", 2)


@pytest.fixture
def ana(client: Client) -> Person:
    return make_member(client)


@pytest.fixture
def app(client: Client, ana: Person) -> pyotp.TOTP:
    """Ana's app for codes; she is signed in with it."""
    enter(client)
    return set_up_app(client, client.get(APP), NOW)[0]


def writes(client: Client) -> bool:
    """Whether a page that only the secretariat may see is shown."""
    return client.http.get("/en/new-document").status_code == 200


def enter_strongly(client: Client, app: pyotp.TOTP, clock: Traveller) -> None:
    """Sign in again by mail and app, a minute later."""
    clock.shift(timedelta(minutes=1))
    page = enter(client)
    client.submit(page, {"code": app.now()}, button="Continue")


def test_S08_whoever_writes_sets_up_a_second_factor_first(client: Client, ana: Person) -> None:
    page = enter(client)
    assert page.heading == "Set up a second factor"
    assert "change nothing" in page.text
    assert not writes(client)
    page = client.follow(page, "Set up an app")
    _app, page = set_up_app(client, page, NOW)
    assert page.heading == "Your recovery codes"
    assert len(codes_on(page)) == 10
    assert client.follow(page, "I have kept them: continue").heading == "Documents"
    assert writes(client)
    assert events(client) == ["app-added"]


def test_S08_without_a_second_factor_no_route_that_writes_is_open(client: Client, ana: Person) -> None:
    """Every route that asks for a mandate of the secretariat, whatever is in its address."""
    enter(client)
    asked = 0
    for route in routes():
        if not isinstance(route, PageRoute) or not route.path.startswith("/{locale}/"):
            continue
        for method, action in route.actions.items():
            if not action or "secretariat" not in RULES[action[0]].roles:
                continue
            path = re.sub(r"\{\w+:int\}", "1", route.path.replace("{locale}", "en"))
            path = re.sub(r"\{\w+\}", "x", path)
            answer = client.http.request(method, path)
            if answer.status_code == 404:  # a document that is not there
                continue
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/en/second-factor?next="), path
            asked += 1
    assert asked > 5


def test_S08_a_reader_needs_no_second_factor_and_may_have_one(client: Client) -> None:
    make_member(client, "observer")
    assert enter(client).heading == "Documents"
    page = client.get("/en/account/second-factors")
    assert "Your mandates do not ask for one" in page.text
    assert set_up_app(client, client.get(APP), NOW)[1].heading == "Your recovery codes"


def test_S01_the_session_is_another_once_the_second_factor_was_shown(
    client: Client, app: pyotp.TOTP, clock: Traveller
) -> None:
    clock.shift(timedelta(minutes=1))
    page = enter(client)
    before = token(client)
    page = client.submit(page, {"code": app.now()}, button="Continue")
    assert page.heading == "Documents"
    after = token(client)
    assert writes(client)
    use_cookie(client, before)
    assert client.http.get("/en/account").status_code == 401
    use_cookie(client, after)
    assert writes(client)


def test_S11_a_code_of_the_app_that_was_used_is_refused(
    client: Client, app: pyotp.TOTP, clock: Traveller
) -> None:
    page = enter(client)
    refused = client.submit(page, {"code": app.at(NOW)}, button="Continue", status=422)
    assert "This code has been used" in refused.text
    assert not writes(client)


def test_a_passkey_lets_in_without_mail_and_counts_as_second_factor(client: Client, ana: Person) -> None:
    enter(client)
    device = Authenticator()
    assert add_passkey(client, client.get(PASSKEY), device).heading == "Your recovery codes"
    assert writes(client)
    assert events(client) == ["passkey-added"]
    client.sign_out()
    page = show_passkey(client, client.get("/en/signin?next=/en/account"), device)
    assert page.heading == "Your account"
    assert writes(client)
    client.sign_out()
    page = enter(client)
    assert page.heading == "Confirm that it is you"
    assert show_passkey(client, page, device).heading == "Documents"
    assert writes(client)


def test_S11_the_answer_of_a_passkey_is_worth_nothing_a_second_time(client: Client, ana: Person) -> None:
    enter(client)
    device = Authenticator()
    add_passkey(client, client.get(PASSKEY), device)
    client.sign_out()
    action, options, ticket = ceremony(client.get("/en/signin"))
    sent = {"token": ticket, "key": device.get(options)}
    client.post(action, sent)
    client.sign_out()
    client.post(action, sent, status=409)
    assert not writes(client)


def test_a_strange_passkey_is_refused_in_words(client: Client, ana: Person) -> None:
    enter(client)
    add_passkey(client, client.get(PASSKEY), Authenticator())
    client.sign_out()
    page = show_passkey(client, client.get("/en/signin"), Authenticator(), status=409)
    assert "not known here" in page.text


def test_a_recovery_code_stands_in_once_and_the_person_is_told(
    client: Client, ana: Person, clock: Traveller
) -> None:
    enter(client)
    codes = codes_on(set_up_app(client, client.get(APP), NOW)[1])
    client.sign_out()
    page = client.follow(enter(client), "I have none of these at hand")
    page = client.submit(page, {"code": codes[0].upper()}, button="Continue")
    assert writes(client)
    assert events(client) == ["recovery-used", "app-added"]
    client.sign_out()
    page = client.follow(enter(client), "I have none of these at hand")
    again = client.submit(page, {"code": codes[0]}, button="Continue", status=422)
    assert "none of your recovery codes" in again.text
    assert not writes(client)


def test_new_recovery_codes_are_shown_once_and_the_old_are_worthless(
    client: Client, ana: Person, clock: Traveller
) -> None:
    enter(client)
    old = codes_on(set_up_app(client, client.get(APP), NOW)[1])
    page = client.submit(client.get("/en/account/second-factors/recovery-codes"), button="Make new codes")
    new = codes_on(page)
    assert len(set(old) | set(new)) == 20
    assert events(client)[0] == "recovery-made"
    client.sign_out()
    page = client.follow(enter(client), "I have none of these at hand")
    client.submit(page, {"code": old[0]}, button="Continue", status=422)
    client.submit(page, {"code": new[0]}, button="Continue")
    assert writes(client)


def test_S10_a_hundred_guesses_at_a_second_factor_are_stopped_and_the_owner_comes_in(
    client: Client, app: pyotp.TOTP, clock: Traveller
) -> None:
    """The thief reads the mail; the app is what they lack."""
    statuses = []
    with from_afar(client) as thief:
        for _ in range(5):
            enter(thief)
            for guess in range(20):
                answer = thief.http.post("/en/second-factor", data={"code": f"{guess:06d}"})
                statuses.append(answer.status_code)
        assert statuses.count(422) <= 20
        assert statuses.count(429) >= 80
        assert not writes(thief)
    enter_strongly(client, app, clock)
    assert writes(client), "in the browser that they have signed in with before"


@pytest.mark.parametrize("left", [0, 1])
def test_removing_a_factor_asks_for_one_again(
    client: Client, app: pyotp.TOTP, clock: Traveller, left: int
) -> None:
    if left:
        add_passkey(client, client.get(PASSKEY), Authenticator())
    clock.shift(timedelta(minutes=11))
    page = client.get("/en/account/second-factors/app/remove")
    assert page.heading == "Confirm that it is you", "the last one was shown ten minutes ago"
    client.post("/en/account/second-factors/app/remove")
    assert "App for codes" in client.get("/en/account/second-factors").text
    page = client.submit(page, {"code": app.now()}, button="Continue")
    assert page.heading == "Remove the app for codes"
    assert ("only second factor" in page.text) is (left == 0)
    page = client.submit(page, button="Remove")
    assert events(client)[0] == "app-removed"
    assert writes(client) is (left == 1)
    assert ("You have no second factor yet" in page.text) is (left == 0)


def test_S08_whoever_has_only_the_mail_changes_no_factor(client: Client, app: pyotp.TOTP) -> None:
    with client.another() as thief:
        enter(thief)
        for path in (APP, PASSKEY, "/en/account/second-factors/new", "/en/account/second-factors/app/remove"):
            assert thief.get(path).heading == "Confirm that it is you"
        for path in (APP, PASSKEY, "/en/account/second-factors/app/remove"):
            thief.post(path, {"name": "Thief", "token": "x", "key": "x", "code": "000000"})
        thief.post("/en/account/second-factors/recovery-codes")
    assert events(client) == ["app-added"]


def test_a_passkey_is_removed_by_its_name(client: Client, app: pyotp.TOTP) -> None:
    device = Authenticator()
    add_passkey(client, client.get(PASSKEY), device, "Blue key")
    page = client.get("/en/account/second-factors")
    page = client.follow(page, "Remove Blue key (1)")
    assert page.heading == "Remove the passkey “Blue key”"
    page = client.submit(page, button="Remove")
    assert "Blue key" not in page.text
    assert events(client)[0] == "passkey-removed"
    client.sign_out()
    show_passkey(client, client.get("/en/signin"), device, status=409)


def test_what_is_typed_while_setting_up_is_kept(client: Client, ana: Person) -> None:
    enter(client)
    page = client.get(APP)
    again = client.submit(page, {"code": "000000"}, button="Set up", status=422)
    assert again.errors()
    assert [image.get("src") for image in page.main.iter("img")] == [
        image.get("src") for image in again.main.iter("img")
    ], "the same picture: the app has read it already"
    page = client.get(PASSKEY)
    again = add_passkey(client, page, Authenticator(), " ", status=422)
    assert again.errors()


def test_S08_a_reset_by_an_administrator_ends_everything_and_skips_nothing(
    client: Client, ana: Person, app: pyotp.TOTP, clock: Traveller
) -> None:
    admin = make_member(client, "admin", "admin@example.org", "Admin")
    with client.another() as office:
        office.sign_in(admin)
        page = office.get(f"/en/people/{ana.id}/sign-in")
        page = office.follow(page, "Reset the second factors of this person")
        page = office.submit(page, button="Reset now")
        assert "sets up a new second factor" in page.text
    assert client.http.get("/en/account").status_code == 401, "her session has ended"
    assert events(client)[0] == "factors-reset"
    page = enter(client)
    assert page.heading == "Set up a second factor"
    assert not writes(client)


def test_S08_nobody_resets_their_own_second_factors(client: Client) -> None:
    admin = make_member(client, "admin")
    client.sign_in(admin)
    client.post(f"/en/people/{admin.id}/sign-in/reset", status=409)


def test_S14_sessions_and_resets_of_others_are_for_administrators(client: Client, ana: Person) -> None:
    other = make_member(client, "observer", "other@example.org")
    client.sign_in(ana)
    for path in (f"/en/people/{other.id}/sign-in", f"/en/people/{other.id}/sign-in/reset"):
        client.get(path, status=403)
        client.post(path, status=403)


def test_F32_mail_and_a_second_factor_let_in_while_the_provider_is_away(
    client: Client, clock: Traveller
) -> None:
    """Nothing on this way asks a provider: these pages know of none."""
    make_member(client, "admin")
    enter(client)
    app, _page = set_up_app(client, client.get(APP), NOW)
    client.sign_out()
    enter_strongly(client, app, clock)
    assert client.http.get("/en/people").status_code == 200
    page = client.get("/en/account")
    assert "Fewer than two administrators can get in" in page.text
    assert f"{EMAIL}" in page.text

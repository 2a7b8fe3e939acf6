"""«Your account»: sessions that are listed and ended, and the language of mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import Traveller

from members.models import Person
from members.signin.models import SignIn
from sbcp.cli import main
from sbcp.pages.account.views import browser_name
from tests.support.pages import Client
from tests.support.signing_in import enter, make_member

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.fixture
def ana(client: Client) -> Person:
    return make_member(client, "observer")


def test_S05_own_sessions_are_listed_and_one_is_ended_while_the_other_lives(
    client: Client, ana: Person, clock: Traveller
) -> None:
    with client.another() as phone:
        phone.http.headers["user-agent"] = SAFARI
        enter(phone)
        clock.shift(timedelta(minutes=6))
        client.http.headers["user-agent"] = FIREFOX
        enter(client)
        page = client.get("/en/account/sessions")
        assert "Firefox on Windows ✓this one" in page.text
        assert "Safari on iPhone" in page.text
        assert "link by mail" in page.text
        page = client.submit(page, button="End this session Safari on iPhone (2)")
        assert "You are signed in nowhere else." in page.text
        assert phone.http.get("/en/account").status_code == 401
    assert client.get("/en/account").heading == "Your account"


def test_S05_all_others_are_ended_at_once(client: Client, ana: Person) -> None:
    with client.another() as phone, client.another() as tablet:
        for browser in (phone, tablet, client):
            browser.sign_in(ana)
        client.submit(client.get("/en/account/sessions"), button="End all other sessions")
        for browser, status in ((phone, 401), (tablet, 401), (client, 200)):
            assert browser.http.get("/en/account").status_code == status


def test_S05_an_administrator_ends_any_session(client: Client, ana: Person) -> None:
    admin = make_member(client, "admin", "admin@example.org", "Admin")
    with client.another() as office:
        office.sign_in(admin)
        page = office.get(f"/en/people/{ana.id}/sign-in")
        assert "This person is signed in nowhere." in page.text
        client.sign_in(ana)
        page = office.get(f"/en/people/{ana.id}/sign-in")
        office.submit(page, button="End all sessions")
        assert client.http.get("/en/account").status_code == 401
        client.sign_in(ana)
        page = office.get(f"/en/people/{ana.id}/sign-in")
        [button] = [words for words in buttons(page) if words.startswith("End this session")]
        office.submit(page, button=button)
        assert client.http.get("/en/account").status_code == 401
        assert office.http.get("/en/account").status_code == 200


def buttons(page: object) -> list[str]:
    from tests.support.markup import Page, words

    assert isinstance(page, Page)
    return [words(button) for button in page.main.iter("button")]


@pytest.mark.parametrize("which", ["", "x", "99999", "-1", "9" * 30])
def test_S15_nobody_ends_a_session_that_is_not_theirs(client: Client, ana: Person, which: str) -> None:
    other = make_member(client, "observer", "other@example.org")
    with client.another() as browser:
        browser.sign_in(other)
        with client.saved() as db:
            theirs = db.scalars(select(SignIn.id).where(SignIn.person_id == other.id)).one()
        client.sign_in(ana)
        client.post("/en/account/sessions", {"which": which}, status=404)
        client.post("/en/account/sessions", {"which": str(theirs)}, status=404)
        assert browser.http.get("/en/account").status_code == 200


def test_the_language_of_mail_is_chosen(client: Client, ana: Person) -> None:
    client.sign_in(ana)
    page = client.submit(client.get("/en/account"), {"language": "sr-Cyrl"}, button="Save")
    assert "Saved." in page.text
    with client.saved() as db:
        assert db.get_one(Person, ana.id).locale == "sr-Cyrl"
    client.post("/en/account/language", {"language": "xx"}, status=422)


@pytest.mark.parametrize(
    "path", ["", "/sessions", "/second-factors", "/second-factors/new", "/second-factors/app/remove"]
)
def test_S14_an_account_is_for_whom_it_belongs_to(client: Client, path: str) -> None:
    client.get(f"/en/account{path}", status=401)
    client.get("/en/second-factor", status=401)
    client.get("/en/second-factor/recovery-code", status=401)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A browser that does not name itself"),
    ],
)
def test_browsers_are_called_by_names_that_people_know(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def test_F32_a_command_says_when_fewer_than_two_administrators_can_get_in(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SBCP_DEMO", "1")
    monkeypatch.setenv("SBCP_DATABASE_URL", client.settings.database_url)
    monkeypatch.setenv("SBCP_DATA_DIR", str(client.settings.data_dir))
    make_member(client, "admin", "admin@example.org")
    assert main(["members", "check"]) == 1
    said = capsys.readouterr()
    assert "admin@example.org: has no second factor" in said.out
    assert "fewer than two" in said.err

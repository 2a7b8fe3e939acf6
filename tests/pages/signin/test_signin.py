"""Signing in by mail: for whom, how long, how often, and what a stranger learns."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from time_machine import Traveller

from core.queue.outbox import Message
from members.models import Person
from members.signin.models import SignIn, SignInLink
from sbcp.web.cookies import ASKED, cookie_name
from tests.mail.letters import send_all
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in, text_of
from tests.support.signing_in import (
    EMAIL,
    ask,
    enter,
    from_afar,
    mailed,
    make_member,
    messages,
    token,
    use_cookie,
)
from tests.support.watching.statements import hearing


@pytest.fixture
def ana(client: Client) -> Person:
    return make_member(client, "observer")


def is_in(client: Client) -> bool:
    return client.http.get("/en/account").status_code == 200


def test_a_letter_brings_a_link_and_a_code(client: Client, ana: Person, post: PostOffice) -> None:
    page = ask(client)
    assert page.heading == "Look at your mail"
    send_all(client, post)
    [letter] = post.to(EMAIL)
    found = re.search(r"\d{4} \d{4}", text_of(letter))
    assert found
    assert letter["Subject"] == "Sign in to SBCP"
    assert client.submit(page, {"code": found[0]}, button="Sign in").heading == "Documents"
    assert is_in(client)
    client.sign_out()
    ask(client)
    send_all(client, post)
    link = link_in(post.to(EMAIL)[-1], "/signin/").removeprefix("http://localhost")
    page = client.get(link)
    assert "You sign in as Ana." in page.text
    client.submit(page, button="Sign in")
    assert is_in(client)


def test_the_link_works_in_another_browser_and_the_code_does_not(client: Client, ana: Person) -> None:
    ask(client)
    found = mailed(client)
    with client.another() as phone:
        assert phone.get("/en/signin/code").heading == "Sign in"
        refused = phone.post("/en/signin/code", {"code": found["code"]}, status=303)
        assert refused.headers["location"] == "/en/signin"
        assert phone.submit(phone.get(found["link"]), button="Sign in").heading == "Documents"
        assert is_in(phone)


def test_F28_a_program_that_opens_every_link_spends_nothing(client: Client, ana: Person) -> None:
    ask(client)
    link = mailed(client)["link"]
    with client.another() as scanner:
        for _ in range(3):
            scanner.http.head(link)
            scanner.get(link)
            assert not is_in(scanner)
    client.submit(client.get(link), button="Sign in")
    assert is_in(client)


def test_S44_the_address_of_a_link_leads_to_one_that_says_nothing(client: Client, ana: Person) -> None:
    ask(client)
    link = mailed(client)["link"]
    secret = link.rpartition("/")[2]
    answer = client.http.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/signin/link")
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = client.http.get("/en/signin/link")
    assert secret not in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("way", ["link", "code"])
def test_S11_a_link_and_a_code_work_once(client: Client, ana: Person, way: str) -> None:
    page = ask(client)
    found = mailed(client)

    def use(status: int) -> None:
        if way == "link":
            arrived = client.get(found["link"], status=200 if status == 200 else 410)
            if status == 200:
                client.submit(arrived, button="Sign in")
            else:
                assert arrived.heading == "This link no longer works"
        else:
            client.submit(page, {"code": found["code"]}, button="Sign in", status=status)

    asked = client.http.cookies[cookie_name(ASKED, client.settings)]
    use(200)
    client.sign_out()
    client.http.cookies.set(cookie_name(ASKED, client.settings), asked, domain="localhost.local")
    use(409)
    assert not is_in(client)


@pytest.mark.parametrize("minutes", [10, 60])
def test_S11_a_link_and_a_code_are_too_old_after_ten_minutes(
    client: Client, ana: Person, clock: Traveller, minutes: int
) -> None:
    page = ask(client)
    found = mailed(client)
    asked = client.http.cookies[cookie_name(ASKED, client.settings)]
    clock.shift(timedelta(minutes=minutes))
    client.http.cookies.set(cookie_name(ASKED, client.settings), asked, domain="localhost.local")
    refused = client.submit(page, {"code": found["code"]}, button="Sign in", status=409)
    assert "too old" in refused.text
    assert client.get(found["link"], status=410).heading == "This link no longer works"
    assert not is_in(client)


def test_S11_guessing_a_code_ends_after_five_tries_and_the_link_still_works(
    client: Client, ana: Person
) -> None:
    page = ask(client)
    found = mailed(client)
    right = found["code"].replace(" ", "")
    wrong = [f"{(int(right) + step) % 10**8:08d}" for step in range(1, 11)]
    for code in wrong[:5]:
        again = client.submit(page, {"code": code}, button="Sign in", status=422)
        assert "This is not the code" in again.text
    for code in wrong[5:]:
        client.submit(page, {"code": code}, button="Sign in", status=429)
    client.submit(page, {"code": right}, button="Sign in", status=429)
    assert not is_in(client)
    client.submit(client.get(found["link"]), button="Sign in")
    assert is_in(client)


def test_S10_whoever_asks_and_guesses_for_somebody_keeps_the_owner_out_of_nothing(
    client: Client, ana: Person
) -> None:
    """A hundred guesses from one place: they are stopped, and the owner comes in all the same."""
    enter(client)
    client.post("/en/signout")
    with from_afar(client) as thief:
        statuses = []
        for _ in range(17):
            statuses += [thief.http.post("/en/signin", data={"email": EMAIL}).status_code]
            answers = [thief.http.post("/en/signin/code", data={"code": "00000000"}) for _ in range(5)]
            statuses += [answer.status_code for answer in answers]
        assert statuses.count(303) <= 10, "mail to one address"
        assert statuses.count(422) <= 50, "wrong codes"
        assert statuses.count(429) >= 40
        assert not is_in(thief)
    assert enter(client).heading == "Documents", "the owner's own browser has its own allowance"
    client.post("/en/signout")
    with client.another() as new_phone:
        refused = new_phone.post("/en/signin", {"email": EMAIL}, status=429)
        assert int(refused.headers["retry-after"]) > 0
        assert "Look for them" in refused.text, "each message that the thief has caused lets the owner in"


def answer_to(client: Client, email: str) -> tuple[Any, list[str]]:
    """The answer to somebody who asks, and the kinds of statements it took."""
    statements: list[str] = []

    def note(statement: str) -> None:
        words = statement.split()
        statements.append(" ".join(words[:3]) if words[0] in ("INSERT", "SELECT") else words[0])

    with client.another() as browser:
        with hearing(client.database.engine, note):
            answer = browser.http.post("/en/signin", data={"email": email})
        page = browser.http.get(answer.headers["location"])
        wrong = browser.http.post("/en/signin/code", data={"code": "12345678"})
    cookie = re.sub(r"=[\w-]{43};", "=…;", answer.headers["set-cookie"])
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    seen = (answer.status_code, answer.text, headers, cookie, page.text, wrong.status_code, wrong.text)
    return seen, statements


def test_S12_the_answer_is_the_same_whether_or_not_anybody_has_the_address(
    client: Client, ana: Person
) -> None:
    with client.saved() as db:
        db.get_one(Person, make_member(client, "observer", "gone@example.org").id).disabled_at = NOW
    known, work = answer_to(client, EMAIL)
    for email in ("nobody@example.org", "gone@example.org"):
        unknown, same_work = answer_to(client, email)
        assert unknown == known
        assert [step for step in same_work if step not in ("RELEASE", "ROLLBACK")] == [
            step for step in work if step not in ("RELEASE", "ROLLBACK")
        ]
    with client.saved() as db:
        assert set(db.scalars(select(Message.recipient))) == {EMAIL}
        assert db.scalar(select(func.count()).select_from(SignInLink)) == 3


@pytest.mark.parametrize(
    "email", ["", "ana", "a@b@c.org", "ana@example.org\r\nBcc: b@example.org", "x" * 300]
)
def test_S39_what_is_no_address_is_given_back(client: Client, email: str) -> None:
    page = client.submit(
        client.get("/en/signin"), {"email": email}, button="Send me a link and a code", status=422
    )
    assert page.errors()
    with client.saved() as db:
        assert db.scalar(select(func.count()).select_from(Message)) == 0


def test_S27_signing_in_leads_on_to_where_one_was_going_and_nowhere_else(client: Client, ana: Person) -> None:
    ask(client, next="/en/mandates?x=1")
    page = client.submit(client.get(mailed(client)["link"]), button="Sign in")
    assert page.address == "/en/mandates?x=1"
    client.sign_out()
    ask(client, next="//evil.example/")
    page = client.submit(client.get(mailed(client)["link"]), button="Sign in")
    assert page.address == "/en/documents"


def test_S01_the_session_is_another_after_signing_in_again(client: Client, ana: Person) -> None:
    enter(client)
    old = token(client)
    enter(client)
    new = token(client)
    assert new != old
    use_cookie(client, old)
    assert not is_in(client)
    use_cookie(client, new)
    assert is_in(client)


def test_S02_signing_out_disabling_and_ending_stop_an_old_cookie_at_once(client: Client, ana: Person) -> None:
    enter(client)
    old = token(client)
    client.post("/en/signout")
    use_cookie(client, old)
    assert not is_in(client)
    client.sign_out()
    enter(client)
    with client.saved() as db:
        db.get_one(Person, ana.id).disabled_at = NOW
    assert not is_in(client)


@pytest.mark.parametrize(
    ("jump", "alive"),
    [(timedelta(minutes=59), True), (timedelta(hours=1), False), (-timedelta(hours=1), False)],
)
def test_S03_F06_a_session_ends_without_use_and_in_a_clock_that_jumps(
    client: Client, ana: Person, clock: Traveller, jump: timedelta, alive: bool
) -> None:
    enter(client)
    clock.shift(jump)
    assert is_in(client) is alive


def test_S03_use_is_noted_after_the_answer_and_keeps_the_session_for_twelve_hours(
    client: Client, ana: Person, clock: Traveller
) -> None:
    enter(client)
    written = seen(client)
    clock.shift(timedelta(minutes=3))
    client.get("/en/account")
    assert seen(client) == written, "not with every request"
    for times in range(1, 15):
        clock.shift(timedelta(minutes=50))
        client.get("/en/account")
        assert seen(client) == NOW + timedelta(minutes=3 + 50 * times)
    clock.shift(timedelta(minutes=20))
    assert not is_in(client)


def seen(client: Client) -> Any:
    with client.saved() as db:
        return db.scalars(select(SignIn.seen_at).order_by(SignIn.id.desc())).first()


def test_a_link_is_not_spoilt_by_a_double_click(client: Client, ana: Person) -> None:
    ask(client)
    client.get(mailed(client)["link"])
    for _ in range(2):
        assert client.post("/en/signin/link").headers["location"] == "/en/documents"
    assert is_in(client)


def test_F27_the_page_says_when_mail_cannot_come(client: Client) -> None:
    assert "Mail from this site is late" in client.get("/en/signin").text


def test_the_letter_is_in_the_language_of_its_reader(client: Client, ana: Person) -> None:
    with client.saved() as db:
        db.get_one(Person, ana.id).locale = "sr-Latn"
    ask(client)
    assert messages(client)[0].locale == "sr-Latn"

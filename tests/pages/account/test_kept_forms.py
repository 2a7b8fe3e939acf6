"""Nothing typed is lost when a session ends: it waits for whoever typed it."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from members.models import Person
from members.signin.kept_forms import LASTS, MOST, KeptForm
from members.signin.models import SignIn
from members.signin.sessions import IDLE
from sbcp.background import schedule
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support import factories
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.asking import make_world

INSERT = "/en/documents/policy/draft/insert"
TEXT = "A paragraph that took an hour: “čćž” & more."
REASON = 'Because the <round> asked for it: "now".'


@pytest.fixture
def member(client: Client) -> Person:
    """A member of the group who is signed in, with the form of a new paragraph before them."""
    person: Person = make_world(client)["working_group"]
    client.sign_in(person)
    return person


TYPED = {"markdown": TEXT, "reason": REASON}


def send_when_ended(client: Client, clock: time_machine.Traveller) -> Page:
    page = client.get(INSERT)
    clock.shift(IDLE + timedelta(minutes=1))
    return client.submit(page, TYPED, status=401)


def kept(client: Client) -> list[KeptForm]:
    with client.saved() as db:
        return list(db.scalars(select(KeptForm)))


def test_F30_S03_what_was_typed_when_the_session_had_ended_is_sent_after_signing_in_again(
    client: Client, member: Person, clock: time_machine.Traveller
) -> None:
    refused = send_when_ended(client, clock)
    assert "Your text is kept for you" in refused.text
    assert REASON in refused.text, "and it is on the page at hand, too"
    assert refused.link("Sign in and go on").endswith("signin?next=%2Fen%2Funsent")
    client.sign_in(member)
    page = client.get("/en/unsent")
    assert page.heading == "What you were writing"
    assert REASON in page.text
    sent = client.submit(page, button="Send it now")
    assert TEXT in sent.text
    assert TEXT in client.get("/en/documents/policy/draft").text
    assert kept(client) == [], "what has been taken is not kept any longer"
    assert "Nothing is waiting here" in client.get("/en/unsent").text


def test_F30_one_can_go_back_to_the_form_with_all_that_was_typed_and_nothing_done(
    client: Client, member: Person, clock: time_machine.Traveller
) -> None:
    send_when_ended(client, clock)
    client.sign_in(member)
    page = client.submit(client.get("/en/unsent"), button="Go back to the form")
    assert page.heading == "Insert"
    assert (page.ids["markdown"].text, page.ids["reason"].text) == (TEXT, REASON)
    assert TEXT not in client.get("/en/documents/policy/draft").text
    assert len(kept(client)) == 1, "it has not been taken yet"


def test_F30_it_is_for_that_person_alone(
    client: Client, member: Person, clock: time_machine.Traveller
) -> None:
    send_when_ended(client, clock)
    with client.saved() as db:
        other = factories.make_mandate(db, "working_group").person
    client.sign_in(other)
    assert REASON not in client.get("/en/unsent").text
    [row] = kept(client)
    client.post("/en/unsent", {"kept_form": str(row.id)})
    assert len(kept(client)) == 1, "nobody else can throw it away either"
    client.sign_out()
    client.get("/en/unsent", status=401)


def test_F30_the_database_alone_does_not_tell_what_was_written(
    client: Client, member: Person, clock: time_machine.Traveller
) -> None:
    send_when_ended(client, clock)
    [row] = kept(client)
    assert row.path == INSERT
    assert REASON not in row.fields
    assert "reason" not in row.fields


def test_F30_a_second_factor_that_is_asked_for_keeps_the_text_too(client: Client, member: Person) -> None:
    client.sign_in(member, second_factor=False)
    answer = client.http.post(INSERT, data=TYPED)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?next=%2Fen%2Funsent")
    client.sign_in(member)
    assert REASON in client.get("/en/unsent").text


def test_F30_a_session_that_somebody_ended_leaves_nothing_behind(client: Client, member: Person) -> None:
    """A stolen cookie whose session was ended must not put words before its owner. The page itself
    gives the text back."""
    page = client.get(INSERT)
    with client.saved() as db:
        db.scalars(select(SignIn)).one().ended_at = factories.NOW
    refused = client.submit(page, TYPED, status=401)
    assert REASON in refused.text
    assert "Nothing you typed is lost. Copy it" in refused.text
    assert kept(client) == []


@pytest.mark.parametrize("token", ["", "x", "t" * 43])
def test_F30_a_stranger_leaves_nothing_behind(client: Client, member: Person, token: str) -> None:
    client.sign_out()
    client.http.cookies.set(cookie_name(SIGN_IN, client.settings), token, domain="localhost.local")
    assert client.http.post(INSERT, data={"markdown": TEXT}).status_code == 401
    assert kept(client) == []


def test_F30_it_waits_for_a_day(client: Client, member: Person, clock: time_machine.Traveller) -> None:
    send_when_ended(client, clock)
    clock.shift(LASTS - timedelta(minutes=1))
    client.do_chores()
    client.sign_in(member)
    assert REASON in client.get("/en/unsent").text
    clock.shift(timedelta(hours=2))
    client.sign_in(member)
    assert REASON not in client.get("/en/unsent").text
    schedule.run_due(client.database, client.settings)
    assert kept(client) == []


def test_F30_it_can_be_thrown_away(client: Client, member: Person, clock: time_machine.Traveller) -> None:
    send_when_ended(client, clock)
    client.sign_in(member)
    page = client.get("/en/unsent")
    page = client.submit(page, button="Throw it away (1 March 2027, 13:01 (UTC))")
    assert "The text was thrown away." in page.text
    assert kept(client) == []


@pytest.mark.parametrize("number", ["", "x", "999", "-1", "²", "9" * 30])
def test_F30_a_number_that_is_none_harms_nothing(client: Client, member: Person, number: str) -> None:
    answer = client.http.post("/en/unsent", data={"kept_form": number})
    assert answer.status_code in (303, 404)


def test_F30_a_missing_file_is_named(client: Client, clock: time_machine.Traveller) -> None:
    secretary = make_world(client)["secretariat"]
    client.sign_in(secretary)
    client.get("/en/new-document")
    clock.shift(IDLE + timedelta(minutes=1))
    files = {"file": ("my <policy>.md", b"## Aims\n\nOne.\n")}
    client.http.post("/en/documents", data={"title": "A long title"}, files=files)
    client.sign_in(secretary)
    page = client.get("/en/unsent")
    assert "my <policy>.md" in page.text
    assert "A long title" in page.text
    assert "Send it now" not in page.text, "it would be refused without its file"


def test_F30_only_so_much_is_kept(client: Client, member: Person, clock: time_machine.Traveller) -> None:
    client.get(INSERT)
    clock.shift(IDLE + timedelta(minutes=1))
    for number in range(MOST + 2):
        client.post(INSERT, {"markdown": f"{TEXT} {number}"}, status=401)
    assert len(kept(client)) == MOST
    answer = client.http.post(INSERT, data={"markdown": "x" * 1_020_000})
    assert (answer.status_code, "is kept for you" in answer.text) == (401, False)


def test_F30_after_the_secret_key_was_changed_there_is_no_failure(
    client: Client, member: Person, clock: time_machine.Traveller
) -> None:
    send_when_ended(client, clock)
    with client.saved() as db:
        db.scalars(select(KeptForm)).one().fields = secrets.token_urlsafe(60)
    client.sign_in(member)
    page = client.get("/en/unsent")
    assert "Nothing is waiting here" in page.text
    assert faults(page) == []

"""Inviting somebody, from the form to the first act, through the pages."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from time_machine import Traveller

from core.encryption import unseal
from core.queue.outbox import Message
from core.tokens import token_hash
from members.models import Invitation, Mandate, Person
from members.signin.sessions import IDLE
from sbcp.web.cookies import INVITATION, cookie_name
from tests.support.factories import NOW, make_mandate, make_participant, make_person
from tests.support.filling import given_back
from tests.support.markup import Page
from tests.support.pages import BASE_URL, Client

FORM = {
    "name": "Nada New",
    "email": "nada@example.org",
    "language": "sr-Latn",
    "role": "working_group",
    "basis": "Decision 7/2027",
    "basis_on-day": "1",
    "basis_on-month": "2",
    "basis_on-year": "2027",
    "basis_link": "https://gazette.example.org/7",
    "ends_on-day": "31",
    "ends_on-month": "12",
    "ends_on-year": "2028",
}


@dataclass(frozen=True)
class Scene:
    client: Client
    admin: Mandate
    second: Mandate

    def fill(self, **values: str) -> Page:
        """The form filled and sent once: the page to check it on."""
        page = self.client.get("/en/invitations")
        return self.client.submit(page, {**FORM, "organisation": str(self.admin.organisation_id), **values})

    def invite(self, **values: str) -> Page:
        return self.client.submit(self.fill(**values), button="Send the invitation")

    def links(self) -> list[str]:
        """The links in the mails that wait, the first first."""
        key = self.client.settings.secret_key
        with self.client.saved() as db:
            query = select(Message).where(Message.template == "invitation").order_by(Message.id)
            return [json.loads(unseal(key, mail.secret or ""))["link"] for mail in db.scalars(query)]

    def count(self, kind: type) -> int:
        with self.client.saved() as db:
            return db.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        make_participant(db, "RS")
        admin = make_mandate(db, "admin", person=make_person(db, "Adam Admin"))
        second = make_mandate(db, "admin", person=make_person(db, "Sara Second"))
    client.sign_in(admin.person)
    return Scene(client, admin, second)


def path_of(link: str) -> str:
    assert link.startswith(f"{BASE_URL}/")
    return link.removeprefix(BASE_URL)


def test_from_the_form_to_a_mandate_in_force(scene: Scene) -> None:
    check = scene.fill()
    assert scene.count(Invitation) == 0, "nothing is kept before it is confirmed"
    assert scene.count(Person) == 2
    sent = scene.client.submit(check, button="Send the invitation")
    assert "Sent, not answered yet" in sent.text
    assert "Nada New" not in scene.client.get("/en/mandates").text, "an offer is not public"
    [link] = scene.links()
    assert "/sr-Latn/invitation/" in link
    with scene.client.another() as invited:
        page = invited.get(path_of(link))
        assert page.address == "/sr-Latn/invitation"
        page = invited.get("/en/invitation")
        assert "Decision 7/2027" in page.text
        assert "31 December 2028" in page.text
        done = invited.submit(page, {"name": "Nada Novak", "language": "en"}, button="Accept the mandate")
        assert "You have accepted the mandate." in done.text
        listed = invited.get("/en/mandates")
        assert "Nada Novak" in listed.text
        assert "nada@example.org" not in listed.html
        invited.get(path_of(link), status=404)
    assert "Accepted" in scene.client.get(sent.address).text


def test_S07_F28_opening_the_link_changes_nothing(scene: Scene) -> None:
    scene.invite()
    [link] = scene.links()
    with scene.client.another() as scanner:
        for _ in range(2):
            scanner.get(path_of(link))
        assert scanner.http.head("/en/invitation").status_code == 200
    assert scene.count(Mandate) == 2
    with scene.client.saved() as db:
        assert db.scalars(select(Invitation)).one().accepted_at is None


def test_S44_the_token_leaves_the_address_and_is_kept_by_nobody(scene: Scene) -> None:
    scene.invite()
    [link] = scene.links()
    with scene.client.another() as invited:
        first = invited.http.get(path_of(link))
        token = link.rpartition("/")[2]
        assert token not in first.headers["location"]
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert cookie.startswith(f"{cookie_name(INVITATION, invited.settings)}={token}")
        page = invited.get(first.headers["location"])
        for headers in (first.headers, page.headers):
            assert headers["cache-control"] == "no-store"
            assert headers["referrer-policy"] == "no-referrer"
        assert token not in page.html
    with scene.client.saved() as db:
        assert db.scalars(select(Invitation.token_hash)).all() == [token_hash(token)]


def test_S11_sent_again_only_the_new_link_works(scene: Scene, clock: Traveller) -> None:
    sent = scene.invite()
    clock.shift(timedelta(days=15))
    scene.client.sign_in(scene.admin.person)
    late = scene.client.get(sent.address)
    assert "Expired" in late.text
    scene.client.submit(late, button="Send it again with a new link")
    old, new = scene.links()
    with scene.client.another() as invited:
        invited.get(path_of(old), status=404)
        assert invited.get(path_of(new)).status == 200


def test_an_invitation_that_is_withdrawn_opens_nothing(scene: Scene) -> None:
    sent = scene.invite()
    page = scene.client.submit(sent, button="Withdraw the invitation")
    assert "Withdrawn" in page.text
    with scene.client.another() as invited:
        invited.get(path_of(scene.links()[0]), status=404)
        invited.post("/en/invitation", {"name": "N", "language": "en"}, status=404)
    assert "None." in scene.client.get("/en/people").text


def test_all_faults_of_an_invitation_are_told_together_and_what_was_typed_is_given_back(scene: Scene) -> None:
    page = scene.client.get("/en/invitations")
    typed = {
        **FORM,
        "name": " ",
        "email": "nada",
        "role": "government",
        "basis": "",
        "basis_on-month": "13",
        "basis_link": "gazette",
        "ends_on-year": "2020",
    }
    wrong = scene.client.submit(page, typed, status=422)
    assert wrong.errors() == {
        "name": "Enter a name.",
        "email": "This e-mail address has no @. Enter it in full, like name@example.org.",
        "organisation": "Choose an organisation from the list, or add it first.",
        "participant": "A mandate in this role names the country it speaks for.",
        "ends_on": "A mandate cannot end before it begins.",
        "basis": "Name the document that gives this mandate.",
        "basis_on": "Enter a day that there is, like 27 3 2027.",
        "basis_link": "Enter a whole web address that begins with https://.",
    }
    assert typed.items() <= given_back(wrong).items()
    assert scene.count(Invitation) == 0


def test_an_invitation_that_was_looked_at_can_still_be_changed(scene: Scene) -> None:
    page = scene.client.submit(scene.fill(), button="Change it")
    assert page.errors() == {}
    assert FORM.items() <= given_back(page).items()


def test_F30_an_invitation_kept_over_a_lost_session_is_shown_by_its_labels_and_filled_in_again(
    scene: Scene, clock: Traveller
) -> None:
    page = scene.client.get("/en/invitations")
    clock.shift(IDLE + timedelta(minutes=1))
    scene.client.submit(page, {**FORM, "role": "admin", "reason": "One more."}, status=401)
    scene.client.sign_in(scene.admin.person)
    kept = scene.client.get("/en/unsent")
    for words in ("E-mail address", "nada@example.org", "Administrator", "31 12 2028", "One more."):
        assert words in kept.text
    again = scene.client.submit(kept, button="Go back to the form")
    assert again.errors() == {}
    assert {**FORM, "role": "admin", "reason": "One more."}.items() <= given_back(again).items()
    assert scene.count(Invitation) == 0


def test_all_faults_of_accepting_are_told_together(scene: Scene) -> None:
    scene.invite()
    [link] = scene.links()
    with scene.client.another() as invited:
        invited.get(path_of(link))
        wrong = invited.post("/en/invitation", {"name": "", "language": "xx"}, status=422)
        assert "Enter a name." in wrong.text
        assert "Choose a language." in wrong.text
    assert scene.count(Mandate) == 2


def test_S20_an_administrator_is_appointed_by_two_persons(scene: Scene, clock: Traveller) -> None:
    page = scene.client.get("/en/invitations")
    values = {**FORM, "organisation": str(scene.admin.organisation_id), "role": "admin"}
    wrong = scene.client.submit(page, values, status=422)
    assert wrong.errors() == {"reason": "Say why: a second person decides on it."}
    check = scene.client.submit(wrong, {"reason": "A third pair of eyes."})
    asked = scene.client.submit(check, button="Ask a second person")
    scene.client.do_chores()
    assert scene.links() == [], "nothing is sent before a second person approves"
    scene.client.get(f"{asked.address}/decision?act=approve", status=409)
    scene.client.sign_in(scene.second.person)
    scene.client.submit(scene.client.get(f"{asked.address}/decision?act=approve"))
    clock.shift(timedelta(minutes=1))
    scene.client.do_chores()
    [link] = scene.links()
    with scene.client.another() as invited:
        invited.submit(invited.get(path_of(link)), {"name": "Nada New", "language": "en"})
    with scene.client.saved() as db:
        made = db.scalars(select(Mandate).where(Mandate.role == "admin").order_by(Mandate.id)).all()[-1]
        assert made.person.email == "nada@example.org"


def test_S17_a_form_of_acceptance_gives_no_more_than_was_offered(scene: Scene) -> None:
    scene.invite()
    with scene.client.another() as invited:
        invited.get(path_of(scene.links()[0]))
        invited.post(
            "/en/invitation", {"name": "Nada", "language": "en", "role": "admin", "email": "x@example.org"}
        )
    with scene.client.saved() as db:
        mandate = db.scalars(select(Mandate).order_by(Mandate.id.desc())).first()
        assert mandate is not None
        assert (mandate.role, mandate.person.email) == ("working_group", "nada@example.org")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"language": "fr"}, "language"),
        ({"organisation": ""}, "organisation"),
        ({"role": "government"}, "participant"),
        ({"starts_on-day": ""}, "starts_on"),
        ({"ends_on-month": "13"}, "ends_on"),
        ({"ends_on-year": "27"}, "ends_on"),
        ({"ends_on-year": "2026"}, "ends_on"),
        ({"basis": ""}, "basis"),
        ({"basis_link": "ftp://example.org"}, "basis_link"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    scene: Scene, values: dict[str, str], field: str
) -> None:
    values = {**FORM, "organisation": str(scene.admin.organisation_id), "starts_on-day": "1",
              "starts_on-month": "3", "starts_on-year": "2027", **values}  # fmt: skip
    response = scene.client.http.post("/en/invitations", data=values)
    page = Page("/en/invitations", response.status_code, dict(response.headers), response.text)
    assert page.status == 422
    assert list(page.errors()) == [field]
    for kept in ("name", "basis"):
        if values[kept]:
            assert f'value="{values[kept]}"' in page.html


def test_S37_odd_fields_are_mistakes_and_never_failures(scene: Scene) -> None:
    for name in ("organisation", "substitute_for", "participant", "starts_on-day", "ends_on-year", "role"):
        for value in ("99999999999999999999", "-1", "²", "\x00", "x" * 5000, "١"):
            answer = scene.client.http.post("/en/invitations", data={**FORM, name: value})
            assert answer.status_code == 422, f"{name}={value!r}"


def test_who_is_signed_in_already_goes_on_to_their_mandates(scene: Scene) -> None:
    with scene.client.saved() as db:
        known = make_person(db, "Known Example", email="nada@example.org")
    scene.invite()
    with scene.client.another() as invited:
        invited.sign_in(known)
        done = invited.submit(
            invited.get(path_of(scene.links()[0])), {"name": "Known Example", "language": "en"}
        )
        assert done.address == "/en/my-mandates"
        assert NOW.strftime("%Y") in done.text

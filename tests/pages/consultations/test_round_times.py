"""Extending a round, closing it early and reopening it, through the pages, by two persons."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from consultation.queries import consultation_by_id
from members.models import Mandate
from tests.consultation.sending import send_comment
from tests.support.factories import NOW, make_consultation, make_mandate, make_version
from tests.support.filling import Values
from tests.support.markup import Page
from tests.support.pages import Client

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
REASON = "The site was away for an hour."


@dataclass(frozen=True)
class Scene:
    """A round that closes on 15 March 2027 at noon in UTC, 13:00 in Brussels, and two who may change it."""

    client: Client
    secretary: Mandate
    deputy: Mandate
    id: int

    @property
    def address(self) -> str:
        return f"/en/consultations/{self.id}"

    def form(self) -> Page:
        self.client.sign_in(self.secretary.person)
        return self.client.get(f"{self.address}/times")

    def ask(self, change: str, when: str = "", *, reason: str = REASON, status: int = 200) -> Page:
        """Fill in the form; ``when`` as «2027-03-20 17:00»."""
        return self.client.submit(self.form(), self.typed(change, when, reason), status=status)

    def typed(self, change: str, when: str = "", reason: str = REASON) -> Values:
        day, _, time = when.partition(" ")
        parts = zip(("year", "month", "day"), day.split("-"), strict=True) if day else ()
        return {
            "kind": change,
            "reason": reason,
            **{f"closes-{name}": value for name, value in parts},
            "closes-time": time,
        }

    def approve(self, asked: Page, status: int = 200) -> Page:
        self.client.sign_in(self.deputy.person)
        return self.client.submit(self.client.get(f"{asked.address}/decision?act=approve"), status=status)

    def closes_at(self) -> datetime:
        with self.client.saved() as db:
            return consultation_by_id(db, self.id).closes_at

    def send(self, at: datetime) -> None:
        with self.client.saved() as db:
            send_comment(db, consultation_by_id(db, self.id), at=at)

    def late_ones(self) -> int:
        comments = self.client.http.get(f"/api/v1/consultations/{self.id}/comments").json()
        return sum(comment["late"] for comment in comments)


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        return Scene(client, make_mandate(db), make_mandate(db), make_consultation(db).id)


def test_S20_a_round_is_extended_once_a_second_person_agrees(scene: Scene) -> None:
    asked = scene.ask("extended", "2027-03-20 17:00")
    assert "15 March 2027, 13:00 (Brussels)" in asked.text
    assert "20 March 2027, 17:00 (Brussels)" in asked.text
    assert scene.closes_at() == NOW + 14 * DAY
    assert "A change has been asked for" in scene.form().text
    page = scene.approve(asked)
    assert page.address == scene.address
    assert "20 March 2027, 17:00 (Brussels)" in page.text
    scene.client.sign_out()
    page = scene.client.get(scene.address)
    assert "How the times were changed" in page.text
    assert REASON in page.text


def test_F13_a_response_that_came_late_is_on_time_after_a_logged_extension(
    scene: Scene, clock: Traveller
) -> None:
    clock.shift(15 * DAY)
    scene.send(NOW + 14 * DAY + MINUTE)
    scene.send(NOW + 14 * DAY + 90 * MINUTE)
    assert scene.late_ones() == 2
    asked = scene.ask("extended", "2027-03-15 14:00")
    assert scene.late_ones() == 2
    scene.approve(asked)
    assert scene.late_ones() == 1
    assert scene.closes_at() == NOW + 14 * DAY + 60 * MINUTE
    scene.client.sign_out()
    assert "This consultation is closed" in scene.client.get(scene.address).text


def test_a_closed_round_is_opened_again(scene: Scene, clock: Traveller) -> None:
    clock.shift(15 * DAY)
    page = scene.ask("extended", "2027-03-30 17:00", status=422)
    assert page.errors() == {"closes": "That is still to come: to take comments again, reopen the round."}
    scene.approve(scene.ask("reopened", "2027-03-30 17:00"))
    scene.client.sign_out()
    assert "Read and comment" in scene.client.get(scene.address).text


def test_closing_early_without_a_time_closes_when_it_is_approved(scene: Scene, clock: Traveller) -> None:
    asked = scene.ask("closed early")
    clock.shift(3 * DAY)
    scene.approve(asked)
    assert scene.closes_at() == NOW + 3 * DAY


def test_a_round_is_not_closed_at_a_time_that_has_passed_when_it_is_approved(
    scene: Scene, clock: Traveller
) -> None:
    asked = scene.ask("closed early", "2027-03-02 17:00")
    clock.shift(3 * DAY)
    page = scene.approve(asked, status=409)
    assert "The new closing is in the past." in page.text
    assert scene.closes_at() == NOW + 14 * DAY


def test_what_two_requests_want_differently_is_done_once(scene: Scene) -> None:
    first, second = scene.ask("extended", "2027-03-20 17:00"), scene.ask("extended", "2027-03-21 17:00")
    scene.approve(first)
    assert "This request has been overtaken" in scene.client.get(second.address).text
    page = scene.approve(second, status=409)
    assert "The times of this round have changed since this was asked for." in page.text


def test_a_round_whose_version_was_overtaken_meanwhile_is_not_reopened(
    scene: Scene, clock: Traveller
) -> None:
    clock.shift(15 * DAY)
    asked = scene.ask("reopened", "2027-03-30 17:00")
    with scene.client.saved() as db:
        make_version(db, consultation_by_id(db, scene.id).document)
    assert "Version 2 has been published since." in scene.approve(asked, status=409).text


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2027-03-28 02:30", "skip 02:30"),
        ("2027-10-31 02:30", "show 02:30 twice"),
    ],
)
def test_F07_an_extension_to_a_time_that_the_clocks_skip_or_show_twice_is_refused(
    scene: Scene, when: str, said: str
) -> None:
    page = scene.ask("extended", when, status=422)
    assert said in page.errors()["closes"]
    assert page.all(".//textarea[@name='reason']")[0].text == REASON


def test_F08_the_new_closing_is_shown_in_every_capital(scene: Scene) -> None:
    page = scene.approve(scene.ask("extended", "2027-03-27 23:30"))
    shown = [f"{t.text}" for t in page.all(".//time") if "23:30" in (t.text or "")]
    assert shown[0] == "Saturday, 27 March 2027, 23:30"
    assert "Sunday, 28 March 2027, 00:30" in page.text  # Sofia, Athens, Bucharest
    assert "Sunday, 28 March 2027, 01:30" in page.text  # Istanbul


@pytest.mark.parametrize(
    ("change", "when", "reason", "field"),
    [
        ("", "2027-03-20 17:00", REASON, "kind"),
        ("extended", "", REASON, "closes"),
        ("extended", "2027-02-30 17:00", REASON, "closes"),
        ("extended", "2027-03-10 17:00", REASON, "closes"),
        ("closed early", "2027-03-20 17:00", REASON, "closes"),
        ("extended", "2027-03-20 17:00", " ", "reason"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(
    scene: Scene, change: str, when: str, reason: str, field: str
) -> None:
    values = scene.typed(change, when, reason)
    if not change:
        del values["kind"]
    page = scene.client.submit(scene.form(), values, status=422)
    assert list(page.errors()) == [field]


def test_all_that_is_wrong_with_a_change_is_told_at_once(scene: Scene) -> None:
    values = scene.typed("extended", "2027-03-28 02:30", " ")
    page = scene.client.submit(scene.form(), values, status=422)
    assert list(page.errors()) == ["closes", "reason"]
    assert page.all(".//input[@value='extended'][@checked]")


def test_a_change_that_the_form_does_not_offer_is_refused(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    for change, status in (("reopened", 409), ("burnt", 422)):
        fields = {k: str(v) for k, v in scene.typed(change, "2027-03-30 17:00").items()}
        scene.client.post(f"{scene.address}/times", fields, status=status)


def test_kept_pages_follow_the_new_closing(scene: Scene, clock: Traveller) -> None:
    home = scene.client.get("/en/").text
    assert "closes" in home.casefold()
    scene.approve(scene.ask("extended", "2027-03-20 17:00"))
    scene.client.sign_out()
    clock.shift(15 * DAY)  # past the first closing
    assert "Closes 20 March 2027" in scene.client.get("/en/").text
    clock.shift(10 * DAY)
    assert "Closes" not in scene.client.get("/en/").text
    assert "No consultation is open" in scene.client.get("/en/").text

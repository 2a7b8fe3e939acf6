"""Saying through the pages that one is absent, and back."""

from dataclasses import dataclass

import pytest

from members.models import Mandate
from tests.support.factories import make_mandate, make_person
from tests.support.pages import Client

DAYS = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2027"}


@dataclass(frozen=True)
class Scene:
    client: Client
    minister: Mandate
    deputy: Mandate
    admin: Mandate

    @property
    def address(self) -> str:
        return f"/en/mandates/{self.minister.id}"


@pytest.fixture
def scene(client: Client) -> Scene:
    """The reader is the minister."""
    with client.saved() as db:
        minister = make_mandate(db, "government", person=make_person(db, "Mina Example"))
        deputy = make_mandate(db, "government", person=make_person(db, "Dena Example"))
        deputy.substitute_for = minister
        there = Scene(client, minister, deputy, make_mandate(db, "admin"))
        _ = there.admin.person, deputy.person
    client.sign_in(minister.person)
    return there


def test_an_absence_is_public_and_ends_with_a_button(scene: Scene) -> None:
    client = scene.client
    page = client.get("/en/my-mandates")
    assert f"{scene.address}/absence" in page.html
    page = client.get(f"{scene.address}/absence")
    assert "Who speaks for Serbia today: Mina Example" in page.text
    today = {**DAYS, "from_on-day": "1"}
    page = client.submit(page, today, button="Put it on the record")
    assert "Absent from 1 March 2027 on" in page.text
    client.sign_out()
    assert "Absent from 1 March 2027 on" in client.get(scene.address).text
    assert "Who speaks for it today: Dena Example" in client.get("/en/countries/RS").text
    client.sign_in(scene.minister.person)
    page = client.get(f"{scene.address}/absence")
    page = client.submit(page, button="Back again: Absent from 1 March 2027 on")
    assert "ended 1 March 2027" in page.text
    assert "Who speaks for it today: Mina Example" in client.get("/en/countries/RS").text


def test_wrong_days_are_told_together_and_stay_in_the_form(scene: Scene) -> None:
    page = scene.client.get(f"{scene.address}/absence")
    page = scene.client.submit(
        page, {"until_on-day": "31", "until_on-month": "2"}, status=422, button="Put it on the record"
    )
    assert "Enter the first day of the absence." in page.text
    assert "Enter a day that there is, like 27 3 2027." in page.text
    assert 'value="31"' in page.html


def test_S15_nobody_says_it_for_another_but_an_administrator(scene: Scene) -> None:
    client = scene.client
    client.get(f"/en/mandates/{scene.deputy.id}/absence", status=404)
    client.sign_in(scene.admin.person)
    client.get(f"/en/mandates/{scene.admin.id}/absence", status=404)
    page = client.get(f"{scene.address}/absence")
    page = client.submit(
        page,
        {**DAYS, "until_on-day": "3", "until_on-month": "3", "until_on-year": "2027"},
        button="Put it on the record",
    )
    assert "Absent from 2 March 2027 to 3 March 2027" in page.text

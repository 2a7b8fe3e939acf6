"""Countries are added and succeeded in the browser by two persons, and both stay readable."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Submission
from core.record import checking
from members.countries.names import announce
from members.models import Mandate
from process.models import Step
from sbcp.notifications.models import Subscription
from tests.adoption.making import make_act
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_participant,
    make_person,
)
from tests.support.filling import given_back
from tests.support.pages import Client, Page
from tests.support.recorded import put_what_is_left_on_record
from tests.support.watching.statements import hearing

FIRST_DAY = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2027"}


@dataclass(frozen=True)
class Scene:
    """Two administrators, at an instance with two countries."""

    client: Client
    admin: Mandate
    second: Mandate

    def ask(self, path: str, **typed: str) -> Page:
        """Fill the form, look at the check page, and ask a second person; the page of the request."""
        values = {**FIRST_DAY, "reason": "As decided.", **typed}
        check = self.client.submit(self.client.get(path), values)
        return self.client.submit(check, button="Ask a second person")

    def approve(self, request: Page) -> Page:
        """As the second administrator, who stays signed in."""
        self.client.sign_in(self.second.person)
        return self.client.submit(self.client.get(f"{request.address}/decision?act=approve"))


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        for position, code in enumerate(("MK", "RS"), start=1):
            announce(db, make_participant(db, code, position=position), by="operator", now=NOW)
        admin = make_mandate(db, "admin", person=make_person(db, "Adam Admin"))
        second = make_mandate(db, "admin", person=make_person(db, "Sara Second"))
        put_what_is_left_on_record(db)
    client.sign_in(admin.person)
    return Scene(client, admin, second)


def test_S20_a_country_is_added_once_a_second_person_approves(scene: Scene) -> None:
    client = scene.client
    client.follow(client.get("/en/countries"), "Add a country")
    asked = scene.ask(
        "/en/new-country", code="x-union", **{"name-en": "The Union", "footnote-en": "As agreed."}
    )
    listed = client.get("/en/countries")
    assert "A new country waits for a second person: The Union" in listed.text
    client.get("/en/countries/X-UNION", status=404)
    scene.approve(asked)
    page = client.get("/en/countries/X-UNION")
    assert page.heading == "The Union"
    for words in ("As agreed.", "Will take part from 1 April 2027 on.", "Adam Admin", "Sara Second", "Added"):
        assert words in page.text
    client.sign_out()
    for path in (
        "/en/countries",
        "/en/adoption/X-UNION",
        "/en/adoption/x-union",
        "/sr-Cyrl/countries/X-UNION",
    ):
        assert "The Union" in client.get(path).text
    assert client.http.get("/feeds/countries/X-UNION.atom").status_code == 200
    told = client.get("/en/record")
    assert "added The Union to the countries of the process" in told.text
    with client.saved() as db:
        assert faults(db) == []


def test_all_faults_of_a_new_country_are_told_together_and_what_was_typed_is_given_back(scene: Scene) -> None:
    form = scene.client.get("/en/new-country")
    typed = {"code": "Союз!", "name-en": "U" * 121, "from_on-day": "31", "from_on-month": "2"}
    wrong = scene.client.submit(form, typed, status=422)
    assert set(wrong.errors()) == {"code", "from_on", "name-en", "reason"}
    assert typed.items() <= given_back(wrong).items()
    taken = scene.client.submit(form, {"code": "rs", **FIRST_DAY, "reason": "So."}, status=422)
    assert taken.errors() == {
        "code": "There is a country with this code in the process. Codes are never given again."
    }
    unnamed = scene.client.submit(form, {"code": "X1", **FIRST_DAY, "reason": "So."}, status=422)
    assert unnamed.errors() == {"name-en": "The Unicode CLDR has no name for this code: enter one."}


def test_what_is_on_the_check_page_can_be_changed(scene: Scene) -> None:
    values = {"code": "EU", **FIRST_DAY, "reason": "As decided.", "place": "RS"}
    check = scene.client.submit(scene.client.get("/en/new-country"), values)
    for words in ("European Union", "1 April 2027", "before Serbia", "As decided."):
        assert words in check.text
    again = scene.client.submit(check, button="Change it")
    assert values.items() <= given_back(again).items()
    scene.client.get("/en/countries/EU", status=404)


def test_the_same_country_asked_for_twice_is_added_once(scene: Scene) -> None:
    one = scene.ask("/en/new-country", code="EU")
    other = scene.ask("/en/new-country", code="EU", **{"name-en": "The EU"})
    scene.approve(one)
    late = scene.client.get(other.address)
    assert "This request has been overtaken" in late.text
    scene.client.post(f"{other.address}/decision", {"act": "approve"}, status=409)


def test_S20_a_country_is_succeeded_once_a_second_person_approves_and_both_stay_readable(
    scene: Scene,
) -> None:
    client = scene.client
    with client.saved() as db:
        document = make_document(db, versions=1)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        make_act(db, document)
        put_what_is_left_on_record(db)
    day = {"from_on-day": "1", "from_on-month": "3", "from_on-year": "2027"}  # today
    client.follow(client.get("/en/countries/RS"), "Let another country succeed it")
    asked = scene.ask("/en/countries/RS/succeed", code="X-NEW", **{"name-en": "New Serbia"}, **day)
    assert "A succession waits for a second person" in client.get("/en/countries/RS").text
    shown = client.get(asked.address)
    for words in ("Serbia takes part until", "open", "28 February 2027", "right after the country"):
        assert words in shown.text
    scene.approve(asked)
    client.sign_out()
    for room in ("countries", "adoption"):
        old, new = client.get(f"/en/{room}/RS"), client.get(f"/en/{room}/X-NEW")
        assert (old.heading, new.heading) == ("Serbia", "New Serbia")
        assert "Succeeded by New Serbia on 1 March 2027." in old.text
        assert "Took part until 28 February 2027." in old.text
        assert "Succeeds Serbia since 1 March 2027." in new.text
        assert client.follow(old, "New Serbia").heading == "New Serbia"
        assert client.follow(new, "Serbia").heading == "Serbia"
    assert "Conclusion on the adoption" in client.get("/en/adoption/RS").text
    assert "No longer in the process" in client.get("/en/countries").text
    assert "to succeed Serbia from 1 March 2027 on" in client.get("/en/record").text
    assert "to succeed Serbia" in client.get("/en/record?country=RS").text, "found under both"
    with client.saved() as db:
        assert faults(db) == []


def test_a_succession_that_another_one_overtook_can_only_be_refused(scene: Scene) -> None:
    one = scene.ask("/en/countries/RS/succeed", code="X-1", **{"name-en": "One"})
    other = scene.ask("/en/countries/RS/succeed", code="X-2", **{"name-en": "Two", "from_on-day": "2"})
    scene.approve(one)
    assert "This request has been overtaken" in scene.client.get(other.address).text
    scene.client.post(f"{other.address}/decision", {"act": "approve"}, status=409)
    scene.client.get("/en/countries/X-2", status=404)


def test_only_countries_that_take_part_are_offered_for_mandates(scene: Scene) -> None:
    day = {"from_on-day": "1", "from_on-month": "3"}
    scene.approve(scene.ask("/en/countries/RS/succeed", code="X-NEW", **{"name-en": "New Serbia"}, **day))
    for path in ("/en/invitations", "/en/new-organisation", "/en/interests/new"):
        form = scene.client.get(path)
        assert 'value="X-NEW"' in form.html, path
        assert 'value="RS"' not in form.html, path
    typed = {"name": "Clusters", "tier": "cluster", "participant": "RS"}
    scene.client.post("/en/new-organisation", typed, status=422)


def test_who_acts_for_a_country_does_so_until_its_last_day(scene: Scene) -> None:
    with scene.client.saved() as db:
        government = make_mandate(db, "government", country="RS", person=make_person(db, "Goran Government"))
    day = {"from_on-day": "1", "from_on-month": "3"}
    scene.approve(scene.ask("/en/countries/RS/succeed", code="X-NEW", **{"name-en": "New Serbia"}, **day))
    assert "time is over" in scene.client.get(f"/en/mandates/{government.id}").text
    scene.client.sign_in(government.person)
    scene.client.get("/en/interests/new", status=403)


def test_nobody_but_administrators_sees_the_ways_to_change_countries(scene: Scene) -> None:
    scene.client.sign_out()
    for path in ("/en/countries", "/en/countries/RS"):
        assert "/succeed" not in scene.client.get(path).html
        assert "/new-country" not in scene.client.get(path).html


def faults(db: Session) -> list[str]:
    """What does not hold of the record and of what it covers; nobody signs heads here."""
    return [fault for fault in checking.faults(db, NOW) if "no signed head" not in fault]


MANY = [f"X-{number:03}" for number in range(200)]
PAGES = (
    "/en/countries",
    "/en/countries/X-007",
    "/en/adoption/X-007",
    "/en/adoption",
    "/en/record",
    "/en/mandates",
)
FORMS = ("/en/new-country", "/en/countries/X-007/succeed", "/en/countries/X-007/rename", "/en/invitations")


@contextmanager
def counted(client: Client) -> Iterator[list[str]]:
    asked: list[str] = []
    with hearing(client.database.engine, asked.append):
        yield asked


def many(db: Session) -> None:
    for position, code in enumerate(MANY, start=3):
        country = make_participant(db, code, position=position)
        if position % 2:
            country.names = {"en": f"Country no. {position}", "sr-Cyrl": f"Држава {position}"}
        country.footnotes = {"en": "As agreed."}
    put_what_is_left_on_record(db)


def test_pages_ask_as_often_with_two_hundred_countries(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_participant(db, "X-007", position=3)
        make_document(db, versions=1)
        put_what_is_left_on_record(db)
    before = {}
    for path in (*PAGES, *FORMS):
        scene.client.get(path)
        with counted(scene.client) as asked:
            scene.client.get(path)
        before[path] = len(asked)
    with scene.client.saved() as db:
        many(db)
    for path in (*PAGES, *FORMS):
        scene.client.get(path)
        with counted(scene.client) as asked:
            scene.client.get(path)
        assert len(asked) <= before[path], path


def test_a_list_of_two_hundred_countries_comes_in_pages_and_is_whole(scene: Scene) -> None:
    with scene.client.saved() as db:
        many(db)
    shown = [scene.client.get(f"/en/countries?page={number}") for number in (1, 2, 3)]
    links = [f'/en/countries/{code}"' for code in (*MANY, "MK", "RS")]
    assert [sum(page.html.count(link) for page in shown) for link in links] == [1] * len(links)
    assert max(page.html.count('<li><a href="/en/countries/') for page in shown) <= 100


def test_a_country_with_a_longer_code_is_followed_and_answered_for(scene: Scene) -> None:
    client = scene.client
    with client.saved() as db:
        make_participant(db, "X-UNION8", position=3).names = {"en": "The Union"}
        consultation = make_consultation(db)
        put_what_is_left_on_record(db)
    client.sign_out()
    follow = client.get("/en/follow?country=X-UNION8")
    assert "The Union" in follow.text
    client.submit(follow, {"email": "reader@example.org"})
    path = f"/en/consultations/{consultation.id}/respond"
    client.submit(client.get(f"{path}/comment?pid=2"), {"body": "Well."}, button="Save in my response")
    about = client.get(f"{path}/about-you")
    check = client.submit(about, {"kind": "person", "country": "X-UNION8"}, button="Continue")
    assert "The Union" in check.text
    with client.saved() as db:
        assert db.scalars(select(Submission.country)).all() == ["X-UNION8"]
        assert db.scalars(select(Subscription.country)).all() == ["X-UNION8"]

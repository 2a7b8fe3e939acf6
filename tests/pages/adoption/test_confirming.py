"""Who speaks for a country records its acts at once, and confirms those that another mandate has entered."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from adoption.begun.models import ActDraft
from adoption.models import Act
from adoption.recording.acts import verify_act
from core.errors import Refused
from core.record.entries import Entry
from members.absences import declaring
from members.approvals import Approval
from members.models import Mandate
from process.models import Step
from tests.pages.adoption.entering import enter
from tests.support.factories import NOW, make_document, make_mandate, make_person
from tests.support.markup import Page
from tests.support.pages import Client
from tests.support.recorded import content

FORM = "/en/documents/policy/acts"
CANARY = "canary-private"
TYPED: dict[str, Any] = {
    "kind": "adopted by government",
    "coverage": "whole",
    "language": "en",
    "title": f"Conclusion {CANARY}",
    "title_en": "Conclusion",
    "body": "Government of the example",
    "done_on-day": "20",
    "done_on-month": "2",
    "done_on-year": "2027",
    "early_reason": "It was so.",
}
ASK, RECORD, CONFIRM = "Ask to confirm this act", "Record this act", "Confirm and record"


@dataclass
class Place:
    """A document that waits for acts, and who represents Serbia."""

    client: Client
    minister: Mandate
    deputy: Mandate
    second: Mandate
    foreign: Mandate
    secretary: Mandate

    def enter(self, by: Mandate) -> Page:
        """All pages of an act, up to the page to check."""
        self.client.sign_in(by.person)
        return enter(self.client, self.client.get(FORM), TYPED)

    def acts(self) -> list[Act]:
        with self.client.saved() as db:
            return list(db.scalars(select(Act).order_by(Act.id)))

    def ask(self) -> Approval:
        """The second representative enters an act and asks for it."""
        self.client.submit(self.enter(self.second), button=ASK)
        with self.client.saved() as db:
            return db.scalars(select(Approval)).one()

    def begun(self) -> str:
        with self.client.saved() as db:
            return f"{FORM}/begun/{db.scalars(select(ActDraft)).one().key}"

    def leave(self, mandate: Mandate) -> None:
        with self.client.saved() as db:
            of = db.get_one(Mandate, mandate.id)
            declaring.declare(db, of, from_on=NOW.date(), until_on=None, by=of, now=NOW)


@pytest.fixture
def place(client: Client) -> Place:
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        names = ("Mina Minister", "Dena Deputy", "Sava Second")
        minister, deputy, second = (
            make_mandate(db, "government", person=make_person(db, name)) for name in names
        )
        deputy.substitute_for = minister
        foreign = make_mandate(db, "government", country="GR")
        there = Place(client, minister, deputy, second, foreign, make_mandate(db, "secretariat"))
        _ = [each.person for each in (minister, deputy, second, foreign, there.secretary)]
    return there


def test_who_speaks_for_the_country_records_at_once(place: Place) -> None:
    place.client.submit(place.enter(place.minister), button=RECORD)
    (act,) = place.acts()
    assert (act.recorded_by_id, act.confirmed_by_id) == (place.minister.id, None)


def test_the_deputy_of_who_is_absent_records_at_once(place: Place) -> None:
    place.leave(place.minister)
    place.client.submit(place.enter(place.deputy), button=RECORD)
    assert [act.recorded_by_id for act in place.acts()] == [place.deputy.id]


def test_S20_an_act_of_a_second_mandate_waits_until_who_speaks_confirms_it(place: Place) -> None:
    client = place.client
    check = place.enter(place.second)
    assert "Mina Minister speaks for Serbia today" in check.text
    asked = client.submit(check, button=ASK)
    assert "Waiting for a second person" in asked.text
    assert "Mina Minister" in asked.text
    assert place.acts() == []
    client.sign_in(place.minister.person)
    assert "Record an act of adoption" in client.get("/en/approvals").text
    page = client.get(place.begun())
    assert "Sava Second has entered this act" in page.text
    assert CANARY in page.text, "it is shown as it will be recorded"
    page = client.submit(page, button=CONFIRM)
    assert "Sava Second" in page.text
    assert "confirmed by Mina Minister" in page.text
    (act,) = place.acts()
    assert (act.recorded_by_id, act.confirmed_by_id) == (place.second.id, place.minister.id)
    with client.saved() as db:
        entry = db.scalars(select(Entry).where(Entry.action == "act.recorded")).one()
        assert (entry.actor, content(entry)["confirmed_by"]) == (place.second.actor, place.minister.actor)
        assert db.scalars(select(ActDraft)).one().content == {}
        confirmed, by = db.get_one(Act, act.id), db.get_one(Mandate, place.minister.id)
        with pytest.raises(Refused):
            verify_act(db, confirmed, level="document seen", by=by, now=NOW)


def test_nobody_but_who_speaks_confirms_or_refuses(place: Place) -> None:
    client, approval = place.client, place.ask()
    request, begun = f"/en/approvals/{approval.id}", place.begun()
    for someone in (place.foreign, place.secretary):
        client.sign_in(someone.person)
        client.get(request, status=404)
        client.get(begun, status=404)
    client.sign_in(place.deputy.person)
    page = client.get(request)
    assert "Mina Minister" in page.text
    assert "Approve …" not in page.text
    client.get(begun, status=404)
    client.post(begun, status=404)
    client.post(f"{request}/decision", {"act": "refuse", "answer": "No."}, status=403)
    client.sign_in(place.second.person)
    client.post(begun)
    assert place.acts() == []


def test_who_speaks_when_it_is_confirmed_decides(place: Place) -> None:
    client = place.client
    place.ask()
    place.leave(place.minister)
    client.sign_in(place.minister.person)
    client.get(place.begun(), status=404)
    client.sign_in(place.deputy.person)
    client.submit(client.get(place.begun()), button=CONFIRM)
    assert [act.confirmed_by_id for act in place.acts()] == [place.deputy.id]


def test_what_waits_is_not_changed_until_the_request_is_refused_or_withdrawn(place: Place) -> None:
    client, approval = place.client, place.ask()
    begun, request = place.begun(), f"/en/approvals/{approval.id}"
    page = client.get(f"{begun}/instrument")
    assert page.heading == "An act that waits to be confirmed"
    client.post(f"{begun}/instrument", {"title": "Another title"})
    client.get(f"{begun}/delete", status=409)
    client.post(f"{begun}/delete", status=409)
    client.sign_in(place.minister.person)
    page = client.get(f"{request}/decision?act=refuse")
    client.submit(page, {"answer": "The date is wrong."}, button="Refuse the request")
    client.sign_in(place.second.person)
    page = client.get(f"{begun}/instrument")
    assert CANARY in page.html, "it is as it was, and can be changed again"
    assert place.acts() == []


def test_what_waits_to_be_confirmed_stays_private(place: Place) -> None:
    client = place.client
    place.ask()
    key = place.begun().rsplit("/", 1)[1]
    with client.saved() as db:
        bodies = [content(entry) for entry in db.scalars(select(Entry))]
        asked = [body for body in bodies if body.get("kind") == "act.record"]
    assert [(each["participant"], each["version"], each["act"]) for each in asked] == [
        ("RS", 1, "adopted by government")
    ]
    assert "reason" not in asked[0]
    assert CANARY not in str(bodies)
    assert key not in str(bodies)
    client.sign_in(place.deputy.person)
    shown = client.get("/en/approvals").html
    client.sign_out()
    for path in ("/en/record", "/en/adoption?document=policy", "/en/documents/policy"):
        shown += client.get(path).html
    assert CANARY not in shown
    assert key not in shown

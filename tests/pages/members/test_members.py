"""Who acts for whom, through the pages: organisations, countries, people, mandates."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import Traveller

from core.queue.outbox import Message
from core.record.entries import Entry
from members.models import Mandate, Organisation
from members.signin.models import SignIn
from sbcp.web.cookies import SIGN_IN, cookie_name
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_participant,
    make_person,
    make_revision,
)
from tests.support.filling import given_back
from tests.support.pages import Client

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """Two administrators and somebody of the secretariat, at an instance with two countries."""

    client: Client
    admin: Mandate
    second: Mandate
    secretary: Mandate

    def actions(self) -> list[str]:
        with self.client.saved() as db:
            return list(db.scalars(select(Entry.action).order_by(Entry.seq)))

    def mails(self, template: str) -> list[Message]:
        with self.client.saved() as db:
            return list(db.scalars(select(Message).where(Message.template == template).order_by(Message.id)))


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        for position, code in enumerate(("MK", "RS"), start=1):
            make_participant(db, code, position=position)
        admin = make_mandate(db, "admin", person=make_person(db, "Adam Admin"))
        second = make_mandate(db, "admin", person=make_person(db, "Sara Second"))
        secretary = make_mandate(db, person=make_person(db, "Petra Secretary", email="petra@example.org"))
    client.sign_in(admin.person)
    return Scene(client, admin, second, secretary)


def test_anybody_reads_who_acts_for_whom_and_nobody_reads_a_mail_address(scene: Scene) -> None:
    scene.client.sign_out()
    listed = scene.client.get("/en/mandates")
    page = scene.client.get(f"/en/mandates/{scene.secretary.id}")
    for shown in (listed, page):
        assert "Petra Secretary" in shown.text
        assert "@example.org" not in shown.html
    assert "Decision 1/2026" in page.text
    for path in ("/en/organisations", "/en/countries", "/en/countries/RS", "/en/interests"):
        assert "@example.org" not in scene.client.get(path).html


def test_S14_only_an_administrator_sees_people_and_their_addresses(scene: Scene) -> None:
    assert "petra@example.org" in scene.client.get("/en/people").text
    for address in ("/en/people", f"/en/people/{scene.secretary.person_id}", "/en/invitations"):
        scene.client.sign_in(scene.secretary.person)
        scene.client.get(address, status=403)
    scene.client.sign_in(scene.admin.person)
    assert scene.client.get(f"/en/people/{scene.secretary.person_id}").heading == "Petra Secretary"


def test_an_organisation_is_added_in_its_tier_and_called_otherwise(scene: Scene) -> None:
    form = scene.client.get("/en/new-organisation")
    wrong = scene.client.submit(form, {"name": "Clusters of Skopje", "tier": "intermediary"}, status=422)
    assert wrong.errors() == {"participant": "Choose the country of the organisation."}
    page = scene.client.submit(wrong, {"participant": "MK"})
    assert page.heading == "Clusters of Skopje"
    renamed = scene.client.submit(page, {"name": "Clusters of the North"})
    assert renamed.heading == "Clusters of the North"
    listed = scene.client.get("/en/organisations")
    assert listed.text.index("National intermediary organisations") < listed.text.index("of the North")
    assert scene.actions()[-2:] == ["organisation.added", "organisation.renamed"]
    scene.client.submit(renamed, {"name": " "}, status=422)


def test_all_faults_of_a_renaming_are_told_together_and_what_was_typed_is_given_back(scene: Scene) -> None:
    typed = {"name-en": "North " * 30, "footnote-sr-Cyrl": "ф" * 501}
    wrong = scene.client.submit(scene.client.get("/en/countries/MK/rename"), typed, status=422)
    assert wrong.errors() == {
        "name-en": "Shorten this to 120 characters.",
        "footnote-sr-Cyrl": "Shorten this to 500 characters.",
        "reason": "Give a reason.",
    }
    assert typed.items() <= given_back(wrong).items()
    form = scene.client.get("/en/countries/MK/rename")
    same = scene.client.submit(form, {"reason": "Agreed."}, status=422)
    assert same.errors() == {"name-en": "This is how the country is called already."}


def test_all_faults_of_ending_a_mandate_are_told_together(scene: Scene) -> None:
    path = f"/en/mandates/{scene.secretary.id}/end"
    wrong = scene.client.post(path, {"reason": " ", "successor": "77x"}, status=422)
    assert "Give a reason." in wrong.text
    assert "Choose a mandate that can take over." in wrong.text
    assert scene.client.get(path).errors() == {}


def test_S20_a_country_is_called_otherwise_once_a_second_person_approves(scene: Scene) -> None:
    client = scene.client
    form = client.get("/en/countries/MK/rename")
    client.submit(form, {"name-en": "The North"}, status=422)  # without a reason
    asked = client.submit(form, {"name-en": "The North", "footnote-en": "As agreed.", "reason": "Agreed."})
    assert client.get("/en/countries/MK").heading == "North Macedonia"
    assert "waits for a second person" in client.get("/en/countries/MK").text
    client.get(f"{asked.address}/decision?act=approve", status=409)  # oneself
    client.sign_in(scene.second.person)
    client.submit(client.get(f"{asked.address}/decision?act=approve"))
    page = client.get("/en/countries/MK")
    assert page.heading == "The North"
    assert "As agreed." in page.text
    assert "Adam Admin" in page.text, "the history shows who asked"
    assert "Sara Second" in page.text, "and who approved"
    assert "participant.renamed" in scene.actions()
    client.sign_out()
    assert client.get("/en/adoption/MK").heading == "The North"
    assert "The North" in client.get("/en/countries").text


def test_a_country_is_called_the_same_on_every_page_that_names_it(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_participant(db, "MK").names = {"en": "The North"}
        make_mandate(db, "government", country="MK", person=make_person(db, "Goran Government"))
        consultation = make_consultation(db)
    scene.client.sign_out()
    assert "The North" in scene.client.get("/en/mandates").text
    about = scene.client.get(f"/en/consultations/{consultation.id}")
    assert about.status == 200


def test_S02_the_end_of_a_mandate_ends_access_in_a_live_session_at_once(scene: Scene) -> None:
    """The session was begun before, by signing in, and is used again as it was."""
    with scene.client.saved() as db:
        make_document(db, slug="policy", by=db.get_one(Mandate, scene.secretary.id))
    with scene.client.another() as other:
        other.sign_in(scene.secretary.person)
        other.get("/en/documents/policy/draft")
        page = scene.client.follow(scene.client.get(f"/en/mandates/{scene.secretary.id}"), "End this mandate")
        assert scene.client.submit(page, status=422).errors() == {"reason": "Give a reason."}
        ended = scene.client.submit(page, {"reason": "The term is over."})
        assert "The term is over." in ended.text
        other.get("/en/documents/policy/draft", status=403)
        other.post("/en/documents/policy/draft/insert", {"text": "New words."}, status=403)
        shown = other.get("/en/mandates")
    assert "Petra Secretary" in shown.text, "the mandate stays in the public list"
    assert "ended" in shown.text
    assert scene.actions()[-1] == "mandate.ended"


def test_S02_who_is_disabled_is_out_of_a_live_session_at_once(scene: Scene) -> None:
    with scene.client.another() as other:
        other.sign_in(scene.secretary.person)
        cookie = other.http.cookies[cookie_name(SIGN_IN, other.settings)]
        assert other.get("/en/triage").status == 200
        page = scene.client.follow(
            scene.client.get(f"/en/people/{scene.secretary.person_id}"),
            "Disable the account and end every session",
        )
        person = scene.client.submit(page, {"reason": "A device was lost."})
        assert "disabled" in person.text
        assert other.http.cookies[cookie_name(SIGN_IN, other.settings)] == cookie
        other.get("/en/triage", status=401)
        again = scene.client.submit(
            scene.client.follow(person, "Let this person in again"), {"reason": "It was found."}
        )
        assert "can sign in" in again.text
        other.get("/en/triage", status=401)
    with scene.client.saved() as db:
        assert all(
            row.ended_at
            for row in db.scalars(select(SignIn).where(SignIn.person_id == scene.secretary.person_id))
        )
    assert scene.actions()[-2:] == ["mandates.suspended", "mandates.resumed"]


def test_what_is_open_is_listed_and_handed_over_to_the_successor(scene: Scene) -> None:
    with scene.client.saved() as db:
        successor = make_mandate(db, person=make_person(db, "Stevan Successor"))
        document = make_document(
            db, slug="policy", title="Model policy", by=db.get_one(Mandate, scene.secretary.id)
        )
        make_consultation(db, document.versions[0], by=db.get_one(Mandate, scene.secretary.id))
        make_revision(db, document, by=db.get_one(Mandate, scene.secretary.id))
    client = scene.client
    client.sign_in(scene.secretary.person)
    asked = client.submit(
        client.get("/en/documents/policy/draft/publish"), {"label": "second", "reason": "Ready."}
    )
    client.sign_in(scene.admin.person)
    page = client.follow(client.get(f"/en/mandates/{scene.secretary.id}"), "Hand over what is open")
    assert "A consultation that is open: Model policy" in page.text
    assert "A request for a second person" in page.text
    assert client.submit(page, status=422).errors() == {"successor": "Choose a mandate that can take over."}
    done = client.submit(page, {"successor": str(successor.id)})
    assert "Stevan Successor" in done.text
    client.submit(client.follow(done, "End this mandate"), {"reason": "Moved on."})
    client.sign_in(successor.person)
    own = client.get("/en/my-mandates")
    assert "A consultation that is open: Model policy" in own.text
    assert "begun by Petra Secretary" in own.text
    assert "Void" in client.get(asked.address).text, "the request fell with the mandate"
    assert scene.actions()[-2:] == ["mandate.handed_over", "mandate.ended"]


def test_notices_go_out_30_and_7_days_before_each_once(scene: Scene, clock: Traveller) -> None:
    with scene.client.saved() as db:
        make_mandate(
            db,
            "working_group",
            person=make_person(db, "Nina Notice", email="nina@example.org"),
            ends_on=NOW.date() + 40 * DAY,
        )
    for days in (0, 9, 10, 11, 32, 33, 34, 39, 41):
        clock.move_to(NOW + days * DAY)
        scene.client.do_chores()
        scene.client.do_chores()
    own = scene.mails("mandate-ends")
    assert [(mail.recipient, (mail.left_at - NOW).days) for mail in own] == [
        ("nina@example.org", 10),
        ("nina@example.org", 33),
    ]
    others = {(mail.recipient, (mail.left_at - NOW).days) for mail in scene.mails("mandate-ends-of-another")}
    told = {scene.admin.person.email, scene.second.person.email, "petra@example.org"}
    assert others == {(address, days) for address in told for days in (10, 33)}


def test_S02_a_mandate_that_runs_out_ends_access_without_anybody_doing_anything(
    scene: Scene, clock: Traveller
) -> None:
    with scene.client.saved() as db:
        mandate = make_mandate(db, "working_group", ends_on=NOW.date() + DAY)
    clock.move_to(NOW.replace(hour=23, minute=40) + DAY)
    scene.client.sign_in(mandate.person)
    scene.client.get("/en/triage")
    clock.shift(timedelta(minutes=30))  # the same session, on the next day
    scene.client.get("/en/triage", status=403)


@pytest.mark.parametrize("who", ["/en/my-mandates/may", "/en/people/{}/may"])
def test_the_page_of_rights_says_yes_or_no_and_what_decides(scene: Scene, who: str) -> None:
    with scene.client.saved() as db:
        make_document(db, slug="policy", title="Model policy", by=db.get_one(Mandate, scene.secretary.id))
    if "my" in who:
        scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(who.format(scene.secretary.person_id))
    rows = {
        row[0]: row[1:] for row in ([cell_text(cell) for cell in line] for line in page.all(".//tbody/tr"))
    }
    number = f"mandate no. {scene.secretary.id}"
    assert rows["Publish a version"][0].endswith("yes")
    assert number in rows["Publish a version"][1]
    assert rows["Verify an act of adoption"][0].endswith("yes"), "at whatever stage"
    behalf = "Record an act of adoption for a country, by the letter of its government"
    assert rows[behalf][0].endswith("no")
    assert "at another stage" in rows[behalf][1]
    assert "Adoption" in rows[behalf][1]
    assert rows["Record an act of adoption of one’s own country"][0].endswith("no")
    assert "Government representative" in rows["Record an act of adoption of one’s own country"][1]
    assert "Anybody may." in rows["Sign in"][1]


def test_without_a_second_factor_the_page_of_rights_says_so(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person, second_factor=False)
    page = scene.client.get("/en/my-mandates/may")
    assert "once a second factor is shown" in page.text


def test_nobody_reads_another_persons_rights_but_administrators(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    scene.client.get(f"/en/people/{scene.admin.person_id}/may", status=403)
    scene.client.sign_out()
    for path in ("/en/my-mandates", "/en/my-mandates/may"):
        scene.client.get(path, status=401)


@pytest.mark.parametrize("path", ["mandates", "organisations", "people", "invitations"])
@pytest.mark.parametrize("number", ["99", "99999999999"])
def test_S15_what_is_not_there_is_not_found(scene: Scene, path: str, number: str) -> None:
    scene.client.get(f"/en/{path}/{number}", status=404)


def test_S17_an_organisation_takes_no_more_than_its_form_asks(scene: Scene) -> None:
    scene.client.post(
        "/en/new-organisation",
        {"name": "New", "tier": "cluster", "id": "77", "participant_id": "1", "tier_id": "x"},
    )
    with scene.client.saved() as db:
        made = db.scalars(select(Organisation).where(Organisation.name == "New")).one()
        assert (made.id != 77, made.participant_id) == (True, None)


def cell_text(cell: object) -> str:
    return " ".join("".join(cell.itertext()).split())  # type: ignore[attr-defined]

"""The process in the browser: steps that take two persons, and what countries say of a document."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from time_machine import Traveller

from adoption import ruling
from adoption.entry_rules import Delay, When
from documents import queries
from members.models import Mandate
from process.models import Step
from process.queries import stage_of
from process.stances import stating
from process.stances.stating import Statement
from tests.adoption.making import make_act, set_rule
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_revision,
    make_version,
)
from tests.support.pages import Client
from tests.support.recorded import put_what_is_left_on_record

DOCUMENT = "/en/documents/policy"
PROCESS = f"{DOCUMENT}/process"
OBJECTION = {"kind": "object", "reason": "Претешко је.\nЗа мале.", "language": "sr-Cyrl"}


@dataclass(frozen=True)
class Scene:
    """A document in revision that can go to adoption; two of the secretariat; two governments."""

    client: Client
    secretary: Mandate
    deputy: Mandate
    serbia: Mandate
    croatia: Mandate

    def stage(self) -> str:
        with self.client.saved() as db:
            return stage_of(db, queries.document_by_slug(db, "policy"))

    def lead_to(self, stage: str) -> None:
        with self.client.saved() as db:
            db.add(Step(document=queries.document_by_slug(db, "policy"), stage=stage, taken_at=NOW))
            put_what_is_left_on_record(db)

    def adopt(self, *, days: int = 0) -> None:
        """A government adopts the last version, which is in force so many days later by its rule."""
        self.lead_to("adoption")
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            if not ruling.changes(db, document):
                set_rule(db, document, when=When(Delay.DAYS, days))
            make_act(db, document, by=db.get_one(Mandate, self.serbia.id))

    def state(self, by: Mandate, kind: str, reason: str = "") -> int:
        with self.client.saved() as db:
            document = queries.document_by_slug(db, "policy")
            statement = Statement(kind, reason, "en" if reason else "")
            return stating.state(db, document, statement, by=db.get_one(Mandate, by.id), now=NOW).id


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        make_document(db, slug="policy", title="Model policy")
        scene = Scene(
            client,
            make_mandate(db),
            make_mandate(db),
            make_mandate(db, "government"),
            make_mandate(db, "government", country="HR"),
        )
        _ = [each.person.id for each in (scene.secretary, scene.deputy, scene.serbia, scene.croatia)]
    scene.lead_to("revision")
    return scene


# Steps


def test_S20_a_grave_step_is_asked_for_on_a_page_that_names_its_conditions_and_what_follows(
    scene: Scene,
) -> None:
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.follow(scene.client.get(PROCESS), "Go to: Adoption …")
    assert "Every on-time comment has an answer" in page.text
    assert "governments record their acts on it" in page.text
    page = scene.client.submit(page, {"reason": " "}, status=422)
    assert page.errors() == {"reason": "Give a reason. It will be published."}
    asked = scene.client.submit(page, {"reason": "The group has agreed."})
    assert scene.stage() == "revision", "nothing is done by one person"
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.get(f"{asked.address}/decision?act=approve")
    assert "governments record their acts on it" in page.text
    page = scene.client.submit(page, button="Approve and take the step")
    assert page.address == PROCESS
    assert scene.stage() == "adoption"
    assert "The group has agreed." in page.text
    assert f"Approved by {scene.deputy.person.name}" in page.text


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("revision", "adoption"),
        ("adoption", "revision"),
        ("in force", "superseded"),
        ("revision", "withdrawn"),
    ],
)
def test_S20_no_page_takes_a_grave_step_for_one_person(scene: Scene, start: str, end: str) -> None:
    scene.lead_to(start)
    scene.client.sign_in(scene.secretary.person)
    scene.client.post(PROCESS, {"stage": end}, status=409)
    scene.client.post(PROCESS, {"stage": end, "reason": "So."}, status=409)
    assert scene.stage() == start
    page = scene.client.get(f"{PROCESS}/step?stage={end}")
    asked = scene.client.submit(page, {"reason": "So."}).address
    scene.client.get(f"{asked}/decision?act=approve", status=409)
    assert scene.stage() == start


def test_S20_a_step_whose_conditions_are_not_met_cannot_be_asked_for(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_revision(db, queries.document_by_slug(db, "policy"))
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(f"{PROCESS}/step?stage=adoption")
    assert "1 saved change of the draft is not in a published version." in page.text
    assert "Ask a second person" not in page.text
    scene.client.post(f"{PROCESS}/step", {"stage": "adoption", "reason": "So."}, status=409)
    assert "Nothing waits for you." in scene.client.get("/en/approvals").text


def test_S20_a_condition_that_fails_after_the_request_stops_the_step(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(f"{PROCESS}/step?stage=adoption")
    asked = scene.client.submit(page, {"reason": "So."}).address
    scene.state(scene.serbia, "object", "No.")
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.submit(scene.client.get(f"{asked}/decision?act=approve"), status=409)
    assert "More stands in the way of this step than when it was asked for." in page.text
    assert scene.stage() == "revision"


def test_nothing_comes_into_force_by_a_press_without_a_rule(scene: Scene) -> None:
    scene.lead_to("adoption")
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(PROCESS)
    assert "No rule of entry into force is set." in page.text
    assert "Override the conditions for “In force”" not in page.text
    for address in ("step", "override"):
        scene.client.post(f"{PROCESS}/{address}", {"stage": "in force", "reason": "So."}, status=409)
    assert scene.stage() == "adoption"


def test_the_document_comes_into_force_once_the_day_has_come_that_the_rule_gives(
    scene: Scene, clock: Traveller
) -> None:
    scene.adopt(days=30)
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(PROCESS)
    assert "The rule of entry into force is not met yet." in page.text
    assert "Enters into force on 31 March 2027." in page.text
    scene.client.post(f"{PROCESS}/override", {"stage": "in force", "reason": "So."}, status=409)
    assert "In force: version 1" not in scene.client.get(DOCUMENT).text
    clock.shift(timedelta(days=30))
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.follow(scene.client.get(PROCESS), "Go to: In force …")
    assert "The rule of entry into force is met, and its day has come" in page.text
    asked = scene.client.submit(page, {"reason": "The day has come."}).address
    scene.client.sign_in(scene.deputy.person)
    scene.client.submit(scene.client.get(f"{asked}/decision?act=approve"))
    assert scene.stage() == "in force"


def test_a_page_that_is_kept_tells_of_the_day_on_which_it_comes_into_force(
    scene: Scene, clock: Traveller
) -> None:
    scene.adopt(days=30)
    assert "In force: version 1" not in scene.client.get(DOCUMENT).text
    assert "This version is in force" not in scene.client.get(f"{DOCUMENT}/versions/1").text
    clock.shift(timedelta(days=30))
    assert "In force: version 1" in scene.client.get(DOCUMENT).text
    assert "This version is in force" in scene.client.get(f"{DOCUMENT}/versions/1").text


def test_the_next_edition_is_worked_on_while_the_adopted_version_stays_in_force(scene: Scene) -> None:
    scene.adopt()
    scene.lead_to("in force")
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.follow(scene.client.get(PROCESS), "Open the next edition …")
    assert "The version in force stays in force, and governments go on acting on it." in page.text
    asked = scene.client.submit(page, {"reason": "Two years have passed."}).address
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.submit(scene.client.get(f"{asked}/decision?act=approve"))
    assert scene.stage() == "revision"
    assert "In force: version 1" in page.text
    assert "Withdraw the document …" not in page.text
    with scene.client.saved() as db:
        make_version(db, queries.document_by_slug(db, "policy"))
    scene.client.sign_out()
    for address in ("/en/", "/en/documents", DOCUMENT):
        assert "In force: version 1" in scene.client.get(address).text
    assert "This version is in force" in scene.client.get(f"{DOCUMENT}/versions/1").text
    assert "This version is not in force: version 1 is." in scene.client.get(f"{DOCUMENT}/versions/2").text
    assert scene.client.http.get("/api/v1/documents/policy").json()["in_force"] == 1
    scene.client.sign_in(scene.secretary.person)
    scene.client.post(f"{PROCESS}/step", {"stage": "withdrawn", "reason": "So."}, status=409)
    page = scene.client.get(f"{PROCESS}/override?stage=withdrawn")
    assert "nobody can set them aside" in page.text
    scene.client.post(f"{PROCESS}/override", {"stage": "withdrawn", "reason": "So."}, status=409)
    scene.adopt()
    assert "This version is not in force: version 2 is." in scene.client.get(f"{DOCUMENT}/versions/1").text


def test_the_next_edition_can_be_given_up(scene: Scene) -> None:
    scene.adopt()
    for stage in ("in force", "revision"):
        scene.lead_to(stage)
    with scene.client.saved() as db:
        make_version(db, queries.document_by_slug(db, "policy"))
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.follow(scene.client.get(PROCESS), "Give the next edition up …")
    asked = scene.client.submit(page, {"reason": "It is not needed."}).address
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.submit(scene.client.get(f"{asked}/decision?act=approve"))
    assert scene.stage() == "in force"
    assert "Read version 1, which is in force" in page.text


def test_nothing_is_given_up_where_nothing_is_in_force(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    assert "Give the next edition up …" not in scene.client.get(PROCESS).text
    for page in ("step", "override"):
        scene.client.post(f"{PROCESS}/{page}", {"stage": "in force", "reason": "So."}, status=409)
    assert scene.stage() == "revision"


def test_a_step_that_does_not_lead_on_from_here_is_not_offered(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(f"{PROCESS}/step?stage=superseded")
    assert "No such step leads on from the stage “Revision”." in page.text
    scene.client.post(f"{PROCESS}/step", {"stage": "superseded", "reason": "So."}, status=409)


def test_a_step_that_one_person_can_take_is_taken_at_once(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_consultation(db, queries.document_by_slug(db, "policy").versions[0])
    scene.client.sign_in(scene.secretary.person)
    scene.client.submit(scene.client.get(PROCESS), button="Go to: Consultation")
    assert scene.stage() == "consultation"


# Stances


def test_without_a_stance_a_country_has_said_neither_yes_nor_no(scene: Scene) -> None:
    page = scene.client.get(PROCESS)
    assert "No stance of any country stands." in page.text
    assert "State what your country says" not in page.text, "nobody is signed in"


def test_a_government_states_checks_and_publishes(scene: Scene) -> None:
    scene.client.sign_in(scene.serbia.person)
    form = scene.client.follow(scene.client.get(PROCESS), "State what your country says …")
    wrong = scene.client.submit(form, {"kind": "object", "reason": " "}, status=422)
    assert wrong.errors() == {"reason": "Say why your country objects. It will be published."}
    wrong = scene.client.submit(wrong, {"reason": "Претешко је."}, status=422)
    assert wrong.errors() == {"language": "Choose the language of these words."}
    check = scene.client.submit(wrong, OBJECTION)
    assert "Nothing has been published yet." in check.text
    assert "No stance of any country stands." in scene.client.get(PROCESS).text
    again = scene.client.submit(check, button="Change it")
    assert "Претешко је." in again.html
    page = scene.client.submit(scene.client.submit(again), button="Publish it")
    assert "Objects" in page.text
    scene.client.sign_out()
    page = scene.client.get(PROCESS)
    assert "Serbia" in page.text
    assert "Претешко је." in page.text
    assert "Withdraw this" not in page.text


def test_a_later_stance_takes_the_place_of_the_earlier_one_which_can_still_be_read(scene: Scene) -> None:
    scene.state(scene.serbia, "object", "Too heavy.")
    scene.client.sign_in(scene.serbia.person)
    form = scene.client.get(f"{DOCUMENT}/stances")
    assert "What you state here takes its place." in form.text
    check = scene.client.submit(form, {"kind": "support", "reason": ""})
    page = scene.client.submit(check, button="Publish it")
    assert "Its country has stated another one since." in page.text
    assert "Too heavy." in page.text
    scene.client.post(
        f"{DOCUMENT}/stances", {"kind": "support", "country": "RS", "confirm": "yes"}, status=409
    )


@pytest.mark.parametrize("stage", ["revision", "consultation", "in force", "superseded", "withdrawn"])
def test_an_objection_can_be_withdrawn_at_any_stage(scene: Scene, stage: str) -> None:
    scene.state(scene.serbia, "object", "Too heavy.")
    scene.lead_to(stage)
    scene.client.sign_in(scene.serbia.person)
    form = scene.client.follow(scene.client.get(PROCESS), "Withdraw this … (Objects, since 1 March 2027)")
    assert "No stance of your country stands then." in form.text
    wrong = scene.client.submit(form, {"reason": "It was settled."}, status=422)
    assert wrong.errors() == {"language": "Choose the language of these words."}
    check = scene.client.submit(wrong, {"language": "en"})
    assert "Nothing has been published yet." in check.text
    page = scene.client.submit(check, button="Withdraw it")
    assert "No stance of any country stands." in page.text
    assert "It was settled." in page.text
    assert "Too heavy." in page.text, "what was said can still be read"


def test_whoever_withdraws_is_told_what_stands_then(scene: Scene) -> None:
    scene.state(scene.serbia, "object", "Too heavy.")
    number = scene.state(scene.serbia, "support")
    scene.client.sign_in(scene.serbia.person)
    page = scene.client.get(f"{DOCUMENT}/stances/{number}/withdrawal")
    assert "What your country said before stands then: Objects, since 1 March 2027." in page.text


def test_S15_nobody_speaks_for_another_country(scene: Scene) -> None:
    number = scene.state(scene.serbia, "object", "Too heavy.")
    withdrawal = f"{DOCUMENT}/stances/{number}/withdrawal"
    scene.client.sign_in(scene.croatia.person)
    scene.client.get(withdrawal, status=403)
    scene.client.post(withdrawal, {"confirm": "yes"}, status=403)
    fields = {"country": "RS", "kind": "support", "confirm": "yes"}
    scene.client.post(f"{DOCUMENT}/stances", fields, status=403)
    scene.client.sign_in(scene.secretary.person)
    scene.client.get(withdrawal, status=403)
    scene.client.get(f"{DOCUMENT}/stances", status=403)
    assert "Too heavy." in scene.client.get(PROCESS).text


def test_programs_read_what_stood_on_a_day(scene: Scene) -> None:
    scene.state(scene.serbia, "object", "Too heavy.")
    scene.state(scene.serbia, "support")
    address = "/api/v1/documents/policy/stances"
    stances = scene.client.http.get(address).json()["stances"]
    assert [(each["participant"], each["kind"], each["stands"]) for each in stances] == [
        ("RS", "object", False),
        ("RS", "support", True),
    ]
    assert scene.client.http.get(f"{address}?as_of=2027-02-28").json()["stances"] == []


def test_the_news_of_the_document_and_of_the_country_name_it(scene: Scene) -> None:
    scene.state(scene.serbia, "object", "Too heavy.")
    for feed in ("documents/policy", "countries/RS"):
        text = scene.client.http.get(f"/feeds/{feed}.atom").text
        assert "Serbia objects to “Model policy”" in text
        assert "Too heavy." in text
    assert "objects to" not in scene.client.http.get("/feeds/countries/HR.atom").text

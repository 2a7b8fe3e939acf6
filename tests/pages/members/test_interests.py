"""Declaring an interest, and taking no part in a document, through the pages."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from core.record.entries import Entry
from documents.queries import document_by_slug
from members.interests import Declaration, declare
from members.models import Mandate
from process.models import Step
from tests.adoption.making import make_act
from tests.support.factories import (
    NOW,
    make_document,
    make_mandate,
    make_participant,
    make_person,
    make_revision,
)
from tests.support.filling import given_back
from tests.support.markup import Page
from tests.support.pages import Client

DOCUMENT = "/en/documents/policy"


@dataclass(frozen=True)
class Scene:
    client: Client
    secretary: Mandate

    def declare(self, kind: str, **values: str) -> Page:
        page = self.client.get("/en/interests/new")
        given = {"kind": kind, "text": "I own a part of a firm.", "language": "en", **values}
        return self.client.submit(self.client.submit(page, given), button="Publish it")


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        for position, code in enumerate(("MK", "RS"), start=1):
            make_participant(db, code, position=position)
        secretary = make_mandate(db, person=make_person(db, "Petra Secretary"))
        make_document(db, slug="policy", title="Model policy", by=secretary)
        make_document(db, slug="other", title="Another policy", by=secretary)
    client.sign_in(secretary.person)
    return Scene(client, secretary)


def test_a_declared_interest_is_public_and_changes_nothing_of_what_one_may_do(scene: Scene) -> None:
    scene.declare("interest", document="policy")
    assert scene.client.get(f"{DOCUMENT}/draft/insert").status == 200
    scene.client.sign_out()
    page = scene.client.get("/en/interests")
    assert "Petra Secretary: declares an interest" in page.text
    assert "I own a part of a firm." in page.text


def test_nothing_is_published_before_it_was_looked_at(scene: Scene) -> None:
    page = scene.client.get("/en/interests/new")
    check = scene.client.submit(
        page, {"kind": "recusal", "document": "policy", "text": "My words.", "language": "en"}
    )
    assert "You cannot edit, answer, decide or record anything on it." in check.text
    assert "Nothing has been declared" in scene.client.get("/en/interests").text
    again = scene.client.submit(check, button="Change it")
    assert "My words." in again.html


def test_who_is_recused_from_a_document_does_nothing_on_it_and_is_told_why(scene: Scene) -> None:
    scene.declare("recusal", document="policy")
    refused = scene.client.get(f"{DOCUMENT}/draft/insert", status=403)
    assert "You have recused yourself from this on 1 March 2027" in refused.text
    for path in (f"{DOCUMENT}/draft/insert", f"{DOCUMENT}/process", f"{DOCUMENT}/draft/publish"):
        scene.client.post(path, status=403)
    assert scene.client.get(f"{DOCUMENT}/draft").status == 200, "reading goes on"
    assert scene.client.get("/en/documents/other/draft/insert").status == 200
    rights = scene.client.get("/en/my-mandates/may?document=policy")
    assert "but there is a recusal of 1 March 2027" in rights.text
    scene.client.sign_out()
    assert "Takes no part in it: Petra Secretary" in scene.client.get(DOCUMENT).text
    assert "Recused" in scene.client.get("/en/mandates").text


def test_all_faults_of_a_declaration_are_told_together_and_what_was_typed_is_given_back(
    scene: Scene,
) -> None:
    page = scene.client.get("/en/interests/new")
    wrong = scene.client.submit(page, {"kind": "adoption", "text": " "}, status=422)
    assert wrong.errors() == {
        "document": "Choose the document that you take no part in.",
        "participant": "Choose the country.",
        "text": "Say in a few words what the interest is.",
        "language": "Choose the language of these words.",
    }
    again = scene.client.submit(wrong, {"text": "I own a part.", "participant": "RS"}, status=422)
    assert set(again.errors()) == {"document", "language"}
    assert {"kind": "adoption", "text": "I own a part.", "participant": "RS"}.items() <= given_back(
        again
    ).items()


def test_a_recusal_ends_when_its_person_says_so(scene: Scene) -> None:
    page = scene.declare("recusal", document="policy")
    form = scene.client.follow(page, "End this: declaration no. 1")
    assert scene.client.submit(form, status=422).errors() == {"reason": "Give a reason."}
    done = scene.client.submit(form, {"reason": "I sold it."})
    assert "I sold it." in done.text
    assert scene.client.get(f"{DOCUMENT}/draft/insert").status == 200
    with scene.client.saved() as db:
        actions = db.scalars(select(Entry.action).order_by(Entry.seq)).all()
    assert actions[-2:] == ["recusal.begun", "recusal.ended"]
    scene.client.sign_out()
    assert "Takes no part" not in scene.client.get(DOCUMENT).text


def test_S15_nobody_ends_what_another_has_declared(scene: Scene) -> None:
    scene.declare("recusal", document="policy")
    with scene.client.saved() as db:
        other = make_mandate(db)
    scene.client.sign_in(other.person)
    scene.client.get("/en/interests/1/end", status=404)
    scene.client.post("/en/interests/1/end", {"reason": "Not yours."}, status=404)


def test_a_recusal_from_the_adoption_by_one_country_leaves_the_others(scene: Scene) -> None:
    with scene.client.saved() as db:
        by = db.get_one(Mandate, scene.secretary.id)
        document = make_document(db, slug="adopted", by=by)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        serbian = make_act(db, document, by=make_mandate(db, "government", country="RS"))
        northern = make_act(db, document, by=make_mandate(db, "government", country="MK"))
    scene.declare("adoption", document="adopted", participant="RS")
    page = scene.client.get(f"/en/documents/adopted/acts/{northern.id}")
    assert scene.client.submit(page, {"level": "document seen"}).status == 200
    refused = scene.client.http.post(
        f"/en/documents/adopted/acts/{serbian.id}", data={"level": "document seen"}
    )
    assert refused.status_code == 403
    assert "You have recused yourself" in refused.text


@pytest.mark.parametrize("recused", ["who asked", "who decides"])
def test_S20_nothing_is_done_by_two_persons_of_whom_one_is_recused(scene: Scene, recused: str) -> None:
    with scene.client.saved() as db:
        second = make_mandate(db, person=make_person(db, "Sara Second"))
        make_revision(db, document_by_slug(db, "policy"), by=db.get_one(Mandate, scene.secretary.id))
    form = scene.client.get(f"{DOCUMENT}/draft/publish")
    asked = scene.client.submit(form, {"label": "second", "reason": "Ready."})
    scene.client.sign_in(second.person)
    page = scene.client.get(f"{asked.address}/decision?act=approve")
    with scene.client.saved() as db:
        by = db.get_one(Mandate, scene.secretary.id if recused == "who asked" else second.id)
        said = Declaration(text="Mine.", language="en", subject="document:policy", recused=True)
        declare(db, said, by=by, now=NOW)
    refused = scene.client.submit(page, status=409 if recused == "who asked" else 403)
    assert "takes no part in this document" in refused.text or "recused yourself" in refused.text
    with scene.client.saved() as db:
        assert len(document_by_slug(db, "policy").versions) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "recusal"}, "document"),
        ({"kind": "recusal", "document": "nowhere"}, "document"),
        ({"kind": "adoption", "document": "policy"}, "participant"),
        ({"text": " "}, "text"),
        ({"language": "xx"}, "language"),
    ],
    ids=str,
)
def test_what_is_missing_is_said_at_its_field(scene: Scene, values: dict[str, str], field: str) -> None:
    given = {"kind": "interest", "text": "I own a firm.", "language": "en", **values}
    response = scene.client.http.post("/en/interests/new", data=given)
    page = Page("/en/interests/new", response.status_code, dict(response.headers), response.text)
    assert page.status == 422
    assert list(page.errors()) == [field]

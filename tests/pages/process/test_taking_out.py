"""A mistaken document leaves the lists through the pages: asked for, approved, and told at its address."""

from dataclasses import dataclass

import pytest

from documents import queries
from members.models import Mandate
from tests.support.factories import make_document, make_mandate, make_person, make_version
from tests.support.markup import Page
from tests.support.pages import Client

MISTAKE, TITLE = "/en/documents/mistake", "Moddel policy"


@dataclass(frozen=True)
class Scene:
    """A document that was begun with a wrong title, one that is right, and two of the secretariat."""

    client: Client
    secretary: Mandate
    deputy: Mandate

    def ask(self) -> Page:
        self.client.sign_in(self.secretary.person)
        form = self.client.follow(
            self.client.get(MISTAKE), "It was begun by mistake: take it out of the lists"
        )
        return self.client.submit(form, {"reason": "The title was wrong."})

    def approve(self, address: str, status: int = 200) -> Page:
        self.client.sign_in(self.deputy.person)
        return self.client.submit(self.client.get(f"{address}/decision?act=approve"), status=status)


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        secretary = make_mandate(db, person=make_person(db, "Vera Example"))
        deputy = make_mandate(db, person=make_person(db, "Goran Example"))
        make_document(db, slug="policy", title="Model policy", by=secretary)
        make_document(db, slug="mistake", title=TITLE, versions=0, by=secretary)
    return Scene(client, secretary, deputy)


def names_it(client: Client, path: str) -> bool:
    answer = client.http.get(path)
    assert answer.status_code == 200, path
    return TITLE in answer.text


LISTS = [
    "/en/documents",
    "/en/",
    "/feeds/all.atom",
    "/api/v1/documents",
    "/en/record",
    "/en/interests/new",
    "/en/triage",
    "/en/account",
]


def test_two_persons_take_it_out_of_every_list_and_its_page_says_so(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    before = {path for path in LISTS if names_it(client, path)}
    assert {"/en/documents", "/en/", "/feeds/all.atom", "/api/v1/documents", "/en/interests/new"} <= before
    asked = scene.ask()
    assert "Asked for. A second person decides; nothing is done yet." in asked.text
    assert "It is withdrawn, and it is in no list and no form any more." in asked.text
    assert names_it(client, "/en/documents"), "nothing is done yet"
    assert "This has been asked for" in client.get(f"{MISTAKE}/take-out").text
    page = scene.approve(asked.address)
    assert page.address == MISTAKE
    client.sign_out()
    page = client.get(MISTAKE)
    assert "Taken out of the lists on 1 March 2027" in page.text
    assert "The title was wrong." in page.text
    assert "Asked for by Vera Example" in page.text
    assert "Approved by Goran Example" in page.text
    assert "Follow by e-mail" not in page.text
    assert "It was begun by mistake: take it out" not in page.text
    entries = client.follow(page, "Its entries on the record")
    assert "which was begun by mistake, out of the lists" in entries.text
    for path in ("/en/documents", "/en/", "/feeds/all.atom", "/api/v1/documents"):
        assert not names_it(client, path), path
    client.sign_in(scene.secretary.person)
    assert [path for path in LISTS if path != "/en/record" and names_it(client, path)] == []
    options = client.get("/en/record").ids["document"].iter("option")
    assert "mistake" not in [option.get("value") for option in options]
    told = client.http.get("/api/v1/documents/mistake").json()
    assert (told["listed"], told["stage"], told["reason"]) == (False, "withdrawn", "The title was wrong.")
    assert "The title was wrong." in client.http.get("/feeds/documents/mistake.atom").text, (
        "who follows it hears"
    )


def test_a_reason_is_needed_and_nobody_approves_their_own_request(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    page = client.submit(client.get(f"{MISTAKE}/take-out"), {"reason": " "}, status=422)
    assert page.errors() == {"reason": "Give a reason. It will be published."}
    asked = scene.ask()
    client.get(f"{asked.address}/decision?act=approve", status=409)
    with client.saved() as db:
        assert len(queries.documents(db)) == 2


def test_one_with_a_version_is_not_taken_out(scene: Scene) -> None:
    client = scene.client
    client.sign_in(scene.secretary.person)
    assert "take it out of the lists" not in client.get("/en/documents/policy").text
    page = client.get("/en/documents/policy/take-out")
    assert "This document has a published version, so it stays in the lists." in page.text
    assert not page.all(".//textarea")


def test_a_version_that_is_published_meanwhile_overtakes_the_request(scene: Scene) -> None:
    client = scene.client
    asked = scene.ask()
    client.sign_in(scene.deputy.person)
    check = client.get(f"{asked.address}/decision?act=approve")
    form = client.get(f"{MISTAKE}/take-out")
    with client.saved() as db:
        make_version(db, queries.document_by_slug(db, "mistake"))
    told = client.submit(check, status=409)
    assert "This document has a published version, so it stays in the lists." in told.text
    assert "This request has been overtaken" in told.text
    told = client.submit(form, {"reason": "Wrong."}, status=409)
    assert "This cannot be done" in told.text
    assert names_it(client, "/en/documents")


def test_only_the_secretariat_asks(scene: Scene) -> None:
    with scene.client.saved() as db:
        editor = make_mandate(db, "working_group")
    scene.client.sign_in(editor.person)
    assert "take it out of the lists" not in scene.client.get(MISTAKE).text
    scene.client.get(f"{MISTAKE}/take-out", status=403)
    scene.client.sign_out()
    scene.client.get(f"{MISTAKE}/take-out", status=401)

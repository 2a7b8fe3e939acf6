"""Two persons through the pages: asking, deciding, and everything that must not go through."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import Traveller

from core.queue.outbox import Message
from core.record import entries
from documents import queries
from documents.models import Document
from members.models import Mandate
from process.queries import stage_of
from process.services import take_step
from sbcp.approvals import deciding
from sbcp.language import locales
from sbcp.mail.compose import words_of
from sbcp.permissions import RULES
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_revision,
    make_version,
)
from tests.support.markup import Page
from tests.support.pages import Client

DOCUMENT = "/en/documents/policy"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """A document with an unpublished change and an open round, and two of the secretariat."""

    client: Client
    secretary: Mandate
    deputy: Mandate
    round: int

    def request(self) -> str:
        """The secretary asks to publish; the address of the request."""
        self.client.sign_in(self.secretary.person)
        form = self.client.get(f"{DOCUMENT}/draft/publish")
        return self.client.submit(form, {"label": "second draft", "reason": "It is ready."}).address

    def approve(self, address: str, by: Mandate | None = None, status: int = 200) -> Page:
        self.client.sign_in((by or self.deputy).person)
        page = self.client.get(f"{address}/decision?act=approve")
        return self.client.submit(page, status=status)

    def versions(self) -> int:
        with self.client.saved() as db:
            return len(queries.versions(db, self.document(db)))

    def document(self, db: object) -> Document:
        return queries.document_by_slug(db, "policy")  # type: ignore[arg-type]

    def actions(self) -> list[str]:
        with self.client.saved() as db:
            return list(db.scalars(select(entries.Entry.action).order_by(entries.Entry.seq)))

    def mails(self, template: str) -> list[Message]:
        with self.client.saved() as db:
            return list(db.scalars(select(Message).where(Message.template == template)))


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        secretary, deputy = make_mandate(db), make_mandate(db)
        document = make_document(db, slug="policy", by=secretary)
        round_ = make_consultation(db, document.versions[0])
        make_revision(db, document, by=secretary)
        return Scene(client, secretary, deputy, round_.id)


def test_every_kind_is_for_roles_that_may_decide_requests() -> None:
    for kind in deciding.TWO_PERSON_ACTS.values():
        assert set(RULES[kind.permission].roles) <= set(RULES["approval:decide"].roles)
        assert RULES[kind.permission].roles


def test_S20_nothing_is_done_before_a_second_person_has_looked_twice(scene: Scene) -> None:
    address = scene.request()
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.follow(scene.client.get("/en/approvals"), "No. 1: Publish a version")
    assert "Version 1, “draft" in page.text
    assert "Version 2, “second draft”" in page.text
    page = scene.client.follow(page, "Approve …")
    assert page.heading == "Approve: Publish a version"
    assert scene.versions() == 1
    page = scene.client.submit(page, button="Approve and publish")
    assert page.address == f"{DOCUMENT}/versions/2"
    actions = scene.actions()
    assert actions.index("approval.asked") < actions.index("approval.approved")
    assert actions.index("approval.approved") < len(actions) - 1 - actions[::-1].index("version.published")
    page = scene.client.get(address)
    assert "Approved" in page.text
    assert "Your decision" not in page.text


def test_S20_the_person_who_asked_is_refused_under_each_of_their_mandates(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_mandate(db, person=db.get_one(Mandate, scene.secretary.id).person)
    address = scene.request()
    assert "Approve …" not in scene.client.get(address).text
    scene.client.get(f"{address}/decision?act=approve", status=409)
    scene.client.post(f"{address}/decision", {"act": "approve"}, status=409)
    scene.client.post(f"{address}/decision", {"act": "refuse", "answer": "No."}, status=409)
    assert scene.versions() == 1


def test_S20_the_request_of_a_disabled_person_is_void(scene: Scene) -> None:
    address = scene.request()
    with scene.client.saved() as db:
        db.get_one(Mandate, scene.secretary.id).person.disabled_at = NOW
    page = scene.approve(address, status=409)
    assert "This request is void" in page.text
    assert scene.versions() == 1


def test_S20_exactly_the_draft_that_was_seen_is_published_or_none(scene: Scene) -> None:
    address = scene.request()
    scene.client.sign_in(scene.deputy.person)
    check = scene.client.get(f"{address}/decision?act=approve")
    with scene.client.saved() as db:
        make_revision(db, scene.document(db))
    page = scene.client.submit(check, status=409)
    assert "The draft has changed since this was asked for." in page.text
    assert "This request has been overtaken" in page.text
    assert "Approve …" not in page.text
    assert scene.versions() == 1
    assert scene.mails("approval-decided") == []


def test_S20_the_stage_is_asked_again_when_it_is_approved(scene: Scene) -> None:
    address = scene.request()
    with scene.client.saved() as db:
        take_step(db, scene.document(db), "withdrawn", by=None, now=NOW, reason="Overtaken.")
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.get(f"{address}/decision?act=approve")
    scene.client.submit(page, status=403)
    page = scene.client.submit(
        scene.client.get(f"{address}/decision?act=refuse"), {"answer": "The document is withdrawn."}
    )
    assert "The document is withdrawn." in page.text, "what is overtaken can still be refused"


def test_F31_the_second_who_decides_is_told(scene: Scene) -> None:
    with scene.client.saved() as db:
        third = make_mandate(db)
    address = scene.request()
    with scene.client.another() as other:
        other.sign_in(third.person)
        check = other.get(f"{address}/decision?act=approve")
        scene.approve(address)
        page = other.submit(check, status=409)
    assert "This request has been decided already." in page.text
    assert scene.versions() == 2


def test_a_refusal_needs_a_reason_and_keeps_what_was_typed(scene: Scene) -> None:
    address = scene.request()
    scene.client.sign_in(scene.deputy.person)
    page = scene.client.follow(scene.client.get(address), "Refuse …")
    page = scene.client.submit(page, {"answer": " "}, status=422)
    assert page.errors() == {"answer": "Give a reason."}
    page = scene.client.submit(page, {"answer": "Section 2 is not finished."})
    assert "Section 2 is not finished." in page.text
    [mail] = scene.mails("approval-decided")
    assert mail.recipient == scene.secretary.person.email


def test_the_person_who_asked_may_withdraw(scene: Scene) -> None:
    address = scene.request()
    scene.client.sign_in(scene.deputy.person)
    scene.client.post(f"{address}/withdrawal", status=403)
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.submit(scene.client.get(address), button="Withdraw my request")
    assert "Withdrawn by who asked" in page.text
    scene.client.post(f"{address}/withdrawal", status=409)


def test_whoever_asked_sees_who_can_decide(scene: Scene) -> None:
    address = scene.request()
    assert "You asked, so another person decides." in scene.client.get(address).text
    with scene.client.saved() as db:
        db.get_one(Mandate, scene.deputy.id).ends_on = NOW.date() - DAY
    page = scene.client.get(address)
    assert "At present nobody else can decide this" in page.text
    assert "Secretariat" in page.text
    assert "give a second person such a mandate" in page.text


def test_those_who_may_decide_have_mail_and_whoever_asked_is_told(scene: Scene) -> None:
    address = scene.request()
    [asked] = scene.mails("approval-asked")
    assert asked.recipient == scene.deputy.person.email
    scene.approve(address)
    [decided] = scene.mails("approval-decided")
    assert decided.recipient == scene.secretary.person.email
    for message in (asked, decided):
        with locales.speaking(locales.DEFAULT):
            subject, text = words_of(scene.client.settings, message.template, message.content or {})
        assert "Publish a version" in subject
        assert f"{scene.client.settings.base_url}{address}" in text


def test_a_request_expires_and_everybody_can_read_that_on_the_record(scene: Scene, clock: Traveller) -> None:
    address = scene.request()
    clock.shift(14 * DAY)
    assert "This request has expired." in scene.approve(address, status=409).text
    scene.client.do_chores()
    assert scene.actions()[-1] == "approval.expired"
    [told] = scene.mails("approval-decided")
    assert told.content is not None
    assert told.content["outcome"] == "expired"
    before = len(scene.actions())
    deciding.close_ended(scene.client.database, scene.client.settings, NOW + 15 * DAY)
    assert len(scene.actions()) == before


def test_S15_a_request_is_not_there_for_those_who_could_not_decide_it(scene: Scene) -> None:
    address = scene.request()
    with scene.client.saved() as db:
        admin, drafter = make_mandate(db, "admin"), make_mandate(db, "working_group")
    scene.client.sign_in(admin.person)
    scene.client.get(address, status=404)
    scene.client.get(f"{address}/decision?act=approve", status=404)
    scene.client.post(f"{address}/decision", {"act": "approve"}, status=404)
    assert "Publish a version" not in scene.client.get("/en/approvals").text
    scene.client.sign_in(drafter.person)
    scene.client.get(address, status=403)
    scene.client.sign_out()
    scene.client.get(address, status=401)
    scene.client.get("/en/approvals/999", status=401)


def test_S07_looking_at_a_request_changes_nothing(scene: Scene) -> None:
    address = scene.request()
    scene.client.sign_in(scene.deputy.person)
    before = scene.actions()
    for path in ("", "/decision?act=approve", "/decision?act=refuse"):
        scene.client.get(address + path)
    scene.client.get(f"{address}/decision?act=burn", status=404)
    scene.client.post(f"{address}/decision", {"act": "burn"}, status=409)
    assert scene.actions() == before


def test_S20_an_override_takes_two_persons_and_sets_aside_what_both_have_seen(scene: Scene) -> None:
    with scene.client.saved() as db:
        document = scene.document(db)
        take_step(db, document, "consultation", by=None, now=NOW)
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(f"{DOCUMENT}/process/override?stage=revision")
    page = scene.client.submit(page, {"reason": ""}, status=422)
    page = scene.client.submit(page, {"reason": "The round serves no purpose any more."})
    assert "1 consultation is still open or announced." in page.text
    address = page.address
    assert "A step has been asked for" in scene.client.get(f"{DOCUMENT}/process").text
    page = scene.approve(address)
    assert page.address == f"{DOCUMENT}/process"
    assert "The round serves no purpose any more." in page.text
    with scene.client.saved() as db:
        assert stage_of(db, scene.document(db)) == "revision"


def test_S20_a_gate_that_closed_after_the_request_is_set_aside_by_nobody(scene: Scene) -> None:
    with scene.client.saved() as db:
        document = scene.document(db)
        take_step(db, document, "consultation", by=None, now=NOW)
        take_step(db, document, "revision", by=None, now=NOW, reason="So.", override=True)
        make_version(db, document, edit=False)
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.get(f"{DOCUMENT}/process/override?stage=adoption")
    address = scene.client.submit(page, {"reason": "We cannot wait."}).address
    with scene.client.saved() as db:
        make_revision(db, scene.document(db))
    page = scene.approve(address, status=409)
    assert "More stands in the way of this step than when it was asked for." in page.text


def test_S20_a_withdrawal_takes_two_persons(scene: Scene) -> None:
    scene.client.sign_in(scene.secretary.person)
    page = scene.client.follow(scene.client.get(f"{DOCUMENT}/process"), "Withdraw the document …")
    page = scene.client.submit(page, {"reason": ""}, status=422)
    page = scene.client.submit(page, {"reason": "Overtaken by events."})
    with scene.client.saved() as db:
        assert stage_of(db, scene.document(db)) == "drafting"
    scene.approve(page.address)
    with scene.client.saved() as db:
        assert stage_of(db, scene.document(db)) == "withdrawn"

"""The working group answers, and anyone can follow a comment to what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation
from consultation.queries import consultation_by_id
from documents import queries
from documents.models import Document
from members.models import Mandate
from process.services import take_step
from tests.consultation.sending import send_comment
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_revision,
    make_version,
)
from tests.support.pages import Client

TEXT = "First, clusters work together. They share what they learn.\n\nSecond, each country names a contact."


@dataclass
class Scene:
    """A document in consultation with comments on both paragraphs, on the whole, and a late one."""

    client: Client
    document: Document
    round: Consultation
    pids: list[int]
    member: Mandate
    secretary: Mandate

    @property
    def base(self) -> str:
        return f"/en/documents/{self.document.slug}"

    def comment(self, number: int) -> str:
        return f"{self.base}/comments/{number}"

    def sign_in(self) -> None:
        self.client.sign_in(self.member.person)


@pytest.fixture
def scene(client: Client) -> Scene:
    with client.saved() as db:
        secretary, member = make_mandate(db), make_mandate(db, "working_group")
        document = make_document(db, TEXT, by=secretary)
        version = queries.version_by_number(db, document, 1)
        pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
        round_ = make_consultation(db, version, opens_at=NOW - timedelta(days=5), closes_at=NOW)
        take = {"by": secretary, "now": NOW - timedelta(days=4)}
        take_step(db, document, "consultation", **take)  # type: ignore[arg-type]
        before = NOW - timedelta(hours=1)
        quote = ["They share what they learn."]
        send_comment(
            db, round_, pids[0], quote=quote, body="Say **what** is shared.", name="Ana Example", at=before
        )
        send_comment(db, round_, pids[1], body="Two contacts are better.", language="mk", at=before)
        send_comment(db, round_, None, body="Well done, all of it.", at=before)
        send_comment(db, round_, pids[0], body="I was late.", at=NOW)
        assert member.person.name
        return Scene(client, document, round_, pids, member, secretary)


def answered(scene: Scene, number: int, status: int = 200, **values: Any) -> Any:
    page = scene.client.get(scene.comment(number))
    return scene.client.submit(page, {"answer": "noted", **values}, form="answer-form", status=status)


def document_of(db: Session, scene: Scene) -> Document:
    return db.get_one(Document, scene.document.id)


# The queue


def test_the_queue_names_the_documents_with_comments_to_answer(scene: Scene) -> None:
    scene.sign_in()
    page = scene.client.get("/en/triage")
    assert "0 of 3 comments answered" in page.text
    assert "3 comments have no answer" in page.text
    assert "1 comment came after closing" in page.text
    assert scene.client.follow(page, "Model policy").heading == "Answer comments"


def test_the_queue_says_so_when_nothing_is_waiting(client: Client) -> None:
    with client.saved() as db:
        member = make_mandate(db, "working_group")
    client.sign_in(member.person)
    assert "Nothing is waiting" in client.get("/en/triage").text


def test_a_stranger_does_not_see_the_queue(scene: Scene) -> None:
    scene.client.get("/en/triage", status=401)
    scene.client.get(f"{scene.base}/triage", status=401)


def test_the_table_shows_place_author_kind_and_answer(scene: Scene) -> None:
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/triage")
    assert "0 of 3 comments answered" in page.text
    for words in ("Say what is shared.", "Ana Example", "Name withheld", "The whole text", "No answer yet"):
        assert words in page.text
    assert "All (4)" in page.text
    late = scene.client.follow(page, "Received after closing (1)")
    assert "I was late." in late.text
    assert "Well done" not in late.text


def test_each_excerpt_is_marked_with_its_language(scene: Scene) -> None:
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/triage")
    assert [e.text for e in page.all(".//td/span[@lang='mk']")] == ["Two contacts are better."]


def test_an_empty_list_leads_back_to_all_comments(scene: Scene) -> None:
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/triage?show=answered&page=7")
    assert "No comment is in this list" in page.text
    assert "All: 4 comments" in scene.client.follow(page, "Show all comments").text


@pytest.mark.parametrize("query", ["show=nonsense", "page=-1", "page=x", "page=99999999999999999999"])
def test_an_odd_address_gives_the_nearest_list(scene: Scene, query: str) -> None:
    scene.sign_in()
    assert "Say what is shared." in scene.client.get(f"{scene.base}/triage?{query}").text


# A comment


def test_anyone_reads_a_comment_with_the_text_it_is_about(scene: Scene) -> None:
    page = scene.client.get(scene.comment(1))
    assert page.heading == "Comment 1"
    for words in ("Ana Example", "They share what they learn.", "Say what is shared.", "Made on version 1"):
        assert words in page.text
    assert "The working group has not answered this comment yet." in page.text
    assert not page.forms(), "a reader cannot answer"


@pytest.mark.parametrize("number", [99, 10**30])
def test_a_number_that_no_comment_has_is_not_found(scene: Scene, number: int) -> None:
    scene.client.get(scene.comment(number), status=404)


def test_a_reader_cannot_answer_by_sending_the_form(scene: Scene) -> None:
    scene.client.post(scene.comment(1), {"answer": "noted", "language": "en"}, status=401)


def test_an_answer_is_public_with_its_author_and_reason(scene: Scene) -> None:
    scene.sign_in()
    page = answered(scene, 1, answer="not accepted", reason="It is said in *another* place.")
    assert "The answer to comment 1 is published." in page.text
    scene.client.sign_out()
    page = scene.client.get(scene.comment(1))
    for words in (
        "Not accepted",
        "It is said in another place.",
        "Working group",
        f"mandate {scene.member.id}",
    ):
        assert words in page.text


def test_an_answer_without_its_reason_comes_back_as_it_was_typed(scene: Scene) -> None:
    scene.sign_in()
    page = answered(scene, 1, status=422, answer="out of scope", language="mk")
    assert page.title.startswith("Error:")
    assert "reason" in page.errors()
    assert page.all(".//input[@value='out of scope'][@checked]")
    assert page.all(".//option[@value='mk'][@selected]")


def test_an_answer_must_be_chosen(scene: Scene) -> None:
    scene.sign_in()
    page = scene.client.submit(
        scene.client.get(scene.comment(1)), {"reason": "Why"}, form="answer-form", status=422
    )
    assert "answer" in page.errors()
    assert "Why" in page.text


def test_all_that_is_wrong_with_an_answer_is_told_at_once(scene: Scene) -> None:
    scene.sign_in()
    page = answered(scene, 1, status=422, answer="out of scope", revisions="7.7")
    assert list(page.errors()) == ["reason", "revisions"]
    assert page.all(".//input[@value='out of scope'][@checked]")
    assert page.all(".//input[@name='revisions'][@value='7.7']")


@pytest.mark.parametrize("language", ["xx", "", "javascript"])
def test_only_a_language_from_the_list_is_taken(scene: Scene, language: str) -> None:
    scene.sign_in()
    data = {"answer": "noted", "language": language, "after": "0"}
    scene.client.post(scene.comment(1), data, status=422)


def test_an_accepted_comment_leads_to_its_change_and_on_to_the_version(scene: Scene) -> None:
    with scene.client.saved() as db:
        revision = make_revision(
            db, document_of(db, scene), scene.pids[0], by=scene.member, reason="As asked"
        )
    scene.sign_in()
    page = answered(scene, 1, answer="accepted", touched=[str(revision.id)])
    assert "Revision 1.1" in page.text
    assert "In the working draft" in page.text
    publish(scene)
    page = scene.client.get(scene.comment(1))
    assert "Text changed" in page.text
    target = f"{scene.base}/compare/1...2?at={scene.pids[0]}"
    assert [href for href, _words in page.links() if href == target] or target in str(page.links())


def test_a_revision_may_be_named_by_its_number(scene: Scene) -> None:
    with scene.client.saved() as db:
        make_revision(db, document_of(db, scene), scene.pids[1], by=scene.member)
    scene.sign_in()
    values = {"answer": "partly accepted", "reason": "In part.", "revisions": "1.1"}
    page = answered(scene, 1, **values, status=422)
    assert page.errors() == {
        "link_reason": "Revision 1.1 changes no paragraph on which comment 1 has stood. Say why it answers "
        "that comment."
    }
    page = answered(scene, 1, **values, link_reason="Both aims are one thought.")
    assert "Both aims are one thought." in page.text
    assert "Revision 1.1" in page.text
    page = answered(scene, 2, status=422, answer="accepted", revisions="1.1, 7.7")
    assert "7.7" in page.errors()["revisions"]
    assert page.all(".//input[@name='revisions'][@value='1.1, 7.7']")


def test_a_second_answer_stands_and_the_first_stays_readable(scene: Scene) -> None:
    scene.sign_in()
    answered(scene, 1, answer="noted", reason="First thought.")
    page = answered(scene, 1, answer="not accepted", reason="Second thought.")
    assert "1 earlier answer" in page.text
    assert page.text.index("Second thought.") < page.text.index("First thought.")


def test_an_answer_from_an_old_form_does_not_replace_a_newer_one(scene: Scene) -> None:
    scene.sign_in()
    old = scene.client.get(scene.comment(1))
    answered(scene, 1, answer="noted", reason="1. theirs")
    values = {"answer": "not accepted", "reason": "Typed with care: 5) and 7."}
    page = scene.client.submit(old, values, form="answer-form", status=409)
    assert "Somebody else has answered this comment in the meantime." in page.text
    assert "1. theirs" in page.text
    assert page.ids["reason"].text == "Typed with care: 5) and 7.", "both are on the page"
    again = scene.client.submit(page, form="answer-form")
    assert "1 earlier answer" in again.text, "whoever has seen the other may go on"
    assert "Typed with care: 5) and 7." in again.text


def test_a_member_goes_from_one_unanswered_comment_to_the_next(scene: Scene) -> None:
    scene.sign_in()
    page = answered(scene, 1)
    page = scene.client.follow(page, "Next without an answer: comment 2")
    page = answered(scene, 2)
    assert scene.client.follow(page, "Next without an answer: comment 3").heading == "Comment 3"


def test_the_words_of_a_comment_cannot_script_the_page(scene: Scene) -> None:
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x>"
    with scene.client.saved() as db:
        round_ = consultation_by_id(db, scene.round.id)
        send_comment(db, round_, scene.pids[0], body=bad, name='"><script>', at=NOW)
    page = scene.client.get(scene.comment(5))
    assert not page.all(".//main//script")
    assert "javascript:" not in str(page.links())


# Where the comments went


def publish(scene: Scene, *, certain: bool = True) -> None:
    """The next version, in which the second paragraph is gone, and with ``certain=False`` the first
    came from an import that guessed."""
    from documents.drafting.draft import Draft

    with scene.client.saved() as db:
        document = document_of(db, scene)
        take_step(db, document, "revision", by=None, now=NOW)
        make_revision(db, document, scene.pids[0], "Clusters work together.")
        row = queries.draft_paragraph(db, document, scene.pids[1])
        assert row is not None
        Draft(db, document, by=None, reason="x", now=NOW).delete(row.pid, based_on=row.changed_in)
        queries.draft(db, document)[0].certain = certain
        make_version(db, document, edit=False)


def place_of(client: Client, comment: int) -> tuple[int | None, str]:
    with client.saved() as db:
        found = db.query(Comment).filter_by(number=comment).one()
        return found.places[-1].pid, found.places[-1].kind


def test_the_placements_of_a_version_add_up_before_everybodys_eyes(scene: Scene) -> None:
    publish(scene)
    page = scene.client.get(f"{scene.base}/versions/2/placements")
    assert "1 + 2 + 0 + 0 + 1 = 4." in page.text
    assert "Text removed" in page.text
    assert "Second, each country names a contact." in page.text, "the words it was made on"
    assert not page.forms()


def test_the_first_version_has_no_comments_from_before(scene: Scene) -> None:
    page = scene.client.get(f"{scene.base}/versions/1/placements")
    assert "No comment was made on an earlier version" in page.text


def test_a_member_confirms_the_proposed_place_and_is_named(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/versions/2/placements")
    page = scene.client.follow(page, "Place comment 1")
    page = scene.client.submit(page, {"place": str(scene.pids[0])}, form="settle-form")
    assert "Comment 1 has its place." in page.text
    assert place_of(scene.client, 1) == (scene.pids[0], "changed")
    assert "Placed by" in scene.client.get(scene.comment(1)).text


def test_a_member_attaches_a_comment_to_another_paragraph_or_retires_it(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    address = f"{scene.base}/versions/2/placements?comment="
    values = {"place": "other", "pid": str(scene.pids[0])}
    scene.client.submit(scene.client.get(address + "2"), values, form="settle-form")
    values = {"place": "gone", "reason": "Nothing of it is left."}
    scene.client.submit(scene.client.get(address + "1"), values, form="settle-form")
    assert place_of(scene.client, 2) == (scene.pids[0], "changed")
    assert place_of(scene.client, 1) == (None, "removed")


@pytest.mark.parametrize(
    ("values", "field"), [({}, "place"), ({"place": "other"}, "pid"), ({"place": "gone"}, "reason")]
)
def test_a_place_must_be_chosen(scene: Scene, values: dict[str, str], field: str) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/versions/2/placements?comment=1")
    page = scene.client.submit(page, values, form="settle-form", status=422)
    assert field in page.errors()
    assert place_of(scene.client, 1) == (None, "uncertain")


def test_all_that_is_wrong_with_a_place_is_told_at_once(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/versions/2/placements?comment=1")
    values = {"place": "other", "reason": "x" * 10_001}
    page = scene.client.submit(page, values, form="settle-form", status=422)
    assert list(page.errors()) == ["pid", "reason"]
    assert page.all(".//input[@value='other'][@checked]")


def test_a_certain_place_has_no_form_and_takes_none(scene: Scene) -> None:
    publish(scene)
    scene.sign_in()
    scene.client.get(f"{scene.base}/versions/2/placements?comment=1", status=404)
    scene.client.post(f"{scene.base}/versions/2/placements", {"comment": "1", "place": "gone"}, status=404)


def test_a_reader_cannot_settle_a_place(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.client.post(f"{scene.base}/versions/2/placements", {"comment": "1", "place": "gone"}, status=401)
    page = scene.client.get(f"{scene.base}/versions/2/placements?comment=1")
    assert not page.forms()


def test_a_member_confirms_the_best_guess_in_one_step(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/versions/2/placements?show=uncertain")
    assert "0 of 2 settled" in page.text
    page = scene.client.submit(page, button="Confirm the guess for comment 1")
    assert "1 of 2 settled" in page.text
    assert place_of(scene.client, 1) == (scene.pids[0], "changed")


def test_the_list_of_places_is_narrowed_by_kind(scene: Scene) -> None:
    publish(scene, certain=False)
    address = f"{scene.base}/versions/2/placements"

    def listed(show: str) -> list[str]:
        found = scene.client.get(f"{address}?show={show}").all(".//article")
        return [article.get("id") for article in found]

    assert listed("uncertain") == ["c-1", "c-4"]
    assert listed("removed") == ["c-2"]
    assert listed("settled") == []
    assert listed("nonsense") == ["c-1", "c-4", "c-2"]


def test_the_old_words_are_shown_against_the_best_guess(scene: Scene) -> None:
    publish(scene, certain=False)
    page = scene.client.get(f"{scene.base}/versions/2/placements?show=uncertain")
    assert page.all(".//article//del")
    assert "Best guess in version 2" in page.text


def test_F31_the_second_of_two_members_sees_both_decisions(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    address = f"{scene.base}/versions/2/placements?comment=1"
    first, second = scene.client.get(address), scene.client.get(address)
    scene.client.submit(first, {"place": str(scene.pids[0])}, form="settle-form")
    mine = {"place": "gone", "reason": "I thought it was gone."}
    page = scene.client.submit(second, mine, form="settle-form", status=409)
    assert "Placed by" in page.text
    assert "I thought it was gone." in page.text
    assert place_of(scene.client, 1) == (scene.pids[0], "changed")
    scene.client.submit(page, form="again")
    assert place_of(scene.client, 1) == (None, "removed")


def test_the_decision_is_told_with_its_reason_and_mandate(scene: Scene) -> None:
    publish(scene, certain=False)
    scene.sign_in()
    page = scene.client.get(f"{scene.base}/versions/2/placements?comment=1")
    values = {"place": "gone", "reason": "Merged into the annex."}
    scene.client.submit(page, values, form="settle-form")
    scene.client.sign_out()
    for address in (scene.comment(1), f"{scene.base}/versions/2/placements"):
        page = scene.client.get(address)
        assert "Merged into the annex." in page.text
        assert f"mandate {scene.member.id}" in page.text


def test_at_the_paragraph_a_comment_says_where_it_was_made_and_what_changed(scene: Scene) -> None:
    publish(scene)
    page = scene.client.get(f"{scene.base}/versions/2/paragraphs/{scene.pids[0]}")
    assert "made on version 1" in page.text
    assert "paragraph changed since (see the change" in page.text
    assert "The words that comment 1 was made on" in page.text
    assert f"{scene.base}/compare/1...2?at={scene.pids[0]}" in str(page.links())

"""The public pages of a round: when it is open, what was said, what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from consultation import queries
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment, Consultation, Submission
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.record import entries
from documents.queries import paragraphs
from tests.support import factories
from tests.support.pages import Client
from tests.support.watching.statements import hearing

DAY = timedelta(days=1)
NAME = "Canary Respondent"


def make_round(client: Client, **values: Any) -> Consultation:
    with client.saved() as db:
        round_ = factories.make_consultation(db, **values)
        assert round_.version.document.slug  # loaded, to be read after
    return round_


def sent(
    client: Client, round_: Consultation, words: str = "First aim", *, about: Any = None, **values: Any
) -> Submission:
    """A response with one comment on the paragraph with these words, or on the whole without any."""
    with client.saved() as db:
        found = queries.consultation_by_id(db, round_.id)
        at = values.pop("at", factories.NOW)
        token = submissions.token_for(submissions.new_key())
        submission = submissions.start(db, found, token=token, now=at)
        pid = next((p.pid for p in paragraphs(db, found.version) if words and words in p.markdown), None)
        content = CommentInput(**{"body": "Well said.", "language": "en", "pid": pid, **values})
        submissions.save_comment(db, submission, content, key=submissions.new_key(), now=at)
        submissions.save_about(
            db, submission, SenderInput(**{"kind": "person", "language": "en", "name": NAME, **(about or {})})
        )
        submissions.send(db, submission, received_at=at)
    return submission


@pytest.mark.parametrize(
    ("state", "word"), [("announced", "Announced"), ("open", "Open"), ("closed", "Closed")]
)
def test_a_round_says_its_state_in_a_word_and_a_sign(client: Client, state: str, word: str) -> None:
    round_ = make_round(client, state=state)
    page = client.get(f"/en/consultations/{round_.id}")
    assert word in [shown.findtext(".") or "" for shown in page.with_class("status")] or word in page.text
    assert page.with_class("status")
    assert ("Read and comment" in page.text) is (state == "open")
    assert ("labelled as late" in page.text) is (state == "closed")


def test_F08_times_are_those_of_the_zone_and_of_each_capital(client: Client) -> None:
    closes = factories.NOW + 10 * DAY + timedelta(hours=4)  # 17:00 in Brussels
    page = client.get(f"/en/consultations/{make_round(client, closes_at=closes).id}")
    assert "Thursday, 11 March 2027, 17:00 (Brussels)" in page.text
    assert "Thursday, 11 March 2027, 17:00: Tirana, Sarajevo, Zagreb" in page.text
    assert "Thursday, 11 March 2027, 18:00: Sofia, Athens and Bucharest" in page.text
    assert "Thursday, 11 March 2027, 19:00: Istanbul" in page.text
    assert "2027-03-11T17:00:00+01:00" in [time.get("datetime") for time in page.all(".//time")]


def test_the_state_changes_with_the_instant_itself(client: Client, clock: time_machine.Traveller) -> None:
    round_ = make_round(client)
    clock.move_to(round_.closes_at - timedelta(microseconds=1))
    assert "Read and comment" in client.get(f"/en/consultations/{round_.id}").text
    clock.move_to(round_.closes_at)
    assert "Read and comment" not in client.get(f"/en/consultations/{round_.id}").text


@pytest.mark.parametrize("address", ["7", "99999999999999999999"])
def test_a_round_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    for page in ("", "/comments", "/report", "/respond", "/respond/comment"):
        client.get(f"/en/consultations/{address}{page}", status=404)


def test_the_secretariat_opens_a_round(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db, versions=2)
        person = factories.make_mandate(db).person
    client.sign_in(person)
    page = client.get(f"/en/documents/{document.slug}/consultations")
    opened = client.submit(
        page,
        {
            "closes-day": "16",
            "closes-month": "7",
            "closes-year": "2027",
            "introduction": "Tell us **what works**.",
        },
        button="Open the consultation",
    )
    assert "Friday, 16 July 2027, 17:00 (Brussels" in opened.text
    assert "what works" in opened.text
    assert "Version 2" in opened.text
    with client.saved() as db:
        assert db.get_one(entries.Entry, entries.head(db).seq).action == "consultation.opened"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "closes", "Enter the day on which"),
        ({"closes-day": "31", "closes-month": "6", "closes-year": "2027"}, "closes", "in numbers and a time"),
        ({"closes-day": "28", "closes-month": "3", "closes-year": "2027", "closes-time": "02:30"}, "closes", "skip"),  # noqa: E501
        ({"closes-day": "31", "closes-month": "10", "closes-year": "2027", "closes-time": "02:30"}, "closes", "twice"),  # noqa: E501
        ({"closes-day": "28", "closes-month": "2", "closes-year": "2027"}, "closes", "after the opening"),
        (
            {"opens-day": "28", "opens-month": "2", "opens-year": "2027", "opens-time": "08:00"}
            | {"closes-day": "16", "closes-month": "7", "closes-year": "2027"},
            "opens",
            "in the past",
        ),
    ],
)  # fmt: skip
def test_F07_times_that_cannot_be_are_named_and_kept(
    client: Client, typed: dict[str, str], field: str, said: str
) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        person = factories.make_mandate(db).person
    client.sign_in(person)
    page = client.get(f"/en/documents/{document.slug}/consultations")
    again = client.submit(page, {**typed, "introduction": "Kept words"}, status=422)
    assert said in again.errors()[field]
    assert again.title.startswith("Error:")
    assert "Kept words" in again.text
    for name, value in typed.items():
        assert [i.get("value") for i in again.all(".//input") if i.get("name") == name] == [value]


def test_all_that_is_wrong_with_a_round_is_told_at_once(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        person = factories.make_mandate(db).person
    client.sign_in(person)
    page = client.get(f"/en/documents/{document.slug}/consultations")
    typed = {"opens-day": "31", "opens-month": "2", "opens-year": "2027", "opens-time": "9:00"}
    again = client.submit(page, {**typed, "introduction": "x" * 10_001}, status=422)
    assert list(again.errors()) == ["opens", "closes", "introduction"]
    assert [i.get("value") for i in again.all(".//input") if i.get("name") == "opens-day"] == ["31"]


def test_S14_nobody_else_opens_a_round(client: Client) -> None:
    with client.saved() as db:
        document = factories.make_document(db)
        person = factories.make_mandate(db, "working_group").person
    client.sign_in(person)
    client.get(f"/en/documents/{document.slug}/consultations", status=403)
    client.post(f"/en/documents/{document.slug}/consultations", {"version": "1"}, status=403)


def test_comments_stand_in_the_order_of_the_text_with_number_language_and_kind(client: Client) -> None:
    round_ = make_round(client)
    sent(client, round_, "Second aim", body="Druga", language="sr-Latn", kind="editorial")
    sent(client, round_, "First aim", body="Prva", language="hr")
    sent(client, round_, "", body="Besedilo", language="sl")
    page = client.get(f"/en/consultations/{round_.id}/comments")
    shown = [article.get("id") for article in page.with_class("comment")]
    assert shown == ["c-3", "c-2", "c-1"]
    assert [e.get("lang") for e in page.with_class("user-text")] == ["sl", "hr", "sr-Latn"]
    assert "Editorial" in page.text
    assert "Name withheld" in page.text


def test_S16_a_name_not_to_be_published_is_nowhere(client: Client) -> None:
    round_ = make_round(client)
    about = {"kind": "organisation", "organisation": "Canary House", "publish_name": False}
    sent(client, round_, about=about)
    base, slug = f"/en/consultations/{round_.id}", round_.version.document.slug
    for address in (base, f"{base}/comments", f"{base}/report", f"/en/documents/{slug}/versions/1"):
        assert "Canary" not in client.get(address).html
    sent(client, round_, about={**about, "publish_name": True})
    assert f"{NAME}, Canary House" in client.get(f"{base}/comments").text


def test_S21_a_comment_cannot_bring_its_own_html(client: Client) -> None:
    round_ = make_round(client)
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x hx-get=/x>&\"'</b>"
    sent(client, round_, body=attack, proposed_text=attack, justification=attack)
    for page in ("comments", "report"):
        shown = client.get(f"/en/consultations/{round_.id}/{page}")
        assert "<script>alert(1)</script>" in shown.text  # as words
        assert not [e for e in shown.main.iter() if e.get("onclick") or e.tag == "script"]
        assert "javascript:" not in [a for _label, a in shown.links()]


def test_a_suggested_wording_is_shown_as_a_redline(client: Client) -> None:
    round_ = make_round(client)
    sent(client, round_, proposed_text="First aim: clusters learn together across borders.")
    page = client.get(f"/en/consultations/{round_.id}/comments")
    marks = [("".join(e.itertext())) for tag in ("del", "ins") for e in page.all(f".//{tag}")]
    assert any("work" in m for m in marks)
    assert any("learn" in m for m in marks)


def test_P02_a_late_comment_is_kept_and_labelled(client: Client) -> None:
    round_ = make_round(client, state="closed")
    sent(client, round_, at=round_.closes_at - timedelta(microseconds=1))
    sent(client, round_, at=round_.closes_at)
    page = client.get(f"/en/consultations/{round_.id}/comments")
    late = ["Received after closing" in "".join(c.itertext()) for c in page.with_class("comment")]
    assert late == [False, True]


def test_filters_are_links_with_counts_and_an_unknown_one_is_no_filter(client: Client) -> None:
    round_ = make_round(client)
    sent(client, round_, kind="technical", language="sq")
    sent(client, round_, kind="editorial", language="el")
    page = client.get(f"/en/consultations/{round_.id}/comments")
    narrowed = client.follow(page, "Technical (1), Kind")
    assert [c.get("id") for c in narrowed.with_class("comment")] == ["c-1"]
    nothing = client.follow(narrowed, "Answered (0), Answer")
    assert "No comment fits these filters" in nothing.text
    odd = client.get(f"/en/consultations/{round_.id}/comments?kind=<x>&language='&answered=maybe&page=-1")
    assert len(odd.with_class("comment")) == 2


def test_long_lists_come_in_pages(client: Client) -> None:
    round_ = make_round(client)
    with client.saved() as db:
        found = queries.consultation_by_id(db, round_.id)
        submission = submissions.start(
            db, found, token=submissions.token_for(submissions.new_key()), now=factories.NOW
        )
        for number in range(queries.PAGE + 2):
            submissions.save_comment(
                db,
                submission,
                CommentInput(body=f"Number {number}", language="en"),
                key=submissions.new_key(),
                now=factories.NOW,
            )
        submissions.save_about(db, submission, SenderInput(kind="person", language="en"))
        submissions.send(db, submission, received_at=factories.NOW)
    first = client.get(f"/en/consultations/{round_.id}/comments")
    assert len(first.with_class("comment")) == queries.PAGE
    for address, shown in (("page=2", 2), ("page=9", 2), ("page=99999999999", queries.PAGE)):
        page = client.get(f"/en/consultations/{round_.id}/comments?{address}")
        assert len(page.with_class("comment")) == shown
    assert f"Number {queries.PAGE + 1}" in client.get(f"/en/consultations/{round_.id}/comments?page=2").text


def test_lists_without_comments_say_so(client: Client) -> None:
    round_ = make_round(client)
    for page in ("comments", "report"):
        assert "No comments yet" in client.get(f"/en/consultations/{round_.id}/{page}").text


def test_the_report_says_what_was_said_answered_and_changed(client: Client) -> None:
    round_ = make_round(client)
    submission = sent(client, round_, body="Say who reports.")
    sent(client, round_, body="And when.")
    with client.saved() as db:
        by = factories.make_mandate(db, "working_group")
        comment = db.get_one(Submission, submission.id).comments[0]
        revision = factories.make_revision(db, comment.version.document, reason="Reporting named", by=by)
        answer_comment(
            db,
            comment,
            AnswerInput(
                answer="accepted",
                reason="You are right.",
                language="en",
                revisions=[revision],
                link_reason="Both are one.",
            ),
            by=by,
            now=factories.NOW,
        )
    page = client.get(f"/en/consultations/{round_.id}/report")
    for words in ("Say who reports.", "You are right.", "Revision 1.1: Reporting named", "Not answered yet"):
        assert words in page.text
    rows = ["".join(row.itertext()).split() for row in page.all(".//tbody/tr")]
    assert rows == [["Accepted", "1"], ["Not", "answered", "yet", "1"], ["All", "2"]]
    assert "a consultation is not a vote" in page.text
    with client.saved() as db:
        found = queries.consultation_by_id(db, round_.id)
        factories.make_version(db, found.document, edit=False)
    after = client.get(f"/en/consultations/{round_.id}/report")
    change = f"/en/documents/{round_.version.document.slug}/compare/1...2?at="
    assert any(address.startswith(change) for _label, address in after.links())


def test_the_pages_of_a_round_take_as_many_statements_for_many_comments_as_for_few(client: Client) -> None:
    round_ = make_round(client)
    taken: dict[int, list[int]] = {}
    seen: list[str] = []

    for many in (2, 8):
        for number in range(many):
            sent(client, round_, ("First aim", "Second aim")[number % 2], body=str(number))
        answer_all(client)
        for page in ("comments", "report"):
            seen.clear()
            with hearing(client.database.engine, seen.append):
                client.get(f"/en/consultations/{round_.id}/{page}")
            taken.setdefault(many, []).append(len(seen))
    assert taken[2] == taken[8]


def answer_all(client: Client) -> None:
    with client.saved() as db:
        by = factories.make_mandate(db, "working_group")
        for comment in db.scalars(select(Comment)):
            if comment.disposition is None:
                revision = factories.make_revision(db, comment.version.document, by=by)
                answer_comment(
                    db,
                    comment,
                    AnswerInput(
                        answer="accepted",
                        reason="Yes.",
                        language="en",
                        revisions=[revision],
                        link_reason="Both are one.",
                    ),
                    by=by,
                    now=factories.NOW,
                )

"""What entries are found by: made of them alone, kept up by a chore, gone with what is erased."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.record import entries
from core.record.entries import Entry, Payload
from sbcp.record import search
from sbcp.record.search import Term
from sbcp.record.terms import terms_of, words
from tests.support.factories import NOW

BODY = {"organisation": 2, "name": "Комора Брчко", "participant": "BA"}


def entry(action: str, body: dict[str, Any], subject: str = "document:policy") -> Entry:
    made_at = datetime(2027, 5, 10, 9, tzinfo=UTC)
    return Entry(
        seq=1,
        at=made_at,
        action=action,
        actor="operator",
        subject=subject,
        payload=Payload(seq=1, salt="", body=body),
    )


def append(db: Session, action: str = "organisation.added", body: dict[str, Any] | None = None) -> Entry:
    subject = "organisation:2"
    return entries.append(
        db, at=NOW, actor="operator", action=action, subject=subject, body=BODY if body is None else body
    )


def terms(db: Session, seq: int) -> set[str]:
    return set(db.scalars(select(Term.term).where(Term.seq == seq)))


def test_an_act_is_found_by_its_days_its_countries_and_its_instrument() -> None:
    instrument = {
        "title": "Закључак о усвајању",
        "language": "sr-Cyrl",
        "title_en": "Conclusion",
        "body": "Влада",
        "number": "05-310",
    }
    body = {
        "act": 9,
        "participant": "RS",
        "instrument": instrument,
        "done_on": "2027-05-03",
        "effective_on": None,
        "statement": "Secret words are no thing.",
    }
    assert terms_of(entry("act.recorded", body), "HR") == {
        *(
            "action:act.recorded",
            "document:policy",
            "country:RS",
            "country:HR",
            "day:2027-05-10",
            "day:2027-05-03",
        ),
        *(
            "word:zakljucak",
            "word:o",
            "word:usvajanju",
            "word:conclusion",
            "word:vlada",
            "word:05",
            "word:310",
        ),
        "word:9",
    }


def test_comments_are_found_by_their_numbers() -> None:
    received = entry("submission.received", {"comments": [{"number": 3}, {"number": 4}], "version": 1})
    assert {"word:3", "word:4"} <= terms_of(received)
    assert "word:1" not in terms_of(received)
    assert "word:12" in terms_of(entry("comment.answered", {"comment": 12, "reason": "x"}))


@pytest.mark.parametrize("body", [{"names": 3, "comments": "x", "done_on": "soon", "participant": []}, {}])
def test_an_odd_entry_is_found_by_the_rest(body: dict[str, Any]) -> None:
    assert terms_of(entry("act.recorded", body)) == {
        "action:act.recorded",
        "document:policy",
        "day:2027-05-10",
    }


def test_words_are_compared_without_case_marks_and_script() -> None:
    assert words("Влада Србије, бр. 12/2027") == words("vlada SRBIJE br 12 2027")
    assert words("Γενική Γραμματεία") == words("γενικη γραμματεια")
    assert all(len(word) <= 40 for word in words("x" * 500))


def test_nothing_is_found_by_the_words_of_a_content_that_was_erased(db: Session) -> None:
    first = append(db)
    search.write_terms(db)
    assert {"word:komora", "country:BA"} <= terms(db, first.seq)
    entries.erase_payload(db, first.seq, at=NOW, actor="operator")
    search.write_terms(db)
    assert terms(db, first.seq) == {"action:organisation.added", "day:2027-03-01"}


def test_terms_can_be_lost_and_come_back(db: Session) -> None:
    append(db)
    second = append(db, "participants.ordered", {})
    while search.write_terms(db, limit=1):
        pass
    before = terms(db, second.seq)
    db.execute(delete(Term))
    komora = [search.named("komora")]
    assert search.matches(db, komora).total == 1
    while search.write_terms(db):
        pass
    assert terms(db, second.seq) == before
    found = search.matches(db, komora)
    assert (found.total, found.fresh) == (1, [])


def test_more_than_can_be_read_at_once_is_said_to_be_missing(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_UNREAD", 2)
    for _number in range(3):
        append(db)
    seen = search.matches(db, [search.named("komora")])
    assert (seen.total, seen.unread) == (2, True)
    search.write_terms(db)
    seen = search.matches(db, [search.named("komora")])
    assert (seen.total, seen.unread) == (3, False)

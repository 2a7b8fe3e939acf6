"""A document that was begun by mistake is taken out of the lists by two persons, once, before any version."""

import pytest
from sqlalchemy.orm import Session

from core.errors import Conflict, Invalid, Refused
from core.record import entries
from documents import queries
from documents.models import Document
from process import taking_out
from process.queries import stage_of
from process.services import publish_version, take_step
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.recorded import content


def take_out(db: Session, document: Document, reason: str = "Begun twice.") -> None:
    by, second = make_mandate(db), make_mandate(db)
    taking_out.take_out(db, document, reason=reason, by=by, approved_by=second, now=NOW)


def test_it_is_withdrawn_and_in_no_list_and_its_row_says_who_and_why(db: Session) -> None:
    document, other = make_document(db, versions=0), make_document(db, versions=0)
    take_out(db, document)
    assert stage_of(db, document) == "withdrawn"
    assert queries.documents(db) == [other]
    assert queries.document_by_slug(db, document.slug) is document, "its address stays"
    removal = queries.removal_of(db, document)
    assert removal is not None
    assert removal.reason == "Begun twice."
    assert removal.asked_by is not None
    assert removal.approved_by is not None
    assert removal.asked_by.person_id != removal.approved_by.person_id


def test_one_that_is_withdrawn_already_leaves_the_lists_without_another_step(db: Session) -> None:
    document = make_document(db, versions=0)
    take_step(db, document, "withdrawn", by=None, now=NOW, reason="Overtaken.")
    take_out(db, document)
    assert queries.documents(db) == []


def test_one_with_a_version_stays(db: Session) -> None:
    document = make_document(db)
    with pytest.raises(Refused, match="published version"):
        take_out(db, document)
    assert queries.documents(db) == [document]
    assert stage_of(db, document) == "drafting"


def test_nobody_does_it_alone_or_without_a_reason_or_twice(db: Session) -> None:
    document, by = make_document(db, versions=0), make_mandate(db)
    for second in (None, by):
        with pytest.raises(Refused):
            taking_out.take_out(db, document, reason="Twice.", by=by, approved_by=second, now=NOW)
    with pytest.raises(Invalid):
        take_out(db, document, reason=" ")
    assert queries.documents(db) == [document]
    take_out(db, document)
    with pytest.raises(Conflict):
        take_out(db, document)


def test_nothing_is_published_of_it(db: Session) -> None:
    document = make_document(db, versions=0)
    take_out(db, document)
    with pytest.raises(Refused):
        publish_version(db, document, label="first", by=None, now=NOW)


def test_the_record_says_so_with_the_reason_and_the_second_person(db: Session) -> None:
    document = make_document(db, versions=0)
    take_out(db, document)
    entry = list(entries.entries(db))[-1]
    assert (entry.action, entry.subject) == ("document.removed", document.subject)
    removal = queries.removal_of(db, document)
    assert removal is not None
    assert removal.approved_by is not None
    body = content(entry)
    assert (body["reason"], body["approved_by"]) == ("Begun twice.", removal.approved_by.actor)

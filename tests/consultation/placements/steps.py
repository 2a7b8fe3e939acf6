"""A text with comments, and what is done to it from version to version."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, StandingPlace
from consultation.placements.rules import Place
from documents import queries
from documents.drafting.draft import Draft
from documents.models import Document, Version
from process.services import publish_version
from tests.support.factories import NOW, make_consultation, make_document

TEXT = "\n\n".join(f"Paragraph {n} says one thing. It says another, too." for n in range(1, 6))


def commented(db: Session, text: str = TEXT) -> tuple[Document, Consultation, list[int]]:
    """A document with one version and an open round; the pids of its paragraphs."""
    document = make_document(db, text)
    version = queries.version_by_number(db, document, 1)
    pids = [paragraph.pid for paragraph in queries.paragraphs(db, version)]
    return document, make_consultation(db, version), pids


def publish(db: Session, document: Document) -> Version:
    return publish_version(db, document, label="next", by=None, now=NOW)


def drafting(db: Session, document: Document) -> Draft:
    return Draft(db, document, by=None, reason="as asked", now=NOW)


def changed_in(db: Session, document: Document, pid: int) -> int:
    row = queries.draft_paragraph(db, document, pid)
    assert row is not None
    return row.changed_in


def place_of(db: Session, comment: Comment, version: Version) -> Place:
    found = db.execute(
        select(StandingPlace.pid, StandingPlace.kind, StandingPlace.quote_kind).where(
            StandingPlace.comment_id == comment.id, StandingPlace.version_id == version.id
        )
    ).one()
    return Place(*found)


def edit_one(db: Session, document: Document, pid: int, words: str = "Other words.") -> None:
    drafting(db, document).edit(pid, words, based_on=changed_in(db, document, pid))

"""That the members agree on a paragraph of the draft as it reads: said by one of them, and taken away by the
first change of its words (``Rows.save``). Publication leaves it: the words are the same."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, NotFound
from documents import queries
from documents.drafting.rows import lock
from documents.models import Document, DraftParagraph
from members.models import Mandate


def agree(
    db: Session, document: Document, pid: int, *, based_on: int, by: Mandate, now: datetime
) -> DraftParagraph:
    """Mark a paragraph as agreed. One that is already stays as it was. based_on: its ``changed_in`` when the
    person read it. Raises NotFound where the draft does not have it, and Conflict if it has changed since."""
    paragraph = _paragraph(db, document, pid)
    if paragraph.changed_in != based_on:
        raise Conflict(N_("Somebody has changed this paragraph since you read it. Read it again first."))
    if paragraph.agreed_at is None:
        paragraph.agreed_at, paragraph.agreed_by = now, by
        db.flush()
    return paragraph


def disagree(db: Session, document: Document, pid: int) -> DraftParagraph:
    """Take the mark away. Raises NotFound where the draft does not have the paragraph."""
    paragraph = _paragraph(db, document, pid)
    paragraph.agreed_at = paragraph.agreed_by = None
    db.flush()
    return paragraph


def _paragraph(db: Session, document: Document, pid: int) -> DraftParagraph:
    lock(db, document)
    paragraph = queries.draft_paragraph(db, document, pid)
    if paragraph is None:
        raise NotFound(N_("This paragraph is not in the draft."))
    return paragraph

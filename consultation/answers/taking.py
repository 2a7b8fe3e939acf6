"""Taking the wording that a comment suggests into the draft: into the open changes of who takes it, which
remember the comment until they are closed."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from consultation.answers import changing
from consultation.answers.triage import home_of
from consultation.models import Comment, Disposition, TakenComment, Trace
from core.errors import N_, Invalid, NotFound, Refused
from documents import queries
from documents.drafting import sets
from documents.drafting.input import paragraphs_typed, the_one
from documents.drafting.rebase import rebase
from documents.drafting.rows import lock
from documents.models import ChangeSet, Document, DraftParagraph, Revision
from documents.sheet.reading import node_of
from documents.sheet.saving import Outcome
from documents.text.blocks import Block
from members.models import Mandate

NOT_CERTAIN = N_("The paragraph has changed too much since for its wording to be taken as it is.")
READS_SO = N_("The paragraph reads so already.")


class Suggestion(NamedTuple):
    """What a comment suggests for a paragraph as it stands now. ``text``: None if nobody but a person can
    tell; ``certain`` as ``documents.drafting.rebase`` says. ``block``: the paragraph that may be taken as it
    is; None where that is not certain, or the text is not this one paragraph."""

    text: str | None
    certain: bool
    block: Block | None = None

    def is_there(self, paragraph: DraftParagraph) -> bool:
        """Does the paragraph read so already?"""
        return self.text == paragraph.markdown


def suggested(
    db: Session, document: Document, comment: Comment, paragraph: DraftParagraph
) -> Suggestion | None:
    """The wording of a comment, carried over from the text it was made on; None if it suggests none."""
    home = home_of(db, comment) if comment.proposed_text else None
    if home is None:
        return None
    text, certain = rebase(home.markdown, comment.proposed_text, paragraph.markdown)
    if text is None or not certain:
        return Suggestion(text, False)
    try:
        blocks, left_out = paragraphs_typed(db, document, text, paragraph.block, [paragraph.pid])
        block = the_one(blocks)
    except Invalid:
        return Suggestion(text, True)
    same_form = (block.kind, block.level) == (paragraph.kind, paragraph.level)
    return Suggestion(text, True, block if same_form and not left_out else None)


def take(
    db: Session, document: Document, comment: Comment, pid: int, began: int, *, by: Mandate, now: datetime
) -> Outcome:
    """Save the wording of a comment into the open changes of a mandate, and remember it there.

    began: the ``changed_in`` of the paragraph as the person saw it; the outcome has a clash if it is another
    one by now, and then nothing is saved. Raises NotFound without the paragraph, and Refused where the
    wording cannot be taken as it is.
    """
    lock(db, document)
    paragraph = queries.draft_paragraph(db, document, pid)
    if paragraph is None:
        raise NotFound(N_("This paragraph is not in the working draft."))
    wording = suggested(db, document, comment, paragraph)
    if wording is not None and wording.is_there(paragraph):
        raise Refused(READS_SO)
    if wording is None or wording.block is None:
        raise Refused(NOT_CERTAIN)
    block = {"key": str(pid), "sources": [pid], "node": node_of(wording.block)}
    window = {"after": None, "was": [(pid, began)], "now": [block]}
    outcome = changing.gather(db, document, [window], by=by, now=now)
    for refusal in outcome.refusals:
        raise refusal.error
    own = sets.open_set_of(db, document, by)
    if outcome.stored and own is not None:
        _remember(db, own, comment)
    return outcome


def _remember(db: Session, change_set: ChangeSet, comment: Comment) -> None:
    known = select(TakenComment.id).where(
        TakenComment.change_set_id == change_set.id, TakenComment.comment_id == comment.id
    )
    if db.scalar(known) is None:
        db.add(TakenComment(change_set=change_set, comment=comment))
        db.flush()


def numbers_taken(db: Session, change_set: ChangeSet) -> list[int]:
    """The numbers of the comments whose wording was taken into a set that is open."""
    query = select(Comment.number).join(TakenComment, TakenComment.comment_id == Comment.id)
    rows = db.scalars(query.where(TakenComment.change_set_id == change_set.id).order_by(Comment.number))
    return [number for number in rows if number]


def takers(db: Session, comments: Collection[Comment]) -> dict[int, ChangeSet]:
    """The open set into which the wording of each comment was taken, by id of the comment."""
    query = (
        select(TakenComment)
        .where(TakenComment.comment_id.in_([comment.id for comment in comments]))
        .order_by(TakenComment.id)
        .options(joinedload(TakenComment.change_set).joinedload(ChangeSet.made_by))
    )
    return {taken.comment_id: taken.change_set for taken in db.scalars(query)}


def unanswered_of(db: Session, document: Document, base: int, number: int) -> list[Comment]:
    """The comments without an answer that were linked to a closed set of changes, such as 2.7."""
    linked = (
        select(Trace.comment_id)
        .join(Revision, Revision.id == Trace.revision_id)
        .join(ChangeSet, ChangeSet.id == Revision.change_set_id)
        .where(ChangeSet.document_id == document.id, ChangeSet.base == base, ChangeSet.number == number)
    )
    query = select(Comment).where(
        Comment.id.in_(linked), ~exists().where(Disposition.comment_id == Comment.id)
    )
    return list(db.scalars(query.order_by(Comment.number)))

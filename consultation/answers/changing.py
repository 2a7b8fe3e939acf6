"""Changing the draft: the one way to it for pages and commands, so that no change leaves a comment linked to
words that do not stand any more.

Each saves its change, links the comments that it answers, and looks again at what earlier ones led to. What
is gathered in an open change set does so when the set is closed: until then nothing of it is public, nor
final.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.answers import surviving, tracing
from consultation.answers.surviving import Present
from consultation.models import Comment, TakenComment
from core.errors import N_, Invalid, Refused
from documents.drafting import sets
from documents.drafting.draft import Draft
from documents.drafting.rows import forget, lock
from documents.formats.reading import Omission, Reading
from documents.imports import importing
from documents.models import ChangeSet, Document, PendingImport, Revision
from documents.sheet.saving import Outcome, Sheet
from members.models import Mandate

NEEDS_REASON = N_(
    "Comment %(number)s has stood on none of the paragraphs that this change touches. Say why it answers it."
)


@dataclass(frozen=True)
class Links:
    """The comments that a change answers. reason: why, for those of which it changes no paragraph."""

    comments: Sequence[Comment] = ()
    reason: str = ""


class Saved(NamedTuple):
    """A saved change, and what of the typed text the draft cannot hold."""

    revision: Revision
    left_out: list[Omission]


def change(
    db: Session,
    document: Document,
    operation: Callable[[Draft], Revision | None],
    *,
    reason: str,
    by: Mandate | None,
    now: datetime,
    links: Links = Links(),
) -> Saved | None:
    """Save one change of the draft; None if there was nothing to change.

    operation: what is done to the draft. Raises what ``Draft`` and it raise, and Invalid (field
    ``link_reason``) for a comment that needs a reason; then nothing is changed.
    """
    with _whole_or_not(db):
        draft = Draft(db, document, by=by, reason=reason, now=now)
        revision = operation(draft)
        if revision is None:
            return None
        present = Present(db, document)
        for comment in links.comments:
            if not links.reason and tracing.changed_elsewhere(comment, revision, present):
                raise Invalid(NEEDS_REASON, field="link_reason", number=comment.number or 0)
        changed(db, revision, by=by, now=now, links=links, present=present)
    return Saved(revision, draft.left_out)


def gather(
    db: Session, document: Document, typed: Sequence[Mapping[str, Any]], *, by: Mandate, now: datetime
) -> Outcome:
    """Save what was written in the sheet into the open change set of a mandate, as ``Sheet.write`` does."""
    sheet = Sheet(db, document, by=by, now=now)
    outcome = sheet.write(typed)
    own = sets.open_set_of(db, document, by)
    if own is not None:
        sets.drop_empty(db, own)
    return outcome


def close(
    db: Session, change_set: ChangeSet, *, reason: str, by: Mandate, now: datetime, links: Links = Links()
) -> None:
    """Close an open change set: it gets its reason and its public number, the comments that it answers are
    linked, and what earlier changes led to is looked at again.

    Each comment is linked to the one revision that changed its paragraph. Raises Invalid without a reason,
    once there is a version, and (field ``link_reason``) for a comment none of whose paragraphs was changed;
    Refused if the set is closed by now.
    """
    document = change_set.document
    lock(db, document)
    db.refresh(change_set)
    if change_set.closed_at is not None:
        raise Refused(N_("These changes are closed already."))
    with _whole_or_not(db):
        checked = sets.checked_reason(reason, change_set.base)
        sets.close(db, change_set, reason=checked, by=by, now=now)
        db.execute(delete(TakenComment).where(TakenComment.change_set_id == change_set.id))
        present = Present(db, document)
        revisions = list(change_set.revisions)
        for comment in links.comments:
            revision = tracing.carrying_out(revisions, comment, present)
            if revision is None and not links.reason:
                raise Invalid(NEEDS_REASON, field="link_reason", number=comment.number or 0)
            tracing.link_on_record(
                db,
                [comment],
                revision or revisions[-1],
                reason=links.reason,
                by=by,
                now=now,
                present=present,
            )
        for revision in revisions:
            surviving.look_again(db, document, revision, by=by, now=now, present=present)


@contextmanager
def _whole_or_not(db: Session) -> Iterator[None]:
    """What is done within is done whole, or not at all: then nobody sees the draft that was read within."""
    try:
        with db.begin_nested():
            yield
    except Exception:
        forget(db)
        raise


def import_first(
    db: Session, document: Document, reading: Reading, *, file_name: str, by: Mandate | None, now: datetime
) -> Revision:
    """Make a file the first draft, or the draft of a text of which nothing is left, as
    ``importing.import_first`` does."""
    revision = importing.import_first(db, document, reading, file_name=file_name, by=by, now=now)
    changed(db, revision, by=by, now=now)
    return revision


def confirm_import(
    db: Session, pending: PendingImport, *, by: Mandate | None, reason: str, now: datetime, sure: bool = True
) -> Revision:
    """Make an imported file the draft, as ``importing.confirm`` does."""
    revision = importing.confirm(db, pending, by=by, reason=reason, now=now, sure=sure)
    changed(db, revision, by=by, now=now)
    return revision


def changed(
    db: Session,
    revision: Revision,
    *,
    by: Mandate | None,
    now: datetime,
    links: Links = Links(),
    present: Present | None = None,
) -> None:
    """The draft was changed, in whatever way: link the comments that the change answers, and look again at
    what others led to. present: the draft, if it was read since. Raises Invalid (field ``link_reason``) for a
    comment that needs a reason."""
    present = present or Present(db, revision.document)
    tracing.link_on_record(db, links.comments, revision, reason=links.reason, by=by, now=now, present=present)
    surviving.look_again(db, revision.document, revision, by=by, now=now, present=present)

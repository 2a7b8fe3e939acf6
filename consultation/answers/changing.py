"""Changing the draft: the one way to it for pages and commands, so that no change leaves a comment linked to
words that do not stand any more.

Each saves its change, links the comments that it answers, and looks again at what earlier ones led to.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from consultation.answers import surviving, tracing
from consultation.answers.surviving import Present
from consultation.models import Comment
from core.errors import N_, Invalid
from documents.drafting.draft import Draft
from documents.drafting.rows import forget
from documents.formats.reading import Omission, Reading
from documents.imports import importing
from documents.models import Document, PendingImport, Revision
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

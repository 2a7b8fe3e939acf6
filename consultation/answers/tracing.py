"""The two-way path between a comment and the words that it changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.answers import surviving
from consultation.answers.surviving import Present
from consultation.models import Comment, Submission, Trace
from consultation.queries import fates
from core.errors import N_, Invalid, Refused
from core.record import entries
from documents.drafting import history
from documents.drafting.standing import TextDescent
from documents.drafting.survival import Kept
from documents.models import ChangeSet, Document, Revision
from documents.references import FOLLOW
from members.models import Mandate


def link(
    db: Session, comment: Comment, revision: Revision, reason: str = "", present: Present | None = None
) -> Trace:
    """Say that a comment led to a revision; once said, saying it again changes nothing, of it or of another
    one of its change set.

    The document is held (``rows.hold`` or ``rows.lock``), before the comment: otherwise a change that is
    saved meanwhile does not see the link that it undoes. reason: why, for a revision that changed none of the
    comment's paragraphs; kept for no other. present: the draft, where several are linked. Raises
    Refused for a comment that was not sent, Invalid for a revision of another document, for one that is
    older than the text commented on, for one that was undone, and without a reason where one is needed.
    """
    refuse_unfit(comment, revision)
    trace = db.scalar(
        select(Trace)
        .join(Trace.revision)
        .where(Trace.comment_id == comment.id, Revision.change_set_id == revision.change_set_id)
    )
    if trace is None:
        present = present or Present(db, revision.document)
        refuse_unlinkable(db, comment, revision, None, reason, present)
        kept, version = surviving.now_for(db, comment, revision, present)
        trace = Trace(
            comment=comment,
            revision=revision,
            reason=reason if changed_elsewhere(comment, revision, present) else "",
            kept_cache=kept,
            version=version,
        )
        db.add(trace)
        db.flush()
    return trace


def refuse_unlinkable(
    db: Session, comment: Comment, revision: Revision, trace: Trace | None, reason: str, present: Present
) -> None:
    """Raise Invalid unless a revision carries out a comment as the draft stands. trace: what links them
    already."""
    kept = trace.kept_cache if trace else surviving.now_for(db, comment, revision, present)[0]
    if kept == Kept.NOT:
        raise Invalid(
            N_("Revision %(name)s was undone: its words do not stand in the draft any more."),
            field="revisions",
            name=revision.name,
        )
    if trace is None and not reason and changed_elsewhere(comment, revision, present):
        raise Invalid(
            N_(
                "Revision %(name)s changes no paragraph on which comment %(number)s has stood. Say why it "
                "answers that comment."
            ),
            field="link_reason",
            name=revision.name,
            number=comment.number or 0,
        )


def link_on_record(
    db: Session,
    comments: Sequence[Comment],
    revision: Revision,
    *,
    reason: str,
    by: Mandate | None,
    now: datetime,
    present: Present | None = None,
) -> None:
    """Link comments to the revision that carries them out, and put each link on record. present: the draft,
    if it was read already."""
    present = present or Present(db, revision.document)
    for comment in comments:
        trace = link(db, comment, revision, reason, present)
        entries.append(
            db,
            at=now,
            actor=entries.actor_of(by),
            action="comment.linked",
            subject=revision.document.subject,
            body={
                "comment": comment.number,
                "revisions": [revision.name],
                **({"link_reason": trace.reason} if trace.reason else {}),
            },
        )


def changed_elsewhere(comment: Comment, revision: Revision, present: Present) -> bool:
    """Whether a revision changed none of the paragraphs at which a comment has stood, nor one that words of
    those went to or came from. A comment on the whole text fits every change."""
    own = own_pids(comment)
    if comment.pid is None or touched(revision) & own:
        return False
    return not touched(revision) & present.draft.family(own)


def refuse_unfit(comment: Comment, revision: Revision) -> None:
    """Raise unless a comment can have led to a revision."""
    if comment.submission.received_at is None:
        raise Refused(N_("This comment has not been sent."))
    if revision.document_id != comment.document_id:
        raise Invalid(N_("This revision belongs to another document."), field="revisions")
    if revision.base < comment.version.number:
        raise Invalid(
            N_("Revision %(name)s is older than the text that was commented on."),
            field="revisions",
            name=revision.name,
        )


def touched(revision: Revision) -> set[int]:
    """The paragraphs that a revision changed. That references followed is no answer to anybody."""
    if revision.operation == FOLLOW:
        return set()
    return history.touched(revision.operation, revision.before, revision.after)


def carrying_out(revisions: Sequence[Revision], comment: Comment, present: Present) -> Revision | None:
    """The revision among those of one change set that carries out a comment: the first that changed words
    where it has stood, else that changed anything there or where those words went; None if there is none."""
    own = own_pids(comment)
    fitting = [each for each in revisions if touched(each) & own]
    fitting.sort(key=lambda each: each.operation == "move")
    fitting += [each for each in revisions if not changed_elsewhere(comment, each, present)]
    return fitting[0] if fitting else None


def revision_named(db: Session, document: Document, name: str, comment: Comment | None = None) -> Revision:
    """The revision shown as ``1.4``, of several of that name the one that changed the paragraph of a comment,
    else the first. Raises Invalid if there is none."""
    base, _dot, number = name.strip().partition(".")
    revisions: Sequence[Revision] = ()
    if _whole(base) and _whole(number):
        revisions = db.scalars(
            select(Revision)
            .join(Revision.change_set)
            .where(
                ChangeSet.document_id == document.id,
                ChangeSet.base == int(base),
                ChangeSet.number == int(number),
            )
            .order_by(Revision.id)
        ).all()
    if not revisions:
        raise Invalid(N_("There is no revision “%(name)s”."), field="revisions", name=name.strip())
    own = own_pids(comment) if comment else set()
    return next((each for each in revisions if touched(each) & own), revisions[0])


def _whole(digits: str) -> bool:
    """Whether this is a number that a revision can have: not so long that a database refuses it."""
    return digits.isascii() and digits.isdigit() and len(digits) <= 9


def revisions_touching(db: Session, comment: Comment) -> list[Revision]:
    """The revisions since the version commented on that changed the paragraph of a comment,
    wherever it has stood, and that stand in the draft; the newest first, of each change set one."""
    pids = own_pids(comment)
    later = (
        select(Revision)
        .join(Revision.change_set)
        .where(
            Revision.document_id == comment.document_id,
            Revision.base >= comment.version.number,
            ChangeSet.closed_at.is_not(None),
        )
        .order_by(Revision.id.desc())
    )
    of_sets = {each.change_set_id: each for each in db.scalars(later) if touched(each) & pids}
    touching = list(of_sets.values())
    if not touching:
        return []
    descent = TextDescent(db, touching[0].document)
    own = surviving.places(db, [comment])[comment.id]
    return [each for each in touching if descent.kept_of(each, own) != Kept.NOT]


def own_pids(comment: Comment) -> set[int]:
    """The paragraphs at which a comment has stood, in any version."""
    pids = {comment.pid, *(placement.pid for placement in comment.places)}
    return {pid for pid in pids if pid is not None}


def traces_behind(db: Session, document: Document, revisions: Iterable[Revision]) -> dict[int, list[Trace]]:
    """What led to each revision, by its id, by the comment's number, with what is needed to name authors."""
    ids = [revision.id for revision in revisions]
    by_revision: dict[int, list[Trace]] = {id: [] for id in ids}
    for trace in db.scalars(_traces(document).where(Trace.revision_id.in_(ids))):
        by_revision[trace.revision_id].append(trace)
    return by_revision


def _traces(document: Document) -> Select[Trace]:
    return (
        select(Trace)
        .join(Revision, Trace.revision_id == Revision.id)
        .join(Comment, Trace.comment_id == Comment.id)
        .where(Revision.document_id == document.id)
        .order_by(Comment.number)
        .options(
            *fates(),
            joinedload(Trace.comment).options(
                joinedload(Comment.submission).options(
                    joinedload(Submission.respondent), joinedload(Submission.consultation)
                ),
                selectinload(Comment.dispositions),
            ),
        )
    )

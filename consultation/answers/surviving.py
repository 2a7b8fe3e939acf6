"""Whether the changes that comments led to still stand: looked at again whenever the draft changes.

What of a revision stands is computed by ``documents.drafting.survival``; it is kept at the trace, so that
every page, count and gate reads the same, and each change of it is an entry of the record.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultation.models import Comment, Placement, Trace
from core.record import entries
from documents import queries
from documents.drafting import history
from documents.drafting.standing import TextDescent, naming
from documents.drafting.survival import Kept
from documents.models import Document, Revision, Version
from documents.references import FOLLOW
from members.models import Mandate

MANY = 100  # paragraphs from which it is no use to look for those concerned
SMALL = ("edit", "insert", "delete", "move", "split", "merge", "restore", FOLLOW)  # of few paragraphs, as one
# Changes whose words may come back anywhere.
ANYWHERE = Revision.operation.not_in(("edit", "insert", "split", "merge", "restore", FOLLOW))


class Present:
    """The draft of a document and its versions as they are, each read once, when it is needed: for one
    operation, to be thrown away when the draft changes."""

    def __init__(self, db: Session, document: Document) -> None:
        self.db, self.document = db, document
        self._shown: dict[int, TextDescent] = {}

    @cached_property
    def draft(self) -> TextDescent:
        return TextDescent(self.db, self.document)

    @cached_property
    def versions(self) -> list[Version]:
        return queries.versions(self.db, self.document)

    def shown(self, version: Version) -> TextDescent:
        if version.id not in self._shown:
            self._shown[version.id] = TextDescent(self.db, self.document, version)
        return self._shown[version.id]


def now_for(
    db: Session, comment: Comment, revision: Revision, present: Present | None = None
) -> tuple[Kept, Version | None]:
    """What of a revision stands, as far as it concerns a comment, and the first version that shows it."""
    present = present or Present(db, revision.document)
    own = _narrowed(revision, places(db, [comment])[comment.id])
    kept = present.draft.kept_of(revision, own)
    if kept == Kept.NOT:
        return kept, None
    later = (version for version in present.versions if version.number > revision.base)
    shows = (each for each in later if present.shown(each).kept_of(revision, own) != Kept.NOT)
    return kept, next(shows, None)


def places(db: Session, comments: Iterable[Comment]) -> dict[int, set[int]]:
    """The paragraphs on which comments were made and to which they were carried, by the comment's id."""
    own: dict[int, set[int]] = {each.id: set() if each.pid is None else {each.pid} for each in comments}
    carried = select(Placement.comment_id, Placement.pid).where(
        Placement.comment_id.in_(own), Placement.pid.is_not(None)
    )
    for comment, pid in db.execute(carried):
        if pid is not None:
            own[comment].add(pid)
    return own


def look_again(
    db: Session,
    document: Document,
    revision: Revision | None,
    *,
    by: Mandate | None,
    now: datetime,
    present: Present | None = None,
) -> None:
    """See what of the changes that comments led to stands in the draft as it is now, and put on record what
    is not as it was.

    revision: the saved change after which it is looked, None to look at all. present: the draft after it, if
    it was read already.
    """
    if db.scalar(_of(document).with_only_columns(Trace.id).limit(1)) is None:
        return  # most drafts, before anybody has commented: nothing is read
    descent = (present or Present(db, document)).draft
    cause = revision or next(iter(history.revisions(db, document, limit=1)), None)
    drafts = []
    for trace, pids in _concerned(db, document, descent, revision):
        kept, stood = descent.kept_of(trace.revision, pids), trace.stands
        if kept == trace.kept_cache:
            continue
        trace.kept_cache = kept
        undone = kept == Kept.NOT
        trace.undone_by = cause if undone else None
        action = "comment.unlinked" if undone else "comment.kept" if stood else "comment.linked"
        drafts.append(
            entries.draft(
                db,
                at=now,
                actor=entries.actor_of(by),
                action=action,
                subject=document.subject,
                body=_told(trace, stood),
            )
        )
    if drafts:
        entries.append_all(db, drafts)


def show(db: Session, document: Document, version: Version, *, by: Mandate | None, now: datetime) -> None:
    """A version was published: look again, and keep of each change that stands that this is the first version
    that shows it, with an entry."""
    look_again(db, document, None, by=by, now=now)
    query = _of(document).where(Trace.version_id.is_(None), Trace.kept_cache != Kept.NOT)
    traces = db.scalars(query).all()
    for trace in traces:
        trace.version = version
    if traces:
        entries.append(
            db,
            at=now,
            actor=entries.actor_of(by),
            action="comments.shown",
            subject=document.subject,
            body={"version": version.number, "comments": len({trace.comment_id for trace in traces})},
        )


def _narrowed(revision: Revision, own: Collection[int]) -> frozenset[int] | None:
    """By which paragraphs a change is judged for a comment: a file by the comment's own, others whole."""
    return None if revision.operation in SMALL else frozenset(own)


def _told(trace: Trace, stood: bool) -> dict[str, Any]:
    """What an entry says became of a change. stood: whether something of it stood before."""
    comment, name = trace.comment.number, trace.revision.name
    if not trace.stands:
        undone_by = trace.undone_by.name if trace.undone_by else None
        return {"comment": comment, "revision": name, "undone_by": undone_by}
    if not stood:
        return {"comment": comment, "revisions": [name], "kept": trace.kept_cache}
    return {"comment": comment, "revision": name, "kept": trace.kept_cache}


def _concerned(
    db: Session, document: Document, descent: TextDescent, revision: Revision | None
) -> list[tuple[Trace, frozenset[int] | None]]:
    """The traces of which something else may stand after a saved change than before, with the paragraphs by
    which each is judged."""
    query, family = _of(document), set[int]()
    if revision is not None:
        family = descent.family(_reached(revision))
        query = query if len(family) > MANY else query.where(or_(ANYWHERE, naming(family)))
    traces = db.scalars(query).all()
    own = places(db, [trace.comment for trace in traces])
    judged = [(trace, _narrowed(trace.revision, own[trace.comment_id])) for trace in traces]
    if revision is None:
        return judged
    by = descent.made_of(revision).saved
    return [
        (trace, pids)
        for trace, pids in judged
        if descent.may_differ(descent.made_of(trace.revision), pids, by, family)
    ]


def _reached(revision: Revision) -> set[int]:
    """The paragraphs that a change touched or made to come from others, and those that they came from: what
    it took out is no longer beside them in the draft."""
    old, new = ({each["pid"]: each for each in states} for states in (revision.before, revision.after))
    pids = history.touched(revision.operation, revision.before, revision.after)
    pids |= {
        pid
        for pid in old.keys() | new.keys()
        if old.get(pid, {}).get("origins") != new.get(pid, {}).get("origins")
    }
    states = [texts[pid] for texts in (old, new) for pid in pids if pid in texts]
    return pids.union(*(state.get("origins", ()) for state in states))


def _of(document: Document) -> Select[Trace]:
    return (
        select(Trace)
        .join(Revision, Trace.revision_id == Revision.id)
        .join(Comment, Trace.comment_id == Comment.id)
        .where(Revision.document_id == document.id)
        .order_by(Comment.number, Trace.revision_id)
        .options(
            joinedload(Trace.comment).joinedload(Comment.version).joinedload(Version.document),
            selectinload(Trace.revision),
        )
    )

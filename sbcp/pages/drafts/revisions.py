"""Saved changes of the draft as pages show them: with their marks, and the comments that led to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy.orm import Session

from consultation.answers.tracing import touched, traces_behind
from consultation.models import Trace
from documents.drafting import history
from documents.imports import merging
from documents.models import Document, Revision
from sbcp.web.text_html import alone, redline

SHOWN_CHANGES = 20  # of one revision, and of one paragraph's history


@dataclass(frozen=True)
class MarkedRevision:
    """A saved change with its marks. ``more``: changed paragraphs of an import that are not shown.
    ``takes_back``: the names of the saved changes that it takes back. ``is_first``: it is the first of its
    change set that is listed."""

    revision: Revision
    pids: list[int]
    marked: list[Markup]
    traces: list[Trace]
    more: int = 0
    takes_back: tuple[str, ...] = ()
    is_first: bool = True


def marked_revisions(db: Session, document: Document, revisions: Sequence[Revision]) -> list[MarkedRevision]:
    """Saved changes with their marks and the comments that led to them."""
    behind = traces_behind(db, document, revisions)
    taken = merging.taken_back(db, [revision.id for revision in revisions])
    known = history.revisions_by_id(db, document, [id_ for ids in taken.values() for id_ in ids])
    first = {revision.change_set_id: revision.id for revision in reversed(revisions)}
    return [
        replace(
            _marked(revision, behind[revision.id]),
            takes_back=tuple(known[id_].name for id_ in taken.get(revision.id, ()) if id_ in known),
            is_first=first[revision.change_set_id] == revision.id,
        )
        for revision in revisions
    ]


def paragraph_history(db: Session, document: Document, pid: int) -> list[MarkedRevision]:
    """The last saved changes of one paragraph; of an import, only this paragraph's."""
    revisions = history.touching(db, document, pid, SHOWN_CHANGES)
    behind = traces_behind(db, document, revisions)
    first = {revision.change_set_id: revision.id for revision in reversed(revisions)}
    marked = [
        MarkedRevision(revision, [pid], [_marked_at(revision, pid)], behind[revision.id])
        if revision.operation == "import"
        else _marked(revision, behind[revision.id])
        for revision in revisions
    ]
    return [replace(each, is_first=first[each.revision.change_set_id] == each.revision.id) for each in marked]


def _marked(revision: Revision, traces: list[Trace]) -> MarkedRevision:
    before = {state["pid"]: state["markdown"] for state in revision.before}
    after = {state["pid"]: state["markdown"] for state in revision.after}
    if revision.operation in ("split", "merge"):
        marked = [redline("\n\n".join(before.values()), "\n\n".join(after.values()), whole=True)]
        return MarkedRevision(revision, list(after), marked, traces)
    pids = [pid for pid in {**after, **before} if pid in touched(revision)]
    if revision.operation == "import" and not before:
        return MarkedRevision(revision, [], [], traces, more=len(after))
    marked = [_marked_at(revision, pid) for pid in pids[:SHOWN_CHANGES]]
    return MarkedRevision(revision, pids, marked, traces, more=max(0, len(pids) - SHOWN_CHANGES))


def _marked_at(revision: Revision, pid: int) -> Markup:
    old, new = (
        next((state["markdown"] for state in states if state["pid"] == pid), "")
        for states in (revision.before, revision.after)
    )
    return redline(old, new) if old != new else alone(new)

"""Questions about the saved changes of a draft: which, by whom, and what stood there before."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer, joinedload

from documents.models import Document, Revision
from members.models import Mandate

PAGE = 50


def revisions_page(db: Session, document: Document, page: int) -> tuple[list[Revision], int]:
    """A page of the saved changes, the newest first, with who made them; and how many pages there are."""
    total = db.scalar(select(func.count()).where(Revision.document_id == document.id)) or 0
    rows = db.scalars(_signed(document).limit(PAGE).offset((page - 1) * PAGE))
    return list(rows), max(1, -(-total // PAGE))


def revisions_by_id(db: Session, document: Document, ids: Iterable[int]) -> dict[int, Revision]:
    """These saved changes by their id, with who made them; their texts stay in the database."""
    light = _signed(document).where(Revision.id.in_(set(ids)))
    found = db.scalars(light.options(defer(Revision.before), defer(Revision.after)))
    return {revision.id: revision for revision in found}


def touching(db: Session, document: Document, pid: int) -> list[Revision]:
    """The saved changes of one paragraph, the newest first. Of an import only if it changed it."""
    return [revision for revision in db.scalars(_signed(document)) if _touches(revision, pid)]


def last_touching(db: Session, document: Document, pid: int) -> Revision | None:
    """The last saved change of one paragraph."""
    return next(iter(touching(db, document, pid)), None)


def text_at(db: Session, document: Document, pid: int, revision_id: int) -> str | None:
    """The Markdown of a paragraph as it was right after a revision; None if it was not there."""
    earlier = _signed(document).where(Revision.id <= revision_id)
    for revision in db.scalars(earlier):
        if pid in revision.pids:
            state = _state(revision.after, pid)
            return state["markdown"] if state else None
    return None


def _touches(revision: Revision, pid: int) -> bool:
    if revision.operation != "import":
        return pid in revision.pids
    return _state(revision.before, pid) != _state(revision.after, pid)


def _state(rows: list[dict[str, Any]], pid: int) -> dict[str, Any] | None:
    return next((row for row in rows if row["pid"] == pid), None)


def _signed(document: Document) -> Select[Revision]:
    return (
        select(Revision)
        .where(Revision.document_id == document.id)
        .order_by(Revision.id.desc())
        .options(
            joinedload(Revision.made_by).options(joinedload(Mandate.person), joinedload(Mandate.organisation))
        )
    )

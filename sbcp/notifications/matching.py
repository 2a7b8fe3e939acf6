"""Whom an event concerns: what is followed, as paragraphs through all versions."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents import queries
from documents.models import Document, Lineage, Paragraph, Version
from sbcp.notifications.events import Event


def concerns(
    event: Event,
    *,
    kind: str,
    document_id: int | None = None,
    country: str = "",
    pids: Collection[int] | None = None,
) -> bool:
    """Whether an event is about what somebody follows. pids: of the part of the document that is followed
    (``reach``), None for the whole."""
    if kind == "everything":
        return True
    if kind == "country":
        return country in event.countries
    if event.document.id != document_id:
        return False
    return pids is None or event.for_all_readers or not event.pids.isdisjoint(pids)


def reach(db: Session, document: Document, kind: str, pid: int | None) -> frozenset[int] | None:
    """The paragraphs that following a part of a document means: those of a section as it stands in the
    last two versions that have it, and whatever came of them later by split or merger. None for the whole.
    """
    if kind not in ("section", "paragraph") or pid is None:
        return None
    reached = {pid}
    if kind == "section":
        for version in [
            appearance.version for appearance in queries.paragraph_in_versions(db, document, pid)
        ][-2:]:
            reached.update(section(queries.paragraphs(db, version), pid))
    lines = db.execute(
        select(Lineage.old_pid, Lineage.new_pid)
        .join(Version, Version.id == Lineage.version_id)
        .where(Version.document_id == document.id, Lineage.old_pid != Lineage.new_pid)
        .order_by(Version.number)
    )
    for old, new in lines:
        if old in reached and new is not None:
            reached.add(new)
    return frozenset(reached)


def section(paragraphs: list[Paragraph], pid: int) -> list[int]:
    """The pids of a heading and of what stands below it, up to the next heading of its level or above.
    Of a paragraph that is no heading, itself alone."""
    start = next((at for at, paragraph in enumerate(paragraphs) if paragraph.pid == pid), None)
    if start is None:
        return []
    heading = paragraphs[start]
    if heading.kind != "heading":
        return [pid]
    pids = [pid]
    for paragraph in paragraphs[start + 1 :]:
        if paragraph.kind == "heading" and paragraph.level <= heading.level:
            break
        pids.append(paragraph.pid)
    return pids

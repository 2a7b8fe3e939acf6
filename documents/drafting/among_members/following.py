"""Where the words of a paragraph went that the draft no longer has, for what was written about it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.models import Document, DraftParagraph, EndedParagraph, Revision


def where_now(
    db: Session, document: Document, paragraphs: Sequence[DraftParagraph], pids: Collection[int]
) -> dict[int, int]:
    """The paragraph of the draft where each of these is now: itself, that into which it was merged, or the
    first that comes from it. One of which nothing is left is left out. A paragraph that was split goes on as
    its first part, which keeps its pid.

    paragraphs: all those of the draft, in order.
    """
    there = {paragraph.pid for paragraph in paragraphs}
    gone = set(pids) - there
    into = _merged(db, document) if gone else {}
    heirs: dict[int, int] = {}
    for paragraph in paragraphs if gone else ():
        for origin in paragraph.origins:
            heirs.setdefault(origin, paragraph.pid)
    now = {}
    for pid in pids:
        place, passed = pid, {pid}
        while place not in there:
            place = into.get(place) or heirs.get(place) or pid
            if place in passed:
                break
            passed.add(place)
        if place in there:
            now[pid] = place
    return now


def _merged(db: Session, document: Document) -> dict[int, int]:
    """Into which paragraph each went that ended in a merge by hand."""
    query = (
        select(EndedParagraph.pid, Revision.after)
        .join(Revision, Revision.id == EndedParagraph.ended_in)
        .where(EndedParagraph.document_id == document.id, Revision.operation == "merge")
    )
    return {pid: after[0]["pid"] for pid, after in db.execute(query)}

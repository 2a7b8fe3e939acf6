"""Publishing: from the working draft to an immutable version."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.errors import N_, Refused
from core.record import entries
from core.record.canonical import digest, timestamp
from core.text import checked_line
from documents import lineage, public, queries
from documents.drafting import sets
from documents.drafting.rows import lock
from documents.models import (
    Document,
    DraftParagraph,
    EndedParagraph,
    Lineage,
    LineMap,
    Paragraph,
    Version,
)
from documents.text.html import render_blocks
from documents.text.lines.rule import breaks
from documents.text.numbering import labels
from members.models import Mandate

LONGEST_LABEL = 120


def version_digest(version: Version, paragraphs: Sequence[Paragraph | DraftParagraph]) -> str:
    """The digest of a version, from its text alone; docs/verification.md says how to recompute it.

    SHA-256 of the canonical JSON of document, number, label, title, language and, for each
    paragraph in order, pid, kind, level and markdown.
    """
    return digest(
        {
            "document": version.document.slug,
            "number": version.number,
            "label": version.label,
            "title": version.title,
            "language": version.language,
            "paragraphs": [
                {
                    "pid": paragraph.pid,
                    "kind": paragraph.kind,
                    "level": paragraph.level,
                    "markdown": paragraph.markdown,
                }
                for paragraph in paragraphs
            ],
        }
    )


def publish(db: Session, document: Document, *, label: str, by: Mandate | None, now: datetime) -> Version:
    """Make the working draft the next version, with its digest and lineage, and put it on record.

    Raises Invalid without a label, Refused when there is no text or nothing has changed.
    """
    lock(db, document)
    label, last = checked(db, document, label)
    draft = queries.draft(db, document)
    version = _freeze(db, document, draft, (last.number if last else 0) + 1, label, by, now)
    changes = _store_lineage(db, version, draft, last)
    _rebase(db, document, draft)
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="version.published",
        subject=document.subject,
        body={
            "number": version.number,
            "label": version.label,
            "digest": version.digest,
            "published_at": timestamp(now),
            "paragraphs": len(draft),
            "changes": changes,
            "lists": public.lists_of(db, version),
        },
    )
    return version


def checked(db: Session, document: Document, label: str) -> tuple[str, Version | None]:
    """The label as it will stand and the version before, if the draft can be published. Raises as
    ``publish`` does."""
    label = _checked_label(label)
    last = queries.last_version(db, document)
    if not queries.has_draft(db, document):
        raise Refused(N_("There is no text to publish yet. Import one first."))
    if last is not None and not queries.unpublished_revisions(db, document):
        raise Refused(N_("The draft has not changed since version %(number)s."), number=last.number)
    sets.refuse_open(db, document)
    return label, last


def _checked_label(label: str) -> str:
    return checked_line(
        label,
        "label",
        limit=LONGEST_LABEL,
        missing=N_("Give the version a label, for example “zero draft”."),
        too_long=N_("This label is longer than %(limit)s characters."),
    )


def _freeze(
    db: Session,
    document: Document,
    draft: list[DraftParagraph],
    number: int,
    label: str,
    by: Mandate | None,
    now: datetime,
) -> Version:
    version = Version(
        document=document,
        number=number,
        label=label,
        title=document.title,
        language=document.language,
        published_at=now,
        published_by=by,
    )
    blocks = [paragraph.block for paragraph in draft]
    html = render_blocks(blocks, [paragraph.pid for paragraph in draft])
    version.digest = version_digest(version, draft)
    db.add(version)
    db.flush()
    own_labels = labels(blocks, document.labels_style)
    rows = [
        {
            "version_id": version.id,
            "position": position,
            "pid": paragraph.pid,
            "label": own,
            "kind": paragraph.kind,
            "level": paragraph.level,
            "markdown": paragraph.markdown,
            "html": body,
        }
        for position, (paragraph, own, body) in enumerate(zip(draft, own_labels, html, strict=True))
    ]
    db.execute(insert(Paragraph), rows)
    _store_lines(db, version, html)
    return version


def _store_lines(db: Session, version: Version, html: Sequence[str]) -> None:
    """Number the lines of a version, once and for ever."""
    ids = select(Paragraph.id).where(Paragraph.version_id == version.id).order_by(Paragraph.position)
    rows: list[dict[str, object]] = []
    first = 1
    for paragraph, body in zip(db.scalars(ids), html, strict=True):
        further = breaks(body)
        rows.append({"paragraph_id": paragraph, "first_line": first, "breaks": further})
        first += 1 + len(further)
    db.execute(insert(LineMap), rows)


def _store_lineage(
    db: Session, version: Version, draft: list[DraftParagraph], last: Version | None
) -> dict[str, int]:
    """Store what became what; counts by kind."""
    if last is None:
        return {}
    old = queries.text_of(db, last)
    lines = lineage.lines(
        old,
        {paragraph.pid: paragraph.markdown for paragraph in draft},
        {paragraph.pid: paragraph.origins for paragraph in draft},
        frozenset(paragraph.pid for paragraph in draft if not paragraph.certain),
    )
    db.execute(
        insert(Lineage),
        [
            {
                "version_id": version.id,
                "old_pid": line.old,
                "new_pid": line.new,
                "kind": line.kind,
                "certain": line.certain,
            }
            for line in lines
        ],
    )
    counts: dict[str, int] = {}
    for link in lineage.links(lines):
        counts[link.kind] = counts.get(link.kind, 0) + 1
    return counts


def _rebase(db: Session, document: Document, draft: list[DraftParagraph]) -> None:
    """From here on each paragraph of the draft comes from itself in the new version, and what ended from
    nothing in it."""
    for paragraph in draft:
        paragraph.origins, paragraph.certain = [paragraph.pid], True
    for ended in db.scalars(select(EndedParagraph).where(EndedParagraph.document_id == document.id)):
        ended.origins, ended.certain = [], True
    db.flush()

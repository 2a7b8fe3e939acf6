"""What the public reads of documents: the kinds of rows that the record covers.

A version is on the record with the lists of what belongs to it: its paragraphs as they are shown, the numbers
of their lines, what became of those of the version before, and the saved changes that led to it.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.record.canonical import timestamp
from core.record.public import Kind, ListKind, Row, declare, list_digest
from documents import queries
from documents.drafting.history import touched
from documents.models import (
    ChangeSet,
    Document,
    DocumentName,
    Lineage,
    LineMap,
    Paragraph,
    Removal,
    Revision,
    Version,
    VersionSummary,
)


def key_of(version: Version) -> str:
    """How the record names a version: ``guide/2``."""
    return f"{version.document.slug}/{version.number}"


def lists_of(db: Session, version: Version) -> dict[str, str]:
    """The digests of everything that was published with a version, by name."""
    return {
        kind.named(key_of(version)): list_digest(kind.rows(db, version))
        for kind in (PARAGRAPH, LINE, LINEAGE, REVISION)
    }


def _document(document: Document) -> Row:
    return {
        "document": document.slug,
        "title": document.title,
        "summary": document.summary,
        "language": document.language,
        "created_at": timestamp(document.created_at),
        **({"titles": document.titles} if document.titles else {}),
        **({"summaries": document.summaries} if document.summaries else {}),
    }


def _name(name: DocumentName) -> Row:
    return {
        "document": name.document.slug,
        "language": name.language,
        "number": name.number,
        "title": name.title,
        "summary": name.summary,
        "named_at": timestamp(name.named_at),
        "named_by": name.named_by_id,
    }


def _version(version: Version) -> Row:
    return {
        "document": version.document.slug,
        "version": version.number,
        "label": version.label,
        "title": version.title,
        "language": version.language,
        "digest": version.digest,
        "published_at": timestamp(version.published_at),
        "published_by": version.published_by_id,
    }


def _removal(removal: Removal) -> Row:
    return {
        "document": removal.document.slug,
        "reason": removal.reason,
        "removed_at": timestamp(removal.removed_at),
        "asked_by": removal.asked_by_id,
        "approved_by": removal.approved_by_id,
    }


def _summary(summary: VersionSummary) -> Row:
    return {
        "document": summary.version.document.slug,
        "version": summary.version.number,
        "language": summary.language,
        "number": summary.number,
        "text": summary.text,
        "written_at": timestamp(summary.written_at),
        "written_by": summary.written_by_id,
    }


def _versions(db: Session) -> Iterator[tuple[str, Version]]:
    """Every version that there is, by its key."""
    query = (
        select(Version).join(Version.document).order_by(Version.id).options(contains_eager(Version.document))
    )
    return ((key_of(version), version) for version in db.scalars(query).all())


def _paragraphs(db: Session, version: Version) -> Iterable[Row]:
    """The paragraphs of a version as they are shown, in order. ``renderer``: the version of
    ``documents.text.html`` that made the HTML."""
    columns = {
        name: getattr(Paragraph, name)
        for name in ("position", "pid", "label", "kind", "level", "markdown", "html")
    }
    query = select(*columns.values()).where(Paragraph.version_id == version.id).order_by(Paragraph.position)
    for values in db.execute(query):
        yield dict(zip(columns, values, strict=True)) | {"renderer": version.renderer}


def _lines(db: Session, version: Version) -> Iterable[Row]:
    """The numbers of the lines of a version, paragraph by paragraph in order. ``breaks``: before which letter
    between the tags of its HTML each line after the first begins."""
    for pid, lines in queries.lines_of(db, version).items():
        yield {"pid": pid, "first_line": lines.first, "breaks": lines.breaks}


def _lineage(db: Session, version: Version) -> Iterable[Row]:
    """The lines that lead to the paragraphs of a version, by the new pid, then the old one."""
    columns = {name: getattr(Lineage, name) for name in ("old_pid", "new_pid", "kind", "certain")}
    query = (
        select(*columns.values())
        .where(Lineage.version_id == version.id)
        .order_by(func.coalesce(Lineage.new_pid, 0), func.coalesce(Lineage.old_pid, 0), Lineage.id)
    )
    return (dict(zip(columns, values, strict=True)) for values in db.execute(query))


def _revisions(db: Session, version: Version) -> Iterable[Row]:
    """The saved changes that a version was made of, as they are named beside what they changed."""
    query = (
        select(Revision)
        .join(Revision.change_set)
        .where(
            Revision.document_id == version.document_id,
            ChangeSet.document_id == version.document_id,
            Revision.base == version.number - 1,
        )
        .order_by(ChangeSet.number, Revision.id)
    )
    for revision in db.scalars(query):
        yield revision_row(revision) | {
            "pids": sorted(touched(revision.operation, revision.before, revision.after))
        }


def revision_row(revision: Revision) -> Row:
    """A saved change without its words, which belong to the draft."""
    return {
        "revision": revision.name,
        "operation": revision.operation,
        "reason": revision.reason,
        "made_at": timestamp(revision.made_at),
        "made_by": revision.made_by_id,
    } | _taking_back(revision.change_set)


def _taking_back(change_set: ChangeSet) -> Row:
    """Which set one undoes, wholly or in part; nothing of one that undoes none."""
    if change_set.takes_back is None:
        return {}
    return {"takes_a_part_back" if change_set.in_part else "takes_back": change_set.takes_back.name}


DOCUMENT = declare(
    Kind(
        "document",
        Document,
        lambda each: each.slug,
        _document,
        unread={
            "labels_style": "how the next version will be labelled; its paragraphs have their labels",
            "next_pid": "hands out numbers",
            "next_comment": "hands out numbers",
        },
    )
)

NAME = declare(
    Kind(
        "name",
        DocumentName,
        lambda each: f"{each.document.slug}/{each.language}/{each.number}",
        _name,
        load=[joinedload(DocumentName.document)],
    )
)

REMOVAL = declare(
    Kind(
        "removal",
        Removal,
        lambda each: each.document.slug,
        _removal,
        load=[joinedload(Removal.document)],
    )
)

VERSION = declare(
    Kind(
        "version",
        Version,
        key_of,
        _version,
        load=[joinedload(Version.document)],
        unread={"renderer": "stands with the HTML that it made: «paragraph»"},
    )
)

SUMMARY = declare(
    Kind(
        "summary",
        VersionSummary,
        lambda each: f"{key_of(each.version)}/{each.language}/{each.number}",
        _summary,
        load=[joinedload(VersionSummary.version).joinedload(Version.document)],
    )
)

PARAGRAPH = declare(ListKind("paragraph", [Paragraph.__table__], _versions, _paragraphs))  # type: ignore[list-item]
LINE = declare(
    ListKind(
        "line",
        [LineMap.__table__],  # type: ignore[list-item]
        _versions,
        _lines,
    )
)
LINEAGE = declare(ListKind("lineage", [Lineage.__table__], _versions, _lineage))  # type: ignore[list-item]
REVISION = declare(
    ListKind(
        "revision",
        [Revision.__table__, ChangeSet.__table__],  # type: ignore[list-item]
        _versions,
        _revisions,
        unread={
            "opened_at": "when a set was begun: the public reads when its changes were saved",
            "closed_at": "when a set was closed: the public reads when its changes were saved",
            "in_part": "is read with the set that is taken back; alone it says nothing",
            "before": "words of the draft: of them the public reads which paragraphs were changed",
            "after": "words of the draft: of them the public reads which paragraphs were changed",
        },
    )
)

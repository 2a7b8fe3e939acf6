"""Questions about documents, versions and the draft."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Select, bindparam, exists, func, literal, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound
from documents import lineage
from documents.models import (
    ChangeSet,
    Document,
    DraftParagraph,
    EndedParagraph,
    Lineage,
    LineMap,
    Paragraph,
    PendingImport,
    Removal,
    Revision,
    Version,
)
from documents.references import SIGN
from documents.text.blocks import Block
from members.models import Mandate


def documents(db: Session) -> list[Document]:
    """The documents of every list, the newest first. One that has no version yet is among them: it is public
    by name; one that was begun by mistake and is out of the lists is not."""
    listed = select(Document).where(~exists().where(Removal.document_id == Document.id))
    return list(db.scalars(listed.order_by(Document.created_at.desc(), Document.id.desc())))


def removal_of(db: Session, document: Document) -> Removal | None:
    """That a document is out of the lists, with who asked and who approved; None if it is in them."""
    people = (
        joinedload(who).options(joinedload(Mandate.person), joinedload(Mandate.organisation))
        for who in (Removal.asked_by, Removal.approved_by)
    )
    return db.scalar(select(Removal).where(Removal.document_id == document.id).options(*people))


def out_of_the_lists(db: Session, documents: Sequence[Document]) -> set[int]:
    """Those of these documents that are in no list, by their ids."""
    ids = [document.id for document in documents]
    return set(db.scalars(select(Removal.document_id).where(Removal.document_id.in_(ids))))


def subjects_out_of_the_lists() -> Select[str]:
    """What the record calls the documents that are in no list, as a subquery."""
    return select(literal("document:") + Document.slug).join(Removal, Removal.document_id == Document.id)


def document_by_slug(db: Session, slug: str) -> Document:
    document = db.scalar(select(Document).where(Document.slug == slug))
    if document is None:
        raise NotFound(N_("There is no document at this address."))
    return document


def document_of_subject(db: Session, subject: str) -> Document | None:
    """The document that the record calls ``document:slug``; None if the subject is another thing.
    Raises NotFound if there is none of that name."""
    what, _colon, slug = subject.partition(":")
    return document_by_slug(db, slug) if what == "document" else None


def documents_by_slugs(db: Session, slugs: Sequence[str]) -> list[Document]:
    """Those of the documents with these slugs that there are."""
    return list(db.scalars(select(Document).where(Document.slug.in_(slugs))))


def versions(db: Session, document: Document) -> list[Version]:
    """The versions of a document, the first first."""
    return list(
        db.scalars(select(Version).where(Version.document_id == document.id).order_by(Version.number))
    )


def versions_of(db: Session, documents: Sequence[Document]) -> dict[int, list[Version]]:
    """The versions of each document, the first first, by the document's id; none of one being begun."""
    listed: dict[int, list[Version]] = {document.id: [] for document in documents}
    for version in db.scalars(
        select(Version).where(Version.document_id.in_(listed)).order_by(Version.document_id, Version.number)
    ):
        listed[version.document_id].append(version)
    return listed


def last_version(db: Session, document: Document) -> Version | None:
    return db.scalar(
        select(Version).where(Version.document_id == document.id).order_by(Version.number.desc()).limit(1)
    )


_LAST_NUMBER = select(func.max(Version.number)).where(Version.document_id == bindparam("document"))


def last_number(db: Session, document: Document) -> int:
    """The number of its last version, 0 if there is none."""
    return db.connection().execute(_LAST_NUMBER, {"document": document.id}).scalar_one() or 0


def last_versions(db: Session, documents: Sequence[Document]) -> dict[int, Version]:
    """The last version of each document that has one, by the document's id."""
    ids = [document.id for document in documents]
    last = select(func.max(Version.id)).where(Version.document_id.in_(ids)).group_by(Version.document_id)
    return {
        version.document_id: version for version in db.scalars(select(Version).where(Version.id.in_(last)))
    }


def version_by_number(db: Session, document: Document, number: int) -> Version:
    version = db.scalar(
        select(Version)
        .where(Version.document_id == document.id, Version.number == number)
        .options(joinedload(Version.published_by))
    )
    if version is None:
        raise NotFound(N_("This document has no version %(number)s."), number=number)
    return version


def paragraphs(db: Session, version: Version) -> list[Paragraph]:
    """The text of a version, in order."""
    return list(
        db.scalars(select(Paragraph).where(Paragraph.version_id == version.id).order_by(Paragraph.position))
    )


class TextRow(NamedTuple):
    """A paragraph of a version as pages show it."""

    pid: int
    label: str
    kind: str
    level: int
    markdown: str
    html: str


def columns_of_text(db: Session, version: Version) -> list[TextRow]:
    """The text of a version, in order, for who shows all of it: rows, which cost a third of objects."""
    columns = [getattr(Paragraph, name) for name in TextRow._fields]
    rows = db.execute(select(*columns).where(Paragraph.version_id == version.id).order_by(Paragraph.position))
    return [TextRow(*columns) for columns in rows]


class Lines(NamedTuple):
    """The number of the first line of a paragraph, and where the others begin."""

    first: int
    breaks: list[int]


def lines_of(db: Session, version: Version) -> dict[int, Lines]:
    """The lines of each paragraph of a version, by pid. One that somebody put there past the product has
    none."""
    query = (
        select(Paragraph.pid, LineMap.first_line, LineMap.breaks)
        .join(LineMap, LineMap.paragraph_id == Paragraph.id)
        .where(Paragraph.version_id == version.id)
        .order_by(Paragraph.position)
    )
    return {pid: Lines(first, breaks) for pid, first, breaks in db.execute(query)}


def blocks_of_versions(db: Session, versions: Sequence[Version]) -> dict[int, list[tuple[int, Block]]]:
    """The words of each version, by its id: pid and block of each paragraph, in order. One statement."""
    texts: dict[int, list[tuple[int, Block]]] = {version.id: [] for version in versions}
    columns = (Paragraph.version_id, Paragraph.pid, Paragraph.kind, Paragraph.level, Paragraph.markdown)
    query = select(*columns).where(Paragraph.version_id.in_(texts))
    rows = db.execute(query.order_by(Paragraph.version_id, Paragraph.position))
    for version_id, pid, kind, level, markdown in rows:
        texts[version_id].append((pid, Block(kind, level, markdown)))  # type: ignore[arg-type]
    return texts


def paragraph_by_pid(db: Session, version: Version, pid: int) -> Paragraph:
    paragraph = db.scalar(select(Paragraph).where(Paragraph.version_id == version.id, Paragraph.pid == pid))
    if paragraph is None:
        raise NotFound(N_("This paragraph is not in version %(number)s."), number=version.number)
    return paragraph


def neighbour(db: Session, paragraph: Paragraph, step: int) -> Paragraph | None:
    """The paragraph ``step`` places on in the same version."""
    return db.scalar(
        select(Paragraph).where(
            Paragraph.version_id == paragraph.version_id,
            Paragraph.position == paragraph.position + step,
        )
    )


def paragraph_in_versions(db: Session, document: Document, pid: int) -> list[Paragraph]:
    """The same pid in every version that has it, the first first."""
    return list(
        db.scalars(
            select(Paragraph)
            .join(Version)
            .where(Version.document_id == document.id, Paragraph.pid == pid)
            .order_by(Version.number)
            .options(joinedload(Paragraph.version))
        )
    )


def draft(db: Session, document: Document) -> list[DraftParagraph]:
    """The working draft, in order; empty before the first import."""
    return list(
        db.scalars(
            select(DraftParagraph)
            .where(DraftParagraph.document_id == document.id)
            .order_by(DraftParagraph.position)
        )
    )


def has_draft(db: Session, document: Document) -> bool:
    return bool(db.scalar(select(exists().where(DraftParagraph.document_id == document.id))))


def has_references(db: Session, document: Document) -> bool:
    """Does the draft refer to paragraphs of its own, as far as that can be seen without reading it?"""
    query = select(DraftParagraph.id).where(
        DraftParagraph.document_id == document.id, DraftParagraph.markdown.contains(SIGN, autoescape=True)
    )
    return db.scalar(query.limit(1)) is not None


def draft_paragraph(db: Session, document: Document, pid: int) -> DraftParagraph | None:
    return db.scalar(
        select(DraftParagraph).where(DraftParagraph.document_id == document.id, DraftParagraph.pid == pid)
    )


def change_set_named(db: Session, document: Document, base: int, number: int) -> ChangeSet:
    """The closed change set shown as ``base.number``. Raises NotFound if there is none."""
    change_set = db.scalar(
        select(ChangeSet)
        .where(ChangeSet.document_id == document.id, ChangeSet.base == base, ChangeSet.number == number)
        .options(joinedload(ChangeSet.made_by))
    )
    if change_set is None:
        raise NotFound(N_("There is no such saved change."))
    return change_set


def ended_count(db: Session, document: Document) -> int:
    """How many paragraphs the draft once had and has no more."""
    query = select(func.count()).select_from(EndedParagraph)
    return db.scalar(query.where(EndedParagraph.document_id == document.id)) or 0


def ended_paragraphs(db: Session, document: Document, *, limit: int, offset: int = 0) -> list[EndedParagraph]:
    """Paragraphs that the draft no longer has, those that ended last first: so many after so many."""
    query = select(EndedParagraph).where(EndedParagraph.document_id == document.id)
    newest = query.order_by(EndedParagraph.ended_in.desc(), EndedParagraph.id)
    return list(db.scalars(newest.limit(limit).offset(offset)))


def ended_paragraph(db: Session, document: Document, pid: int) -> EndedParagraph | None:
    """A paragraph that the draft no longer has, as it last stood there."""
    return db.scalar(
        select(EndedParagraph).where(EndedParagraph.document_id == document.id, EndedParagraph.pid == pid)
    )


def ended_by_pids(db: Session, document: Document, pids: Collection[int]) -> list[EndedParagraph]:
    """These paragraphs, as far as the draft once had them and has them no more."""
    if not pids:
        return []
    query = select(EndedParagraph).where(EndedParagraph.document_id == document.id)
    return list(db.scalars(query.where(EndedParagraph.pid.in_(pids))))


def pids_of_last_version(db: Session, document: Document) -> set[int]:
    """The paragraphs of the last version; none before the first."""
    last = last_version(db, document)
    return set(_pids(db, last)) if last else set()


def revisions(db: Session, document: Document, base: int | None = None) -> list[Revision]:
    """The saved changes after version ``base`` (all of them if None), the newest first."""
    query = select(Revision).where(Revision.document_id == document.id)
    if base is not None:
        query = query.where(Revision.base == base)
    return list(db.scalars(query.order_by(Revision.id.desc()).options(joinedload(Revision.made_by))))


def last_revision_id(db: Session, document: Document) -> int:
    """The id of the last saved change of the draft, 0 before the first."""
    return db.scalar(select(func.max(Revision.id)).where(Revision.document_id == document.id)) or 0


def unpublished_revisions(db: Session, document: Document) -> int:
    """How many saved changes are in no published version yet."""
    last = last_version(db, document)
    return (
        db.scalar(
            select(func.count())
            .select_from(Revision)
            .where(Revision.document_id == document.id, Revision.base == (last.number if last else 0))
        )
        or 0
    )


def pending_import_by_id(db: Session, document: Document, import_id: int) -> PendingImport:
    pending = db.get(PendingImport, import_id)
    if pending is None or pending.document_id != document.id:
        raise NotFound(N_("There is no import at this address."))
    return pending


def imports_by_revision(db: Session, revision_ids: Iterable[int]) -> list[PendingImport]:
    """The confirmed imports that these saved changes are."""
    return list(db.scalars(select(PendingImport).where(PendingImport.became.in_(set(revision_ids)))))


def lines_to(db: Session, version: Version) -> list[lineage.Line]:
    """What became what on the way to a version from the one before it."""
    return lines_to_each(db, [version])[version.id]


def lines_to_each(db: Session, versions: Sequence[Version]) -> dict[int, list[lineage.Line]]:
    """The same for each of these versions, by its id; one statement."""
    lines: dict[int, list[lineage.Line]] = {version.id: [] for version in versions}
    columns = (Lineage.version_id, Lineage.old_pid, Lineage.new_pid, Lineage.kind, Lineage.certain)
    rows = db.execute(select(*columns).where(Lineage.version_id.in_(lines)).order_by(Lineage.id))
    for version_id, old, new, kind, certain in rows:
        lines[version_id].append(lineage.Line(old, new, kind, certain))
    return lines


def lines_between(db: Session, old: Version, new: Version) -> list[lineage.Line]:
    """What became what between any two versions of a document, in either direction. What a step on
    the way only guessed is not certain here either."""
    if new.number == old.number + 1:
        return lines_to(db, new)
    first, last = sorted((old, new), key=lambda version: version.number)
    pairs = {(pid, pid): True for pid in _pids(db, first)}
    steps = lines_to_each(db, versions(db, old.document)[first.number : last.number])
    for lines in steps.values():
        pairs = lineage.compose(pairs, lineage.pairs_of(lines))
    if old.number > new.number:
        pairs = lineage.reversed_pairs(pairs)
    before, after = text_of(db, old), text_of(db, new)
    return lineage.named(before, after, lineage.with_returned(before, after, pairs))


def _pids(db: Session, version: Version) -> list[int]:
    return list(db.scalars(select(Paragraph.pid).where(Paragraph.version_id == version.id)))


def text_of(db: Session, version: Version) -> dict[int, str]:
    """The Markdown of each paragraph of a version, in order, by pid."""
    rows = select(Paragraph.pid, Paragraph.markdown).where(Paragraph.version_id == version.id)
    return {paragraph.pid: paragraph.markdown for paragraph in db.execute(rows.order_by(Paragraph.position))}

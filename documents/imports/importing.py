"""A text from a file: the first draft of a document, or its next draft after somebody confirmed
what became what."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from core.text import checked_line, clean, fold, one_line
from core.writing.graphemes import cut
from documents import lineage, queries
from documents.alignment import CERTAIN, match
from documents.drafting.draft import Draft
from documents.formats.links import headings_of, lead_to
from documents.formats.reading import Reading
from documents.models import Document, DraftParagraph, PendingImport, Revision
from documents.text.blocks import Block
from documents.text.words import plain
from members.models import Mandate

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_TITLE = 80, 300
NO_TITLE = N_("Give the document a title.")
SURE = 100  # percent: set by a person
DOUBT = CERTAIN * 100  # percent below which a link is a guess

# Greek letters in Latin ones, for addresses.
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)


def proposed_slug(title: str) -> str:
    """An address made from a title in any script of the region: ``Нацрт 2`` gives ``nacrt-2``."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title).translate(_GREEK)).strip("-")
    return words[:LONGEST_SLUG].rsplit("-", 1)[0] if len(words) > LONGEST_SLUG else words


def create_document(
    db: Session,
    *,
    slug: str,
    title: str,
    language: str,
    now: datetime,
    by: Mandate | None,
    summary: str = "",
) -> Document:
    """Begin a policy text. Its title, summary and language are public and on the record from now on.

    Raises Invalid for a bad or taken slug and for a missing title.
    """
    summary = clean(summary).text.strip()
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Invalid(N_("The address may have small letters a-z, digits and hyphens."), field="slug")
    title = checked_line(
        title,
        "title",
        limit=LONGEST_TITLE,
        missing=NO_TITLE,
        too_long=N_("This title is longer than %(limit)s characters."),
    )
    if db.scalar(select(Document.id).where(Document.slug == slug)) is not None:
        raise Invalid(N_("There is already a document at this address."), field="slug")
    document = Document(slug=slug, title=title, summary=summary, language=language, created_at=now)
    db.add(document)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="document.created",
        subject=document.subject,
        body={"title": document.title, "summary": document.summary, "language": language},
    )
    return document


def import_first(
    db: Session,
    document: Document,
    reading: Reading,
    *,
    file_name: str,
    by: Mandate | None,
    now: datetime,
) -> Revision:
    """Make a file the first draft. Raises Refused if there is a draft already."""
    draft = Draft(db, document, by=by, reason=file_name, now=now)
    if queries.draft(db, document):
        raise Refused(N_("This document has a text already. Import the file as its next draft."))
    revision = draft.replace_all([(None, block, [], True) for block in reading.blocks])
    pending = _store(db, document, reading, file_name=file_name, by=by, now=now)
    pending.confirmed_at = now  # nothing to confirm; what was left out can be read afterwards
    db.flush()
    return revision


def begin_import(
    db: Session,
    document: Document,
    reading: Reading,
    *,
    file_name: str,
    by: Mandate | None,
    now: datetime,
) -> PendingImport:
    """Compare a file with the draft and keep what seems to have become what, to be confirmed."""
    pending = _store(db, document, reading, file_name=file_name, by=by, now=now)
    compare(db, pending)
    return pending


def compare(db: Session, pending: PendingImport) -> None:
    """Set what the draft, as it stands now, seems to have become in the file."""
    rows = queries.draft(db, pending.document)
    if not rows:
        raise Refused(N_("There is no draft to compare this file with."))
    blocks = [Block(*block) for block in pending.blocks]
    matches = match(
        [plain(paragraph.markdown) for paragraph in rows],
        [plain(block.markdown) for block in blocks],
        [paragraph.kind for paragraph in rows],
        [block.kind for block in blocks],
    )
    pending.compared = [
        [
            None if link.old is None else rows[link.old].pid,
            link.new,
            int(link.confidence * 100 + 1e-9),
        ]
        for link in matches
    ]
    pending.links = links_found(pending)
    pending.ended = []
    db.flush()


def links_found(pending: PendingImport) -> list[list[int]]:
    """The links as the comparison found them, the first of a pid being its primary target."""
    if pending.compared is None:  # kept before there was anything to go back to
        return pending.links
    return [
        [pid, index, percent]
        for pid, index, percent in pending.compared
        if pid is not None and index is not None and percent is not None
    ]


def _store(
    db: Session, document: Document, reading: Reading, *, file_name: str, by: Mandate | None, now: datetime
) -> PendingImport:
    """Keep a file that was read. Made before the draft is compared, it names at the latest the
    revision compared with, so that no later one is overwritten."""
    pending = PendingImport(
        document=document,
        file_name=cut(one_line(clean(file_name).text), 200),
        blocks=[list(block) for block in reading.blocks],
        links=[],
        omissions=[omission._asdict() for omission in reading.omissions],
        draft_revision=queries.last_revision_id(db, document),
        made_at=now,
        made_by_id=by.id if by else None,
    )
    db.add(pending)
    db.flush()
    return pending


def last_import(db: Session, document: Document) -> PendingImport:
    """The file that was read last for this document."""
    newest = (
        select(PendingImport)
        .where(PendingImport.document_id == document.id)
        .order_by(PendingImport.id.desc())
    )
    return db.scalars(newest.limit(1)).one()


def guesses(pending: PendingImport) -> list[tuple[int, int]]:
    """The links that are not certain: (pid, index of the block)."""
    return [(pid, index) for pid, index, percent in pending.links if percent < DOUBT]


def lines_of(pending: PendingImport, draft: Mapping[int, str]) -> list[lineage.Line]:
    """What becomes what if the import is confirmed as it is. ``draft``: pid → Markdown, in order.

    The new paragraphs are named by their index in the file.
    """
    origins: dict[int, list[int]] = defaultdict(list)
    for pid, index, _percent in pending.links:
        origins[index].append(pid)
    kept = {index: pid for pid, index, _percent in reversed(pending.links)}
    headings = headings_of([Block(*block) for block in pending.blocks])
    places = {name: kept[index] for name, index in headings.items() if index in kept}
    new = {index: lead_to(markdown, places) for index, (_kind, _level, markdown) in enumerate(pending.blocks)}
    uncertain = frozenset(index for _pid, index in guesses(pending))
    return lineage.lines(draft, new, origins, uncertain)


def confirm(
    db: Session, pending: PendingImport, *, by: Mandate | None, reason: str, now: datetime, sure: bool = True
) -> Revision:
    """Make the file the draft, along the import's links.

    ``sure``: a person has looked at all of them. Otherwise links below the threshold stay marked
    as guesses, and comments on them will wait for a person.
    """
    document = pending.document
    draft = Draft(db, document, by=by, reason=reason or pending.file_name, now=now)
    if pending.confirmed_at is not None:
        raise Refused(N_("This import has been confirmed already."))
    if queries.last_revision_id(db, document) != pending.draft_revision:
        raise Conflict(N_("The draft has changed since this file was compared with it. Import it again."))
    rows = {paragraph.pid: paragraph for paragraph in queries.draft(db, document)}
    if any(pid not in rows for pid, _index, _percent in pending.links):
        raise Invalid(N_("This paragraph is not in the draft."), field="pid")
    pending.confirmed_at = now
    return draft.replace_all(_placed(pending, rows, sure))


def _placed(
    pending: PendingImport, rows: Mapping[int, DraftParagraph], sure: bool
) -> list[tuple[int | None, Block, list[int], bool]]:
    """For each block the pid it keeps, its origins, and whether they are certain.

    A pid goes to the first block linked to it (its primary target) that has not got one yet.
    """
    sources: dict[int, list[tuple[int, int]]] = defaultdict(list)
    primary: dict[int, int] = {}
    for pid, index, percent in pending.links:
        sources[index].append((pid, percent))
        primary.setdefault(pid, index)
    result = []
    for index, (kind, level, markdown) in enumerate(pending.blocks):
        linked = sources[index]
        keeps = next((pid for pid, _percent in linked if primary[pid] == index), None)
        origins = dict.fromkeys(origin for pid, _percent in linked for origin in rows[pid].origins)
        certain = sure or all(percent >= DOUBT for _pid, percent in linked)
        certain = certain and all(rows[pid].certain for pid, _percent in linked)
        result.append((keeps, Block(kind, level, markdown), list(origins), certain))
    return result

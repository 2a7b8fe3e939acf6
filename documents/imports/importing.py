"""A text from a file: the first draft of a document, or its next draft after somebody confirmed
what became what."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, Invalid, Refused
from core.record import entries
from core.text import checked_line, clean, fold, one_line
from core.writing.graphemes import cut
from documents import queries
from documents.alignment import match
from documents.drafting.draft import Draft
from documents.formats.reading import Reading
from documents.imports import anchors, bases
from documents.imports.merging import DOUBT, SURE, merged
from documents.imports.verdicts import Clash
from documents.models import Document, PendingImport, Revision
from documents.text.blocks import Block
from documents.text.words import plain
from members.models import Mandate

__all__ = ["DOUBT", "SURE"]  # beside what is defined here

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_TITLE = 80, 300
NO_TITLE = N_("Give the document a title.")

# Greek letters in Latin ones, for addresses.
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)


def proposed_slug(title: str) -> str:
    """An address made from a title in any script of the region: ``Нацрт 2`` gives ``nacrt-2``."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title).translate(_GREEK)).strip("-")
    return words[:LONGEST_SLUG].rsplit("-", 1)[0] if len(words) > LONGEST_SLUG else words


class Undecided(Invalid):
    """Paragraphs that both the file and others changed wait for a person. clashes: these."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        message = N_("First decide about every paragraph that both the file and somebody else changed.")
        super().__init__(message, field="clashes")
        self.clashes = clashes


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
    pending.became = revision.id
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
    base: bases.Base | None = None,
) -> PendingImport:
    """Compare a file with the text that it was begun from, and keep what seems to have become what, to be
    confirmed. base: that text; the draft as it stands if nothing is said."""
    pending = _store(db, document, reading, file_name=file_name, by=by, now=now)
    begun_from(db, pending, base or bases.of_draft(db, document))
    return pending


def keep(
    db: Session,
    document: Document,
    reading: Reading,
    *,
    file_name: str,
    by: Mandate | None,
    now: datetime,
    data: bytes = b"",
) -> PendingImport:
    """Keep a file until it is known from which text it was begun. data: its bytes, for their anchors."""
    pending = _store(db, document, reading, file_name=file_name, by=by, now=now)
    pending.anchors = [list(each) for each in anchors.anchors_in(data, reading.blocks)]
    pending.base_known = bases.Known.UNKNOWN
    db.flush()
    return pending


def begun_from(db: Session, pending: PendingImport, base: bases.Base) -> None:
    """Compare a file with this text: it was begun from it. What was decided about another is put aside."""
    pending.base_version, pending.base_revision, pending.base_known = base
    pending.takes_back = []
    pending.draft_revision = queries.last_revision_id(db, pending.document)
    compare(db, pending)


def compare(db: Session, pending: PendingImport) -> None:
    """Set what the text that the file was begun from seems to have become in it."""
    text = bases.text_of(db, pending.document, bases.base_of(pending))
    if not text or not queries.has_draft(db, pending.document):
        raise Refused(N_("There is no draft to compare this file with."))
    blocks = [Block(*block) for block in pending.blocks]
    matches = match(
        [plain(place.block.markdown) for place in text],
        [plain(block.markdown) for block in blocks],
        [place.block.kind for place in text],
        [block.kind for block in blocks],
    )
    compared = [
        (None if link.old is None else text[link.old].pid, link.new, int(link.confidence * 100 + 1e-9))
        for link in matches
    ]
    pending.compared = anchors.with_anchors(compared, pending.anchors or [], text, blocks)
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


def confirm(
    db: Session, pending: PendingImport, *, by: Mandate | None, reason: str, now: datetime, sure: bool = True
) -> Revision:
    """Make the file the draft, along the import's links, together with what others did to the draft since
    the text that the file was begun from.

    ``sure``: a person has looked at all links. Otherwise those below the threshold stay marked
    as guesses, and comments on them will wait for a person. Raises Undecided while only a person can tell
    what becomes of a paragraph that both changed.
    """
    document = pending.document
    draft = Draft(db, document, by=by, reason=reason or pending.file_name, now=now)
    if pending.confirmed_at is not None:
        raise Refused(N_("This import has been confirmed already."))
    if queries.last_revision_id(db, document) != pending.draft_revision:
        raise Conflict(N_("The draft has changed since this file was compared with it. Import it again."))
    together = merged(db, pending, sure=sure)
    if together.undecided:
        raise Undecided(together.undecided)
    pending.confirmed_at = now
    pending.takes_back = together.taken_back
    revision = draft.replace_all(
        [(piece.pid, piece.block, list(piece.origins), piece.certain) for piece in together.pieces]
    )
    pending.became = revision.id
    return revision

"""A text from a file: the first draft of a document, or its next draft after somebody confirmed
what became what."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.errors import N_, Conflict, Invalid, Refused
from documents import queries
from documents.alignment import CERTAIN, match
from documents.blocks import Block
from documents.drafting import Draft
from documents.formats.reading import Reading
from documents.markdown import plain
from documents.models import Document, DraftParagraph, Proposal, Revision
from members.models import Mandate

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SURE = 100  # percent: set by a person


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
    """Begin a policy text. Raises Invalid for a bad or taken slug and for a missing title."""
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise Invalid(N_("The address may have small letters a-z, digits and hyphens."), field="slug")
    if not title.strip():
        raise Invalid(N_("Give the document a title."), field="title")
    if db.scalar(select(Document.id).where(Document.slug == slug)) is not None:
        raise Invalid(N_("There is already a document at this address."), field="slug")
    document = Document(
        slug=slug, title=title.strip(), summary=summary.strip(), language=language, created_at=now
    )
    db.add(document)
    db.flush()
    record.append(
        db,
        at=now,
        actor=by.actor if by else "operator",
        action="document.created",
        subject=document.subject,
        body={"title": document.title, "language": language},
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
    return draft.replace_all([(None, block, [], True) for block in reading.blocks])


def propose(
    db: Session,
    document: Document,
    reading: Reading,
    *,
    file_name: str,
    by: Mandate | None,
    now: datetime,
) -> Proposal:
    """Compare a file with the draft and keep what seems to have become what, to be confirmed."""
    rows = queries.draft(db, document)
    if not rows:
        raise Refused(N_("There is no draft to compare this file with."))
    found = match(
        [plain(row.markdown) for row in rows],
        [plain(block.markdown) for block in reading.blocks],
        [row.kind for row in rows],
        [block.kind for block in reading.blocks],
    )
    proposal = Proposal(
        document=document,
        file_name=file_name[:200],
        blocks=[list(block) for block in reading.blocks],
        links=[
            [rows[link.old].pid, link.new, int(link.confidence * 100)]
            for link in found
            if link.old is not None and link.new is not None
        ],
        omissions=[omission._asdict() for omission in reading.omissions],
        draft_revision=queries.last_revision_id(db, document),
        made_at=now,
        made_by=by,
    )
    db.add(proposal)
    db.flush()
    return proposal


def guesses(proposal: Proposal) -> list[tuple[int, int]]:
    """The links that are not certain: (pid, index of the block)."""
    return [(pid, index) for pid, index, percent in proposal.links if percent < CERTAIN * 100]


def correct(proposal: Proposal, sources: Mapping[int, list[int]]) -> None:
    """Put a person's word in place of the guess: for each block named, the pids it comes from."""
    kept = [link for link in proposal.links if link[1] not in sources]
    said = [[pid, index, SURE] for index, pids in sources.items() for pid in pids]
    proposal.links = kept + said


def confirm(
    db: Session, proposal: Proposal, *, by: Mandate | None, reason: str, now: datetime, sure: bool = True
) -> Revision:
    """Make the file the draft, along the proposal's links.

    ``sure``: a person has looked at all of them. Otherwise links below the threshold stay marked
    as guesses, and comments on them will wait for a person.
    """
    document = proposal.document
    draft = Draft(db, document, by=by, reason=reason or proposal.file_name, now=now)
    if proposal.confirmed_at is not None:
        raise Refused(N_("This import has been confirmed already."))
    if queries.last_revision_id(db, document) != proposal.draft_revision:
        raise Conflict(N_("The draft has changed since this file was compared with it. Import it again."))
    rows = {row.pid: row for row in queries.draft(db, document)}
    proposal.confirmed_at = now
    return draft.replace_all(_placed(proposal, rows, sure))


def _placed(
    proposal: Proposal, rows: Mapping[int, DraftParagraph], sure: bool
) -> list[tuple[int | None, Block, list[int], bool]]:
    """For each block the pid it keeps, its origins, and whether they are certain.

    A pid goes to the first block linked to it (its primary target) that has not got one yet.
    """
    sources: dict[int, list[tuple[int, int]]] = defaultdict(list)
    primary: dict[int, int] = {}
    for pid, index, percent in proposal.links:
        sources[index].append((pid, percent))
        primary.setdefault(pid, index)
    result = []
    for index, (kind, level, markdown) in enumerate(proposal.blocks):
        linked = sources[index]
        keeps = next((pid for pid, _percent in linked if primary[pid] == index), None)
        origins = dict.fromkeys(origin for pid, _percent in linked for origin in rows[pid].origins)
        certain = sure or all(percent >= CERTAIN * 100 for _pid, percent in linked)
        certain = certain and all(rows[pid].certain for pid, _percent in linked)
        result.append((keeps, Block(kind, level, markdown), list(origins), certain))
    return result

"""What the pages of the working draft show, gathered from the text, its history and the comments."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from consultation.answers.tracing import comments_behind, touched
from consultation.queries import comments_at
from core.errors import N_, NotFound
from documents import lineage, queries
from documents.drafting import history
from documents.lineage import LineageKind
from documents.models import Document, DraftParagraph, Paragraph, Revision, Version
from documents.text.blocks import Block
from documents.text.markdown import marker, plain, render_blocks
from documents.text.numbering import labels
from sbcp.language.glossary import paragraph_name
from sbcp.language.locales import gettext as _
from sbcp.web.text_html import alone, redline

EXCERPT = 70  # characters of a paragraph in a list
_MARKER = re.compile(r"^(?:#{1,6}|[-*+>]|\d{1,9}[.)])\s+")
SHOWN_CHANGES = 20  # of one revision, and of one paragraph's history


@dataclass(frozen=True)
class Shown:
    """A paragraph of the draft as its page lays it out.

    change: what became of it since the last version, empty if nothing. revision: the saved change
    that last touched it, None if that is in a version already.
    """

    pid: int
    label: str
    kind: str
    level: int
    html: str
    marker: str
    title: str
    change: str
    revision: Revision | None
    count: int = 0

    @property
    def name(self) -> str:
        return name_of(self.label)


@dataclass(frozen=True)
class DraftPage:
    """The draft with what changed since the last version."""

    document: Document
    last: Version | None
    paragraphs: list[Shown]
    ended: list[Paragraph]  # of the last version, that the draft no longer has
    counts: dict[str, int]  # of what changed, by kind
    revisions: int  # saved since the last version

    @property
    def contents(self) -> list[dict[str, Any]]:
        return [
            {"pid": p.pid, "label": p.label, "title": p.title, "level": p.level, "count": 0}
            for p in self.paragraphs
            if p.kind == "heading"
        ]


def draft(db: Session, document: Document) -> DraftPage:
    """Everything the page of the draft needs."""
    rows = queries.draft(db, document)
    last = queries.last_version(db, document)
    old = queries.paragraphs(db, last) if last else []
    lines = lines_since(old, rows) if last else []
    changes = {line.new: line.kind for line in lines if line.kind != LineageKind.UNCHANGED}
    ended = {line.old for line in lines if line.new is None}
    made = history.revisions_by_id(db, document, [row.changed_in for row in rows])
    base = last.number if last else 0
    blocks = [row.block for row in rows]
    html = render_blocks(blocks, [row.pid for row in rows])
    shown = [
        Shown(
            pid=row.pid,
            label=label,
            kind=row.kind,
            level=row.level,
            html=body,
            marker=marker(row.block),
            title=plain(row.markdown) if row.kind == "heading" else "",
            change=changes.get(row.pid, ""),
            revision=_since(made.get(row.changed_in), base) if row.pid in changes else None,
        )
        for row, label, body in zip(rows, labels(blocks), html, strict=True)
    ]
    return DraftPage(
        document=document,
        last=last,
        paragraphs=shown,
        ended=[row for row in old if row.pid in ended],
        counts=dict(
            Counter(link.kind for link in lineage.links(lines) if link.kind != LineageKind.UNCHANGED)
        ),
        revisions=queries.unpublished_revisions(db, document),
    )


def _since(revision: Revision | None, base: int) -> Revision | None:
    return revision if revision is not None and revision.base == base else None


def lines_since(old: Sequence[Paragraph], rows: Sequence[DraftParagraph]) -> list[lineage.Line]:
    """What the next version will say became of each paragraph of the last one."""
    return lineage.lines(
        {row.pid: row.markdown for row in old},
        {row.pid: row.markdown for row in rows},
        {row.pid: row.origins for row in rows},
        frozenset(row.pid for row in rows if not row.certain),
    )


@dataclass(frozen=True)
class Place:
    """A paragraph named in a list: its label and how it begins."""

    row: DraftParagraph
    label: str

    @property
    def name(self) -> str:
        return name_of(self.label)

    @property
    def words(self) -> str:
        return excerpt(self.row.markdown)


def name_of(label: str) -> str:
    """How a sentence about the draft calls a paragraph; what has no label is its title."""
    return paragraph_name(label) or _("the title")


def places(db: Session, document: Document) -> list[Place]:
    """Every paragraph of the draft, in order."""
    rows = queries.draft(db, document)
    return [Place(row, label) for row, label in zip(rows, labels([row.block for row in rows]), strict=True)]


def index_of(found: Sequence[Place], pid: int) -> int:
    """Where a paragraph stands. Raises NotFound if the draft does not have it."""
    for index, place in enumerate(found):
        if place.row.pid == pid:
            return index
    raise NotFound(N_("This paragraph is not in the working draft."))


def comments_on(db: Session, document: Document, *rows: DraftParagraph | None) -> list[Any]:
    """The comments that stand, in the last version, on what these paragraphs come from, by number."""
    last = queries.last_version(db, document)
    if last is None:
        return []
    pids = dict.fromkeys(pid for row in rows if row is not None for pid in row.origins)
    found = {place.comment.id: place.comment for pid in pids for place in comments_at(db, last, pid)}
    return sorted(found.values(), key=lambda comment: comment.number or 0)


@dataclass(frozen=True)
class Change:
    """A saved change with its marks. ``more``: changed paragraphs of an import that are not shown."""

    revision: Revision
    pids: list[int]
    marked: list[Markup]
    comments: list[Any]
    more: int = 0


def changes(db: Session, document: Document, revisions: Sequence[Revision]) -> list[Change]:
    """Saved changes with their marks and the comments that led to them."""
    behind = comments_behind(db, document, revisions)
    return [_change(revision, behind[revision.id]) for revision in revisions]


def paragraph_history(db: Session, document: Document, pid: int) -> list[Change]:
    """The last saved changes of one paragraph; of an import, only this paragraph's."""
    found = history.touching(db, document, pid, SHOWN_CHANGES)
    behind = comments_behind(db, document, found)
    return [
        Change(revision, [pid], [_marked_at(revision, pid)], behind[revision.id])
        if revision.operation == "import"
        else _change(revision, behind[revision.id])
        for revision in found
    ]


def _change(revision: Revision, comments: list[Any]) -> Change:
    before = {row["pid"]: row["markdown"] for row in revision.before}
    after = {row["pid"]: row["markdown"] for row in revision.after}
    if revision.operation in ("split", "merge"):
        marked = [redline("\n\n".join(before.values()), "\n\n".join(after.values()), whole=True)]
        return Change(revision, list(after), marked, comments)
    pids = [pid for pid in {**after, **before} if pid in touched(revision)]
    if revision.operation == "import" and not before:
        return Change(revision, [], [], comments, more=len(after))
    shown = [_marked_at(revision, pid) for pid in pids[:SHOWN_CHANGES]]
    return Change(revision, pids, shown, comments, more=max(0, len(pids) - SHOWN_CHANGES))


def _marked_at(revision: Revision, pid: int) -> Markup:
    old, new = (
        next((row["markdown"] for row in rows if row["pid"] == pid), "")
        for rows in (revision.before, revision.after)
    )
    return redline(old, new) if old != new else alone(new)


def joined(first: str, second: str) -> str:
    """Two paragraphs as one: the marker of the second falls away."""
    if "\n" in first + second:  # tables, code and quotes keep their lines
        return f"{first}\n{second}"
    return f"{first} {_MARKER.sub('', second)}"


def preview_of(blocks: Sequence[Block]) -> list[Markup]:
    return [alone(block.markdown) for block in blocks]


def excerpt(markdown: str, length: int = EXCERPT) -> str:
    words = " ".join(plain(markdown).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"

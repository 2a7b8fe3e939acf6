"""The working draft laid out to be read, with what changed since the last version."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from documents import lineage, queries
from documents.drafting import history, sets
from documents.lineage import LineageKind
from documents.models import ChangeSet, Document, DraftParagraph, Paragraph, Revision, Version
from documents.references import Dangling, dangling
from documents.text.html import render_blocks
from documents.text.numbering import is_written, labels, lead
from documents.text.words import plain
from sbcp.pages.drafts.paragraphs import name_of


@dataclass(frozen=True)
class ShownParagraph:
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
    name: str  # how a sentence calls it
    is_written: bool  # does its text say its number?
    is_agreed: bool = False  # a member has marked it so
    count: int = 0


@dataclass(frozen=True)
class DraftPage:
    """The draft with what changed since the last version."""

    document: Document
    last: Version | None
    paragraphs: list[ShownParagraph]
    ended: list[Paragraph]  # of the last version, that the draft no longer has
    counts: dict[str, int]  # of what changed, by kind
    revisions: int  # saved since the last version
    deleted: int  # paragraphs that it once had
    dangling: list[Dangling]  # references to what it no longer has

    @property
    def agreed(self) -> int:
        """How many paragraphs are marked as agreed."""
        return sum(paragraph.is_agreed for paragraph in self.paragraphs)

    @property
    def contents(self) -> list[dict[str, Any]]:
        return [
            {
                "pid": p.pid,
                "label": "" if p.is_written else p.label,
                "title": p.title,
                "level": p.level,
                "count": 0,
            }
            for p in self.paragraphs
            if p.kind == "heading"
        ]

    @property
    def lost_references(self) -> list[tuple[ShownParagraph, str]]:
        """The references that lead to no paragraph any more: where each stands, and its words."""
        shown = {paragraph.pid: paragraph for paragraph in self.paragraphs}
        return [(shown[each.pid], plain(each.words)) for each in self.dangling]

    def name_of(self, paragraph: Paragraph) -> str:
        """How a sentence calls a paragraph of the last version."""
        return name_of(paragraph.label, paragraph.block, self.document.language)


def draft(db: Session, document: Document) -> DraftPage:
    """Everything the page of the draft needs."""
    rows = queries.draft(db, document)
    last = queries.last_version(db, document)
    old = queries.paragraphs(db, last) if last else []
    lines = lines_since(old, rows) if last else []
    changes = {line.new: line.kind for line in lines if line.kind != LineageKind.UNCHANGED}
    ended = {line.old for line in lines if line.new is None}
    saved = history.revisions_by_id(db, document, [paragraph.changed_in for paragraph in rows])
    base = last.number if last else 0
    blocks = [paragraph.block for paragraph in rows]
    html = render_blocks(blocks, [paragraph.pid for paragraph in rows])
    shown = [
        ShownParagraph(
            pid=paragraph.pid,
            label=label,
            kind=paragraph.kind,
            level=paragraph.level,
            html=body,
            marker=lead(paragraph.block, label),
            title=plain(paragraph.markdown) if paragraph.kind == "heading" else "",
            change=changes.get(paragraph.pid, ""),
            revision=_since(saved.get(paragraph.changed_in), base) if paragraph.pid in changes else None,
            name=name_of(label, paragraph.block, document.language),
            is_written=is_written(paragraph.block, label),
            is_agreed=paragraph.agreed_at is not None,
        )
        for paragraph, label, body in zip(rows, labels(blocks, document.labels_style), html, strict=True)
    ]
    return DraftPage(
        document=document,
        last=last,
        paragraphs=shown,
        ended=[paragraph for paragraph in old if paragraph.pid in ended],
        counts=dict(
            Counter(link.kind for link in lineage.links(lines) if link.kind != LineageKind.UNCHANGED)
        ),
        revisions=queries.unpublished_revisions(db, document),
        deleted=queries.ended_count(db, document),
        dangling=dangling({paragraph.pid: block for paragraph, block in zip(rows, blocks, strict=True)}),
    )


@dataclass(frozen=True)
class OpenSet:
    """Changes that are still open, how many paragraphs they are of, and whether the reader may close them."""

    change_set: ChangeSet
    count: int
    may_close: bool


def open_sets(db: Session, document: Document, own: Collection[int], publishes: bool) -> list[OpenSet]:
    """The open changes of a draft. ``own``: the ids of the reader's mandates. ``publishes``: may the reader
    close those of others?"""
    return [
        OpenSet(each, len(each.revisions), publishes or each.made_by_id in own)
        for each in sets.open_sets(db, document)
    ]


def lines_since(old: Sequence[Paragraph], rows: Sequence[DraftParagraph]) -> list[lineage.Line]:
    """What the next version will say became of each paragraph of the last one."""
    return lineage.lines(
        {paragraph.pid: paragraph.markdown for paragraph in old},
        {paragraph.pid: paragraph.markdown for paragraph in rows},
        {paragraph.pid: paragraph.origins for paragraph in rows},
        frozenset(paragraph.pid for paragraph in rows if not paragraph.certain),
    )


def _since(revision: Revision | None, base: int) -> Revision | None:
    return revision if revision is not None and revision.base == base else None

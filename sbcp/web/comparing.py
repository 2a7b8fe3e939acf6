"""What the comparison page shows: the changes between two versions, each with the reasons behind it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy.orm import Session

from consultation.models import Comment
from consultation.tracing import comments_behind_pids, touched
from documents import lineage, queries
from documents.markdown import plain
from documents.models import Document, Revision, Version
from documents.redline import Words, redline_block, side_by_side
from sbcp.i18n import current
from sbcp.i18n import gettext as _

MODES = ("changes", "inline", "side", "list")
KEPT_PAIRS = 64


@dataclass(frozen=True)
class Text:
    """A paragraph as a comparison names it."""

    pid: int
    label: str
    kind: str
    level: int
    html: str
    markdown: str


@dataclass(frozen=True)
class Row:
    """What became what at one place, in the order of the newer text.

    ``kind`` is that of the lineage, or ``form`` where only numbering or formatting differ.
    ``number`` counts the changes; it is 0 where nothing changed.
    """

    number: int
    kind: str
    old: tuple[Text, ...]
    new: tuple[Text, ...]
    inline: str
    left: str
    right: str

    @property
    def anchor(self) -> int:
        """The pid by which a link finds this row."""
        return (self.new or self.old)[0].pid

    @property
    def label(self) -> str:
        return (self.new or self.old)[0].label

    @property
    def pids(self) -> set[int]:
        return {text.pid for text in (*self.old, *self.new)}


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side, with why each change was made."""

    document: Document
    old: Version
    new: Version
    versions: list[Version]
    mode: str
    rows: tuple[Row, ...]
    counts: dict[str, int]
    comments: dict[int, list[Comment]] = field(default_factory=dict)  # by number of the change
    reasons: dict[int, list[Revision]] = field(default_factory=dict)

    @property
    def changes(self) -> list[Row]:
        return [row for row in self.rows if row.number]


def comparison(db: Session, document: Document, a: int, b: int, mode: str) -> Comparison:
    """Everything the page needs, in a constant number of statements. Raises NotFound."""
    old = queries.version_by_number(db, document, a)
    new = queries.version_by_number(db, document, b)
    rows = _rows(_texts(db, old), _texts(db, new), tuple(queries.lines_between(db, old, new)), current().code)
    changed = [row for row in rows if row.number]
    behind = comments_behind_pids(db, document, a, b)
    low, high = sorted((a, b))
    saved = [revision for revision in queries.revisions(db, document) if low <= revision.base < high]
    return Comparison(
        document=document,
        old=old,
        new=new,
        versions=queries.versions(db, document),
        mode=mode if mode in MODES else MODES[0],
        rows=rows,
        counts=dict(Counter(row.kind for row in changed)),
        comments={row.number: _together(behind, row) for row in changed},
        reasons={row.number: _reasons(saved, row) for row in changed},
    )


def _texts(db: Session, version: Version) -> tuple[Text, ...]:
    return tuple(
        Text(row.pid, row.label, row.kind, row.level, row.html, row.markdown)
        for row in queries.paragraphs(db, version)
    )


# Versions never change, so their comparison is computed once; the words in it are the locale's.
@lru_cache(maxsize=KEPT_PAIRS)
def _rows(
    old: tuple[Text, ...], new: tuple[Text, ...], lines: tuple[lineage.Line, ...], _locale: str
) -> tuple[Row, ...]:
    before = {text.pid: text for text in old}
    after = {text.pid: text for text in new}
    words = marked_words()
    rows = []
    number = 0
    for link in _in_reading_order(lineage.links(lines), [text.pid for text in old], list(after)):
        texts = tuple(before[pid] for pid in link.old), tuple(after[pid] for pid in link.new)
        kind = _kind(link.kind, *texts)
        number += kind != "unchanged"
        rows.append(_row(number if kind != "unchanged" else 0, kind, *texts, words))
    return tuple(rows)


def _row(number: int, kind: str, old: tuple[Text, ...], new: tuple[Text, ...], words: Words) -> Row:
    if kind in ("unchanged", "moved", "form"):
        html = "\n".join(text.html for text in new)
        return Row(number, kind, old, new, html, "\n".join(text.html for text in old), html)
    one, two = (_joined(texts) for texts in (old, new))
    left, right = side_by_side(one, two, words)
    return Row(number, kind, old, new, redline_block(one, two, words), left, right)


def _joined(texts: tuple[Text, ...]) -> str:
    return "\n\n".join(text.markdown for text in texts)


def _kind(kind: str, old: tuple[Text, ...], new: tuple[Text, ...]) -> str:
    if kind == "edited" and plain(_joined(old)) == plain(_joined(new)):
        return "form"
    return kind


def _in_reading_order(links: list[lineage.Link], old: list[int], new: list[int]) -> list[lineage.Link]:
    """Links by the place of their first new paragraph; a deleted one follows what stood before it."""
    place = {pid: index for index, pid in enumerate(new)}
    target = {pid: link for link in links for pid in link.old}
    order: dict[lineage.Link, tuple[int, int]] = {}
    last = -1
    for index, pid in enumerate(old):
        link = target[pid]
        if link.new:
            last = max(place[found] for found in link.new) if link.kind != "moved" else last
        else:
            order[link] = (last, index + 1)
    return sorted(links, key=lambda link: order.get(link) or (place[link.new[0]], 0))


def _reasons(saved: list[Revision], row: Row) -> list[Revision]:
    """The revisions that touched a row and say why, the first first."""
    return [revision for revision in saved[::-1] if revision.reason and touched(revision) & row.pids]


def _together(behind: dict[int, list[Comment]], row: Row) -> list[Comment]:
    found = {comment.id: comment for pid in sorted(row.pids) for comment in behind.get(pid, ())}
    return sorted(found.values(), key=lambda comment: comment.number or 0)


def marked_words() -> Words:
    """The words that screen readers say at each mark, in the reader's language."""
    return Words(*(_(word) for word in Words()))

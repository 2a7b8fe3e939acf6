"""Two states of a document, fetched to be compared: any two versions, or a version and the draft."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents import lineage, queries
from documents.comparison.comparison import ParagraphText, TextComparison, compare
from documents.drafting import history
from documents.models import Paragraph, Version
from documents.text.numbering import labels

Names = Mapping[int, frozenset[int]]


class Compared(NamedTuple):
    """A pair with the saved changes that lie between its two states, the first first."""

    pair: TextComparison
    touches: list[history.Touch]


def of_versions(db: Session, old: Version, new: Version) -> Compared:
    """An earlier version and a later one. What this gives never changes."""
    before, after = _texts(db, old), _texts(db, new)
    if new.number == old.number + 1:
        pair = compare(before, after, queries.lines_to(db, new))
    else:
        pair = _composed(before, after, _steps(db, old, new.number))
    return Compared(pair, history.touches(db, old.document, old.number, new.number))


def with_draft(db: Session, old: Version, last: Version) -> Compared:
    """A version and the working draft, which comes after the version ``last``. It changes with every
    revision."""
    document = old.document
    rows = queries.draft(db, document)
    names = labels([paragraph.block for paragraph in rows], document.labels_style)
    after = [
        ParagraphText(paragraph.pid, label, paragraph.kind, paragraph.level, paragraph.markdown)
        for paragraph, label in zip(rows, names, strict=True)
    ]
    step = {(source, paragraph.pid): paragraph.certain for paragraph in rows for source in paragraph.origins}
    pair = _composed(_texts(db, old), after, [*_steps(db, old, last.number), step])
    return Compared(pair, history.touches(db, document, old.number, last.number + 1))


def _texts(db: Session, version: Version) -> list[ParagraphText]:
    columns = (Paragraph.pid, Paragraph.label, Paragraph.kind, Paragraph.level)
    query = select(*columns, Paragraph.markdown, Paragraph.html).where(Paragraph.version_id == version.id)
    return [ParagraphText(*values) for values in db.execute(query.order_by(Paragraph.position))]


def _steps(db: Session, old: Version, last: int) -> list[lineage.Pairs]:
    """What came from what in each version after one, up to the version with the number ``last``."""
    later = queries.versions(db, old.document)[old.number : last]
    return [lineage.pairs_of(lines) for lines in queries.lines_to_each(db, later).values()]


def _composed(
    before: list[ParagraphText], after: list[ParagraphText], steps: list[lineage.Pairs]
) -> TextComparison:
    same: lineage.Pairs = {(text.pid, text.pid): True for text in before}
    old, new = ({text.pid: text.markdown for text in texts} for texts in (before, after))
    through = lineage.with_returned(old, new, reduce(lineage.compose, steps, same))
    lines = lineage.named(old, new, through)
    return compare(before, after, lines, _names(old, new, steps))


def _names(old: Iterable[int], new: Iterable[int], steps: list[lineage.Pairs]) -> Names:
    """For each pid of either end, itself and all that its paragraph was called in between."""
    names_of = {pid: {pid} for pid in (*old, *new)}
    for ends, walked in ((old, steps), (new, [lineage.reversed_pairs(step) for step in steps[::-1]])):
        at: dict[int, set[int]] = {pid: {pid} for pid in ends}  # where one is → the ends one came from
        for step in walked:
            reached: dict[int, set[int]] = {}
            for source, target in step:
                reached.setdefault(target, set()).update(at.get(source, ()))
            at = reached
            for pid, origins in at.items():
                for origin in origins:
                    names_of[origin].add(pid)
    return {pid: frozenset(names) for pid, names in names_of.items()}

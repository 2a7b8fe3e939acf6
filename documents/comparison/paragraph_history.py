"""A paragraph through all versions: what it came from, what became of it, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from documents import queries
from documents.comparison.comparison import ParagraphText
from documents.drafting import history
from documents.lineage import Line, LineageKind, named
from documents.models import Document, Lineage, Paragraph, Version
from documents.text.numbering import labels

DRAFT = 0  # in place of the number of a version


class ParagraphState(NamedTuple):
    """The paragraph as it stood in one version, or in the draft where ``version`` is missing.

    texts: its words, in several paragraphs where it was split; none where it is not (any more) there.
    kind: what became of it since the stage before, empty at the first. certain: False where an import
    guessed that. sources: all that it came from, others too where it was merged. elsewhere: other
    paragraphs here that came from the same as it did.
    touches: the saved changes of it since the stage before, the first first.
    """

    version: Version | None
    texts: tuple[ParagraphText, ...]
    kind: str
    certain: bool
    sources: tuple[ParagraphText, ...]
    elsewhere: tuple[ParagraphText, ...]
    touches: tuple[history.Touch, ...]

    @property
    def number(self) -> int:
        return self.version.number if self.version else DRAFT

    @property
    def markdown(self) -> str:
        return "\n\n".join(text.markdown for text in self.texts)


def followed(
    steps: Sequence[Sequence[Line]], there: Sequence[Collection[int]], start: int, pid: int
) -> list[set[int]]:
    """Where a paragraph is in each of several states, followed back and forth from one of them. What ended
    and came back is there again under its pid.

    steps: the lines to each state from the one before; the first state has none. there: the pids of each.
    """
    places: list[set[int]] = [set() for _step in steps]
    places[start] = {pid}
    ever = {pid}
    for at in range(start, 0, -1):
        sources = {line.old for line in steps[at] if line.new in places[at] and line.old is not None}
        places[at - 1] = sources or ever.intersection(there[at - 1])
        ever |= places[at - 1]
    for at in range(start + 1, len(steps)):
        targets = {line.new for line in steps[at] if line.old in places[at - 1] and line.new is not None}
        places[at] = targets or ever.intersection(there[at])
        ever |= places[at]
    return places


def states(db: Session, document: Document, pid: int, *, drafted: bool) -> list[ParagraphState]:
    """The paragraph in every version from the one in which it or what it comes from first stood;
    with ``drafted`` in the working draft too. In a constant number of statements.

    Raises NotFound if no version, nor the draft if it is asked for, has such a paragraph.
    """
    versions = queries.versions(db, document)
    draft, draft_lines = _draft(db, document) if drafted else ({}, [])
    own = {line.old for line in draft_lines if line.new == pid and line.old is not None}
    related = _related(db, document, {pid} | own)
    steps = [*_lines(db, versions, related), *([draft_lines] if drafted else [])]
    texts = [*_texts(db, versions, related), *([draft] if drafted else [])]
    having = [index for index, state in enumerate(texts) if pid in state]
    if not having:
        raise NotFound(N_("This document has no such paragraph."))
    places = followed(steps, texts, having[-1], pid)
    low = versions[0].number if versions else 0
    touches = history.touches(db, document, low, len(versions) + drafted, {p for at in places for p in at})
    return list(_states(versions, steps, texts, places, touches))


def _states(
    versions: Sequence[Version],
    steps: Sequence[Sequence[Line]],
    texts: Sequence[Mapping[int, ParagraphText]],
    places: Sequence[set[int]],
    touches: Sequence[history.Touch],
) -> Iterable[ParagraphState]:
    first = next(index for index, place in enumerate(places) if place)
    for at in range(first, len(steps)):
        before, here = places[at - 1] if at > first else set(), places[at]
        if at > first and not before and not here:
            continue  # it has been gone for longer than one version
        mine = [line for line in steps[at] if before and line.new in here and line.old is not None]
        sources = {line.old for line in mine} | before
        others = dict.fromkeys(line.new for line in steps[at] if line.old in before and line.new not in here)
        yield ParagraphState(
            version=versions[at] if at < len(versions) else None,
            texts=tuple(text for pid, text in texts[at].items() if pid in here),
            kind=_kind(before, here, mine) if at > first else "",
            certain=all(line.certain for line in mine),
            sources=tuple(text for pid, text in texts[at - 1].items() if pid in sources) if before else (),
            elsewhere=tuple(text for pid, text in texts[at].items() if pid in others),
            touches=tuple(t for t in touches if at > first and t.base == at and t.pids & (before | here)),
        )


def _kind(before: set[int], here: set[int], lines: Sequence[Line]) -> str:
    if not here:
        return LineageKind.DELETED
    if not before:
        return LineageKind.ADDED
    kinds = {line.kind for line in lines}
    if len(kinds) == 1:
        return kinds.pop()
    return LineageKind.MERGED if len(before) > len(here) else LineageKind.SPLIT


def _related(db: Session, document: Document, pids: set[int]) -> set[int]:
    """Every pid that these paragraphs may have had: more than enough, and few."""
    renamed = (
        select(Lineage.old_pid, Lineage.new_pid)
        .join(Version, Version.id == Lineage.version_id)
        .where(Version.document_id == document.id, Lineage.old_pid != Lineage.new_pid)
    )
    beside: dict[int, set[int]] = defaultdict(set)
    for one, two in db.execute(renamed):
        if one is not None and two is not None:
            beside[one].add(two)
            beside[two].add(one)
    related, waiting = set(pids), list(pids)
    while waiting:
        fresh = beside[waiting.pop()] - related
        related |= fresh
        waiting += fresh
    return related


def _lines(db: Session, versions: Sequence[Version], pids: set[int]) -> list[list[Line]]:
    """The lines of these paragraphs to each version from the one before."""
    columns = (Lineage.version_id, Lineage.old_pid, Lineage.new_pid, Lineage.kind, Lineage.certain)
    query = select(*columns).where(
        Lineage.version_id.in_([version.id for version in versions]),
        or_(Lineage.old_pid.in_(pids), Lineage.new_pid.in_(pids)),
    )
    by_version: dict[int, list[Line]] = defaultdict(list)
    for version, old, new, kind, certain in db.execute(query.order_by(Lineage.id)):
        by_version[version].append(Line(old, new, kind, certain))
    return [by_version[version.id] for version in versions]


def _texts(db: Session, versions: Sequence[Version], pids: set[int]) -> list[dict[int, ParagraphText]]:
    columns = (Paragraph.pid, Paragraph.label, Paragraph.kind, Paragraph.level)
    query = select(Paragraph.version_id, *columns, Paragraph.markdown, Paragraph.html).where(
        Paragraph.version_id.in_([version.id for version in versions]), Paragraph.pid.in_(pids)
    )
    by_version: dict[int, dict[int, ParagraphText]] = defaultdict(dict)
    for version, pid, label, kind, level, markdown, html in db.execute(query.order_by(Paragraph.position)):
        by_version[version][pid] = ParagraphText(pid, label, kind, level, markdown, html)
    return [by_version[version.id] for version in versions]


def _draft(db: Session, document: Document) -> tuple[dict[int, ParagraphText], list[Line]]:
    """The working draft, and what came from what since the last version."""
    rows = queries.draft(db, document)
    own = labels([paragraph.block for paragraph in rows], document.labels_style)
    texts = {
        paragraph.pid: ParagraphText(
            paragraph.pid, label, paragraph.kind, paragraph.level, paragraph.markdown
        )
        for paragraph, label in zip(rows, own, strict=True)
    }
    last = queries.last_version(db, document)
    if last is None:
        return texts, []
    query = select(Paragraph.pid, Paragraph.markdown).where(Paragraph.version_id == last.id)
    old = {paragraph.pid: paragraph.markdown for paragraph in db.execute(query.order_by(Paragraph.position))}
    known = {(source, paragraph.pid): paragraph.certain for paragraph in rows for source in paragraph.origins}
    return texts, named(old, {pid: text.markdown for pid, text in texts.items()}, known)

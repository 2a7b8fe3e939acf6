"""Giving all comments their places in a version at once.

What a place follows from is shared by many comments. The database is asked which such anchors there
are; each is given its place by the rules of ``consultation.placements.rules``; the places go into a
temporary table, and one statement makes the placements of all comments from it. The comments
themselves never leave the database.

Places made together are a list on the record; who calls puts its digest into an entry.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Session

from consultation.kinds import PlacementKind
from consultation.models import Comment, Placement, Settlement, Submission, last
from consultation.placements.rules import Anchor, Place, carry, returned
from consultation.placements.standing import places
from consultation.public import PLACEMENT, Batch, lines_of
from core.db import upsert
from core.record.public import lines_digest
from documents import queries
from documents.lineage import Line
from documents.models import Document, Version
from documents.text.words import plain

# The anchors with their places. Missing numbers are 0 here, so that the database can join on equality.
CARRIED = Table(
    "carried_placement",
    MetaData(),
    Column("home", Integer),  # id of the version commented on
    Column("from_pid", Integer),
    Column("at", Integer),
    Column("from_kind", String(12)),
    Column("quote", Text),
    Column("pid", Integer, nullable=True),
    Column("kind", String(12), nullable=False),
    Column("quote_kind", String(12), nullable=False),
    PrimaryKeyConstraint("home", "from_pid", "at", "from_kind", "quote"),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


class _Stored(NamedTuple):
    """An anchor as the database tells it, with 0 for a missing number."""

    home: int
    from_pid: int
    at: int
    kind: str
    quote: str


class Totals(NamedTuple):
    """The comments on earlier versions and how they stand: ``kinds`` and ``missing`` add up to
    ``comments``; ``missing`` is 0 unless something is broken."""

    comments: int
    kinds: dict[str, int]
    missing: int


class Carried(NamedTuple):
    """What was placed: the digests of the lists that are new on the record, by name, and how many of
    the version asked for are of each kind."""

    lists: dict[str, str]
    kinds: dict[str, int]


def carry_forward(db: Session, document: Document, version: Version) -> Carried:
    """Give every sent comment on an earlier version its place in this one. The number of statements
    does not grow with the comments. The lists belong into an entry of the record."""
    return _on_record(db, _place(db, document, version, None))


def catch_up(db: Session, submission: Submission, last: int) -> Carried:
    """Give the comments of one submission their places in the versions published before it was
    sent, up to number ``last``: a response may arrive when its version is no longer the last. The lists
    belong into an entry of the record."""
    document = submission.consultation.document
    if last <= submission.consultation.version.number:
        return Carried({}, {})
    version = queries.version_by_number(db, document, last)
    return _on_record(db, _place(db, document, version, submission))


def _on_record(db: Session, batches: list[Batch]) -> Carried:
    lists: dict[str, str] = {}
    kinds: dict[str, int] = {}
    for batch in batches:
        lines, kinds = lines_of(db, batch)
        if lines:
            lists[PLACEMENT.named(batch.key)] = lines_digest(lines)
    return Carried(lists, kinds)


def _place(db: Session, document: Document, version: Version, only: Submission | None) -> list[Batch]:
    """Place all comments, or those of one submission, in a version; a place that is there is kept. What
    was made together, that of the version last."""
    if version.number == 1:
        return []
    before = queries.version_by_number(db, document, version.number - 1)
    db.flush()
    left_out = _missing(db, before, only)  # something was left out: it comes first
    earlier = _place(db, document, before, only) if left_out else []
    sources = {
        source: [_Stored(*keys) for keys in db.execute(source.select(*source.keys).distinct())]
        for source in _sources(db, before, only)
    }
    anchors = set(chain.from_iterable(sources.values()))
    if not anchors:
        return earlier
    place = placer(db, document, version)
    numbers = {each.id: each.number for each in queries.versions(db, document)}
    _store(db, ((anchor, place(_anchor(anchor, numbers))) for anchor in anchors))
    batch = Batch(version, min(each.number or 0 for each in only.comments) if only else 0)
    there = select(Placement.id).where(Placement.version_id == version.id).limit(1)
    beside = db.scalar(there) is not None
    for source, theirs in sources.items():
        if theirs:
            _insert(db, batch, source, beside=beside)
    CARRIED.drop(db.connection())
    return [*earlier, batch]


def _anchor(stored: _Stored, numbers: dict[int, int]) -> Anchor:
    quote = tuple(json.loads(stored.quote))
    return Anchor(numbers[stored.home], stored.from_pid or None, quote, stored.at or None, stored.kind)


@dataclass(frozen=True, eq=False)
class _Source:
    """Comments to be placed. ``keys`` are what makes the anchor of one, in the order of _Stored."""

    keys: tuple[Any, ...]
    start: FromClause
    where: tuple[ColumnElement[bool], ...]

    def select(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        return select(*columns).select_from(self.start).where(*self.where)


_PID: Any = func.coalesce(Comment.pid, 0)
_QUOTE = cast(Comment.quote, Text)


def _made_on(version: Version, only: Submission | None) -> _Source:
    """The sent comments on a version: they stand where they were made."""
    keys: Any = (Comment.version_id, _PID, _PID, literal_column("'unchanged'"), _QUOTE)
    where = (Comment.version_id == version.id, *_sent(version.document_id, only))
    return _Source(keys, Comment.__table__, where)


def _sources(db: Session, version: Version, only: Submission | None) -> list[_Source]:
    """The sent comments as they stand in a version. Where nothing in it was settled, as is usual, no place
    is asked for its settlement."""
    settled = select(Settlement.id).join(Settlement.placement).where(Placement.version_id == version.id)
    if db.scalar(settled.limit(1)) is None:
        return [_made_on(version, only), _carried_to(version, only)]
    but = ~exists().where(Settlement.placement_id == Placement.id)
    return [_made_on(version, only), _carried_to(version, only, but), _settled_in(version, only)]


def _carried_to(version: Version, only: Submission | None, *but: ColumnElement[bool]) -> _Source:
    """The comments on earlier versions as they were carried to a version."""
    at: Any = func.coalesce(Placement.pid, 0)
    keys = (Comment.version_id, _PID, at, Placement.kind, _QUOTE)
    both = Comment.__table__.join(Placement.__table__, Placement.comment_id == Comment.id)
    carried = (Placement.version_id == version.id, *but, *_sent(version.document_id, only))
    return _Source(keys, both, carried)


def _settled_in(version: Version, only: Submission | None) -> _Source:
    """The comments on earlier versions of whose places in a version the last settlement says the last."""
    at: Any = func.coalesce(Settlement.pid, 0)
    keys = (Comment.version_id, _PID, at, Settlement.kind, _QUOTE)
    settled = Settlement.__table__.join(Placement.__table__, Settlement.placement_id == Placement.id)
    all_three = settled.join(Comment.__table__, Placement.comment_id == Comment.id)
    return _Source(
        keys, all_three, (Placement.version_id == version.id, last(), *_sent(version.document_id, only))
    )


def _sent(document_id: int, only: Submission | None) -> tuple[ColumnElement[bool], ...]:
    """By document and number, which reads them one after another as they lie in the table."""
    mine = () if only is None else (Comment.submission_id == only.id,)
    return (Comment.document_id == document_id, Comment.number.is_not(None), *mine)


def _missing(db: Session, version: Version, only: Submission | None) -> bool:
    """Whether comments on earlier versions have no place in a version yet."""
    placed = select(func.count(Placement.id)).where(Placement.version_id == version.id)
    sent = _sent_before(version)
    if only is not None:
        placed = placed.join(Comment, Placement.comment_id == Comment.id)
        placed, sent = (query.where(Comment.submission_id == only.id) for query in (placed, sent))
    return db.scalar(placed) != db.scalar(sent)


def _store(db: Session, places: Iterable[tuple[_Stored, Place]]) -> None:
    """Put the anchors with their places into the temporary table."""
    names = CARRIED.columns.keys()
    CARRIED.create(db.connection())
    rows = [dict(zip(names, (*anchor, *place), strict=True)) for anchor, place in places]
    db.connection().execute(insert(CARRIED), rows)
    if db.get_bind().dialect.name == "postgresql":  # it plans badly on a table it knows nothing of
        db.execute(text(f"ANALYZE {CARRIED.name}"))


def _insert(db: Session, batch: Batch, source: _Source, *, beside: bool) -> None:
    """``beside``: whether the version has places already, which are kept. Where it has none, as at its
    publication, nothing is asked about each row: no comment is in two sources."""
    columns = ("comment_id", "version_id", "batch", "pid", "kind", "quote_kind")
    here = (CARRIED.c.home, CARRIED.c.from_pid, CARRIED.c.at, CARRIED.c.from_kind, CARRIED.c.quote)
    same = and_(*(mine == theirs for mine, theirs in zip(here, source.keys, strict=True)))
    chosen = (
        select(
            Comment.id,
            literal(batch.version.id),
            literal(batch.number),
            CARRIED.c.pid,
            CARRIED.c.kind,
            CARRIED.c.quote_kind,
        )
        .select_from(source.start.join(CARRIED, same))
        .where(*source.where)
    )
    placements = upsert(db, Placement).from_select(columns, chosen, include_defaults=False)
    if beside:
        placements = placements.on_conflict_do_nothing(index_elements=["comment_id", "version_id"])
    db.execute(placements)


def placer(db: Session, document: Document, version: Version) -> Callable[[Anchor], Place]:
    """A function from anchor to place that reads lineage and texts once and remembers its answers."""
    onward: dict[int | None, list[Line]] = defaultdict(list)
    for line in queries.lines_to(db, version):
        onward[line.old].append(line)
    again = {line.new for line in onward[None]}  # new here, or here again after it had ended
    source = queries.text_of(db, version)
    versions = {earlier.number: earlier for earlier in queries.versions(db, document)}

    @cache
    def words(pid: int) -> str:
        return plain(source[pid])

    @cache
    def since(home: int) -> dict[tuple[int, int], str]:
        return kinds_between(db, versions[home], version)

    def place(anchor: Anchor) -> Place:
        if anchor.kind == PlacementKind.REMOVED and anchor.pid in again:
            return returned(anchor, since(anchor.home), words)
        return carry(anchor, onward.get(anchor.at, ()), since(anchor.home), words)

    return place


def kinds_between(db: Session, old: Version, new: Version) -> dict[tuple[int, int], str]:
    """The kind of each line from an old version's paragraph to a new one's."""
    return {
        (line.old, line.new): line.kind
        for line in queries.lines_between(db, old, new)
        if line.old is not None and line.new is not None
    }


def totals(db: Session, version: Version) -> Totals:
    """How the comments on earlier versions stand in this one."""
    standing: Counter[str] = Counter()
    for alike, count in places(db, [version]).items():
        standing[alike.kind] += count
    comments = db.scalar(_sent_before(version)) or 0
    kinds = {kind.value: standing[kind] for kind in PlacementKind}
    return Totals(comments, kinds, comments - sum(kinds.values()))


def _sent_before(version: Version) -> Select[int]:
    """How many comments were sent on earlier versions."""
    earlier = select(Version.id).where(
        Version.document_id == version.document_id, Version.number < version.number
    )
    return select(func.count(Comment.id)).where(Comment.version_id.in_(earlier), Comment.number.is_not(None))

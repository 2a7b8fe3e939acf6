"""Questions about the saved changes of a draft: which, by whom, and what stood there before.

A revision keeps the texts it touched, an import the whole document twice. Where only some
paragraphs are asked about, the database leaves out the revisions that do not name them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

from documents.drafting.states import words
from documents.drafting.taking_back import moved
from documents.models import ChangeSet, Document, Revision
from documents.text.blocks import Block
from members.models import Mandate

AT_ONCE = 20  # revisions read at a time where the first that fits is looked for


class Touch(NamedTuple):
    """A saved change without its texts. ``pids``: the paragraphs that are not as they were."""

    id: int
    base: int
    number: int | None
    operation: str
    reason: str
    made_at: datetime
    pids: frozenset[int]

    @property
    def name(self) -> str:
        """As it is called; empty while its change set is open."""
        return f"{self.base}.{self.number}" if self.number else ""


def revision_count(db: Session, document: Document) -> int:
    """How many changes of a draft have been saved."""
    return db.scalar(select(func.count()).where(Revision.document_id == document.id)) or 0


def revisions(db: Session, document: Document, *, limit: int, offset: int = 0) -> list[Revision]:
    """The saved changes, the newest first, with who made them: so many after so many."""
    return list(db.scalars(_signed(document).limit(limit).offset(offset)))


def revisions_by_id(db: Session, document: Document, ids: Iterable[int]) -> dict[int, Revision]:
    """These saved changes by their id, with who made them; their texts stay in the database."""
    light = _signed(document).where(Revision.id.in_(set(ids)))
    revisions = db.scalars(light.options(defer(Revision.before), defer(Revision.after)))
    return {revision.id: revision for revision in revisions}


def first_after(db: Session, document: Document, revision_id: int) -> Revision | None:
    """The first change that was saved after this one, with who made it; None if it is the last."""
    later = _signed(document).where(Revision.id > revision_id).order_by(None).order_by(Revision.id)
    return db.scalar(later.options(defer(Revision.before), defer(Revision.after)).limit(1))


def touches(db: Session, document: Document, low: int, high: int, pids: Iterable[int] = ()) -> list[Touch]:
    """The saved changes after the versions ``low`` to ``high - 1``, the first first; with ``pids``
    those alone that changed one of them."""
    wanted = frozenset(pids)
    columns = (Revision.id, Revision.base, ChangeSet.number, Revision.operation, ChangeSet.reason)
    query = (
        select(*columns, Revision.made_at, Revision.before, Revision.after)
        .join(Revision.change_set)
        .where(Revision.document_id == document.id, Revision.base >= low, Revision.base < high)
    )
    if wanted:
        query = query.where(_names(wanted))
    touches = []
    with db.execute(query.order_by(Revision.id).execution_options(yield_per=AT_ONCE)) as rows:
        for id_, base, number, operation, reason, made_at, before, after in rows:
            changed = frozenset(touched(operation, before, after))
            if not wanted or changed & wanted:
                touches.append(Touch(id_, base, number, operation, reason, made_at, changed))
    return touches


def touched(operation: str, before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> set[int]:
    """The paragraphs that a revision changed. An import lists the whole text; of it only what is
    not as it was."""
    old, new = ({state["pid"]: words(state) for state in states} for states in (before, after))
    pids = old.keys() | new.keys()
    return {pid for pid in pids if operation != "import" or old.get(pid) != new.get(pid)}


def moved_since(db: Session, document: Document, change_set: ChangeSet) -> set[int]:
    """The paragraphs that were put elsewhere after a change set."""
    last = max((revision.id for revision in change_set.revisions), default=0)
    later = select(Revision.operation, Revision.before, Revision.after).where(
        Revision.document_id == document.id,
        Revision.id > last,
        Revision.operation.in_(("move", "import", "take back")),
    )
    return {pid for columns in db.execute(later) for pid in moved(*columns)}


def touching(db: Session, document: Document, pid: int, limit: int | None = None) -> list[Revision]:
    """The saved changes of one paragraph, the newest first, as many as asked for. Of an import only
    if it changed it."""
    named = _signed(document).where(_names([pid])).execution_options(yield_per=AT_ONCE)
    with db.scalars(named) as revisions:
        fitting = (r for r in revisions if pid in touched(r.operation, r.before, r.after))
        return list(islice(fitting, limit))


def naming(
    db: Session, document: Document, pids: Iterable[int], *, base: int | None = None, below: int | None = None
) -> Iterator[Revision]:
    """The saved changes that name one of these paragraphs, the newest first, read as they are asked for.
    ``base``: those alone that led to the version of this number. ``below``: those before this id."""
    query = _signed(document).where(_names(pids))
    if base is not None:
        query = query.where(Revision.base < base)
    if below is not None:
        query = query.where(Revision.id < below)
    with db.scalars(query.execution_options(yield_per=AT_ONCE)) as revisions:
        yield from revisions


def operations_since(db: Session, document: Document, pid: int, revision_id: int) -> set[str]:
    """What was done to one paragraph after a saved change. Nothing if that change is none any more."""
    if db.get(Revision, revision_id) is None and revision_id:
        return set()
    columns = (Revision.operation, Revision.before, Revision.after)
    named = select(*columns).where(Revision.document_id == document.id, Revision.id > revision_id)
    rows = db.execute(named.where(_names([pid])))
    return {operation for operation, *texts in rows if pid in touched(operation, *texts)}


def last_touching(db: Session, document: Document, pid: int) -> Revision | None:
    """The last saved change of one paragraph."""
    return next(iter(touching(db, document, pid, limit=1)), None)


def text_at(db: Session, document: Document, pid: int, revision_id: int) -> str | None:
    """The Markdown of a paragraph as it was right after a revision; None if it was not there."""
    block = block_at(db, document, pid, revision_id)
    return block.markdown if block else None


def block_at(db: Session, document: Document, pid: int, revision_id: int) -> Block | None:
    """A paragraph as it was right after a revision; None if it was not there."""
    named = _signed(document).where(Revision.id <= revision_id, _names([pid]))
    with db.scalars(named.execution_options(yield_per=1)) as revisions:
        last = next((revision for revision in revisions if pid in revision.pids), None)
    state = next((paragraph for paragraph in last.after if paragraph["pid"] == pid), None) if last else None
    return Block(*words(state)) if state else None  # type: ignore[arg-type]


def _names(pids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the texts kept by a revision may be those of one of these paragraphs: a first sieve in
    the database, which lets through what only looks like it."""
    columns = [cast(column, Text) for column in (Revision.before, Revision.after)]
    return or_(*(column.like(f'%"pid": {pid}%') for pid in pids for column in columns))


def _signed(document: Document) -> Select[Revision]:
    return (
        select(Revision)
        .where(Revision.document_id == document.id)
        .order_by(Revision.id.desc())
        .options(
            joinedload(Revision.made_by).options(joinedload(Mandate.person), joinedload(Mandate.organisation))
        )
    )

"""Public rows: whatever people read is on the record as a digest that outsiders can recompute.

A room declares beside its tables what the public reads of them, each declaration a *kind*: a name, a key,
and a canonical row. Nothing else is to be done: a session notes which rows a transaction adds, changes or
takes away, ``entries.append`` puts their digests into the entry (``objects {key: digest}``, null for what
is public no more), and a transaction that changed one and wrote no entry after it is refused.

Many rows that come at once, by statements that no session sees, are one digest together (``ListKind``);
who writes them names it: ``body={…, "lists": {key: digest}}``.

    digest of an object = SHA-256(canonical JSON of its row)
    digest of a list    = SHA-256(of the canonical JSON of each row and a line feed, one after another)
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from core.record.canonical import canonical_lines, digest
from core.record.states import RecordedState

T = TypeVar("T")
Row = dict[str, Any]
Objects = dict[str, str | None]  # by key; None for what is public no more

AT_ONCE = 500  # rows read, and keys asked after, in one statement
CHANGED = "changed public rows"  # where a session keeps what it has to put on the record
BEFORE = "changed public rows before a savepoint"  # and what of it a rollback to there does not undo


class Recorded(NamedTuple):
    """The last state of a row or list that the record names: its digest, None for what is public no more,
    and the number of the entry."""

    digest: str | None
    seq: int


NOWHERE = Recorded(None, 0)  # what the record does not know


class Compared(NamedTuple):
    """Whether something is as the record names it last, and the number of that entry; 0 if none does."""

    alike: bool
    seq: int


class Unrecorded(AssertionError):
    """A transaction changed what people read and put no entry on the record: a fault of the program."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One sort of public row, each on the record by itself.

    name: what its keys begin with. model: the class whose instances they are. key: what tells one from
    another, for ever; empty for an instance that was never public. content: what the public reads of it, as
    canonical JSON can hold it; None while it is not public. load: options for reading many at once.
    also: other classes whose changes change such a row, each with a function from an instance to those
    concerned. unread: columns of its tables that nobody reads through it, each with the reason.
    """

    name: str
    model: type[T]
    key: Callable[[T], str]
    content: Callable[[T], Row | None]
    load: Sequence[Any] = ()
    also: Mapping[type, Callable[[Any], Iterable[T]]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> list[Table]:
        return [inspect(model).local_table for model in (self.model, *self.also)]

    def named(self, instance: T) -> str:
        """How the record names an instance: ``comment:guide/12``; empty for one never public."""
        key = self.key(instance)
        return f"{self.name}:{key}" if key else ""

    def piece(self, db: Session, after: int = 0) -> "Piece":
        """Public rows whose number in the database is above ``after``, by name: some at a time."""
        number = inspect(self.model).primary_key[0]
        query = select(self.model).where(number > after).order_by(number).options(*self.load)
        page = db.scalars(query.limit(AT_ONCE)).all()
        rows = [one for each in page if (one := self._read(each)) is not None]
        return Piece(rows, inspect(page[-1]).identity[0] if len(page) == AT_ONCE else None)

    def _read(self, instance: T) -> tuple[str, Row] | None:
        """A row by its name; None for one that is not public, or that cannot be read since somebody took
        away, past the product, what it belongs to: whoever compares it with the record finds it gone."""
        try:
            content, name = self.content(instance), self.named(instance)
            return (name, content) if content is not None and name else None
        except AttributeError:
            return None

    def rows(self, db: Session) -> Iterator[tuple[str, Row]]:
        """Every public row by its name on the record."""
        after: int | None = 0
        while after is not None:
            piece = self.piece(db, after)
            yield from piece.rows
            after = piece.after

    def digests(self, db: Session) -> Iterator[tuple[str, str]]:
        """The digest of every public row by its name on the record."""
        return ((name, digest(content)) for name, content in self.rows(db))


@dataclass(frozen=True)
class ListKind:
    """A sort of public rows of which many are on the record together, as one list.

    tables: where they are. lists: the lists there are, by key, each as ``rows`` takes it; in an order
    that stays, new ones last. rows: those of a list, in the order that its digest goes by.
    """

    name: str
    tables: Sequence[Table]
    lists: Callable[[Session], Iterable[tuple[str, Any]]]
    rows: Callable[[Session, Any], Iterable[Row]]
    unread: Mapping[str, str] = field(default_factory=dict)

    def named(self, key: str) -> str:
        """How the record names a list: ``paragraph:guide/2``."""
        return f"{self.name}:{key}"

    def piece(self, db: Session, after: int = 0) -> "Piece":
        """The rows of the list that ``after`` others come before, each by the name of the list."""
        for key, each in islice(self.lists(db), after, after + 1):
            return Piece([(self.named(key), content) for content in self.rows(db, each)], after + 1)
        return Piece([], None)

    def digests(self, db: Session) -> Iterator[tuple[str, str]]:
        """The digest of every list by its name on the record."""
        return ((self.named(key), list_digest(self.rows(db, each))) for key, each in self.lists(db))


@dataclass(frozen=True)
class Piece:
    """Public rows that are read at once, each by the name that the record has for it or for its list, and
    after what number to go on; None at the end."""

    rows: list[tuple[str, Row]]
    after: int | None


K = TypeVar("K", Kind[Any], ListKind)
KINDS: dict[str, Kind[Any] | ListKind] = {}
_CONCERNED: dict[type, list[tuple[Kind[Any], Callable[[Any], Iterable[Any]]]]] = {}


def declare(kind: K) -> K:
    """Make a kind known, as declaring a table makes that known. Raises ValueError for a name twice."""
    if kind.name in KINDS:
        raise ValueError(f"there is a kind {kind.name} already")
    KINDS[kind.name] = kind
    if isinstance(kind, Kind):
        _CONCERNED.setdefault(kind.model, []).append((kind, lambda instance: (instance,)))
        for model, concerned in kind.also.items():
            _CONCERNED.setdefault(model, []).append((kind, concerned))
    return kind


def list_digest(rows: Iterable[Row]) -> str:
    """The digest of a list of rows, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_lines(list(rows))).hexdigest()


def lines_digest(lines: str) -> str:
    """The same of a list whose rows are written already, each canonically and with its line feed."""
    return hashlib.sha256(lines.encode()).hexdigest()


def changes(db: Session) -> Objects:
    """What the transaction has done to public rows since this was asked last: the digest of each by its
    name on the record, None for one that is public no more. Those that the record knows so already are
    left out. Flushes."""
    db.flush()
    changed: dict[Any, Any] = db.info.pop(CHANGED, {})
    objects: Objects = {}
    asked: list[str] = []  # names that the record may know
    for kind, instance, new in changed.values():
        name = instance if isinstance(instance, str) else kind.named(instance)  # the name of one deleted
        if name:
            content = None if name is instance else kind.content(instance)
            objects[name] = None if content is None else digest(content)
            if not new:
                asked.append(name)
    known = recorded(db, asked)
    return {name: value for name, value in objects.items() if known.get(name, NOWHERE).digest != value}


def recorded(db: Session, names: Iterable[str]) -> dict[str, Recorded]:
    """How the record names last those of these names that it knows."""
    wanted = list(names)
    states = select(RecordedState.name, RecordedState.digest, RecordedState.seq)
    known: dict[str, Recorded] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = RecordedState.name.in_(wanted[start : start + AT_ONCE])
        known |= {name: Recorded(value, seq) for name, value, seq in db.execute(states.where(some))}
    return known


def compared(db: Session, shown: Iterable[tuple[Kind[Any], Any]]) -> dict[str, Compared]:
    """For each of these rows, by its name, whether it is as the record names it last, and where: what is not
    was altered past the product, or never put on the record."""
    rows = {kind.named(instance): kind.content(instance) for kind, instance in shown}
    known = recorded(db, rows)
    now = {name: None if read is None else digest(read) for name, read in rows.items()}
    return {
        name: Compared(name in known and known[name].digest == value, known.get(name, NOWHERE).seq)
        for name, value in now.items()
    }


def note(db: Session, instances: Iterable[Any], *, new: bool = False) -> None:
    """Say that these rows were changed, where a statement did it that the session does not see. new: they
    have their names from this transaction, so that the record knows none of them and need not be asked."""
    changed = db.info.setdefault(CHANGED, {})
    for instance in instances:
        for kind, concerned in _CONCERNED.get(type(instance), ()):
            changed |= {(kind.name, id(each)): (kind, each, new) for each in concerned(instance)}


def _note_flushed(db: Session, _context: UOWTransaction) -> None:
    """After a flush: keep in mind which public rows it wrote."""
    changed = db.info.setdefault(CHANGED, {})
    modified = (each for each in db.dirty if db.is_modified(each, include_collections=False))
    note(db, [each for each in chain(db.new, modified) if type(each) in _CONCERNED])
    for instance in db.deleted:
        for kind, concerned in _CONCERNED.get(type(instance), ()):
            for each in concerned(instance):
                changed.pop((kind.name, id(each)), None)
                if name := kind.named(each):
                    changed[name] = (kind, name, False)


def _refuse_unrecorded(db: Session) -> None:
    """Before a commit: everything that people read is on the record. A savepoint may end before its entry."""
    if db.in_nested_transaction():
        return
    db.flush()
    if db.info.get(CHANGED) and (missing := changes(db)):
        raise Unrecorded(f"no entry of the record names what became of {', '.join(sorted(missing))}")


def _remember(db: Session, transaction: SessionTransaction) -> None:
    """At a savepoint: what is to be put on the record whatever becomes of the savepoint."""
    if transaction.nested:
        db.info.setdefault(BEFORE, {})[transaction] = dict(db.info.get(CHANGED, {}))


def _forget(db: Session, transaction: SessionTransaction) -> None:
    """After a rollback there is nothing to put on the record but what was changed before the savepoint."""
    db.info[CHANGED] = db.info.get(BEFORE, {}).get(transaction, {})


def _leave(db: Session, transaction: SessionTransaction) -> None:
    """A savepoint has ended."""
    db.info.get(BEFORE, {}).pop(transaction, None)


event.listen(Session, "after_flush", _note_flushed)
event.listen(Session, "before_commit", _refuse_unrecorded)
event.listen(Session, "after_transaction_create", _remember)
event.listen(Session, "after_soft_rollback", _forget)
event.listen(Session, "after_transaction_end", _leave)

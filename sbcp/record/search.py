"""Finding entries of the record by what they are about, among very many.

``record_term`` is derived from the entries and no part of the chain: a chore writes the terms of entries that
it does not have yet, and what it has not come to is read as it stands. It may be emptied at any time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from core.db import Base, Database, upsert
from core.personal import MACHINE
from core.record import entries
from core.record.entries import ERASED, Entry
from members.models import Mandate, Participant
from sbcp.record.terms import LAST, terms_of, words
from sbcp.settings import Settings

NAME = "record.terms"
EVERY = timedelta(seconds=30)
AT_ONCE = 500  # entries whose terms are written in one transaction
MOST_UNREAD = 5000  # entries without terms yet that a page reads itself
# In PostgreSQL in the order of their signs, whatever the language of the database: ranges depend on it.
TERM = String(80).with_variant(String(80, collation="C"), "postgresql")


class Term(Base):
    """An entry can be found by this. Derived from the entry."""

    __tablename__ = "record_term"

    term: Mapped[str] = mapped_column(TERM, primary_key=True, info=MACHINE)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True, info=MACHINE)


TERMS = Base.metadata.tables[Term.__tablename__]


@dataclass(frozen=True)
class Wanted:
    """What an entry must have: one of some terms, or one within a range, its end excluded."""

    terms: frozenset[str] = frozenset()
    start: str = ""
    end: str = ""

    def fits(self, terms: Iterable[str]) -> bool:
        return any(term in self.terms or self.start <= term < self.end for term in terms)

    def clause(self) -> ColumnElement[bool]:
        fitting: list[ColumnElement[bool]] = [Term.term.in_(sorted(self.terms))] if self.terms else []
        if self.end:
            fitting.append(and_(Term.term >= self.start, Term.term < self.end))
        return Entry.seq.in_(select(Term.seq).where(or_(*fitting)))


@dataclass(frozen=True)
class Matches:
    """The entries that fit: how many, and how to read some of them. unread: whether some were neither
    prepared nor read, because there are too many of them just now."""

    total: int
    fresh: list[Entry]
    older: Select[Entry]
    unread: bool = False

    def page(self, db: Session, offset: int, limit: int) -> list[Entry]:
        """Some of them, the newest first."""
        fresh = self.fresh[offset : offset + limit]
        if len(fresh) == limit:
            return fresh
        offset = max(0, offset - len(self.fresh))
        older = self.older.options(joinedload(Entry.payload)).limit(limit - len(fresh)).offset(offset)
        return fresh + list(db.scalars(older))


def between(first: date | None, last: date | None) -> Wanted:
    """What took place or was recorded from one day to another, both included."""
    return Wanted(
        start=f"day:{first.isoformat() if first else ''}", end=f"day:{last.isoformat() if last else ''}{LAST}"
    )


def one_of(terms: Iterable[str]) -> Wanted:
    return Wanted(frozenset(terms))


def named(word: str, also: Iterable[str] = ()) -> Wanted:
    """What names a thing by a word that begins like this; or has one of some terms."""
    return Wanted(frozenset(also), f"word:{word}", f"word:{word}{LAST}")


def matches(db: Session, wanted: Sequence[Wanted]) -> Matches:
    """The entries that have all that is wanted."""
    known = last_known(db)
    older = select(Entry).where(Entry.seq <= known, *(each.clause() for each in wanted))
    last = entries.head(db).seq
    unread = last - known > MOST_UNREAD
    tail = entries.entries(db, after=max(known, last - MOST_UNREAD), limit=MOST_UNREAD)
    terms = _terms(db, tail)
    fresh = [entry for entry in reversed(tail) if all(each.fits(terms[entry.seq]) for each in wanted)]
    total = db.scalar(select(func.count()).select_from(older.subquery())) or 0
    return Matches(len(fresh) + total, fresh, older.order_by(Entry.seq.desc()), unread)


def last_known(db: Session) -> int:
    """The last entry whose terms are written; 0 before the first."""
    return db.scalar(select(func.max(Term.seq))) or 0


def keep_up(database: Database, _settings: Settings, _now: datetime) -> None:
    """A chore: write the terms of the entries that have come since."""
    with database.reading() as db:
        if last_known(db) >= entries.head(db).seq:
            return
    written = AT_ONCE
    while written == AT_ONCE:
        with database.writing() as db:
            written = write_terms(db)
            db.commit()


def write_terms(db: Session, limit: int = AT_ONCE) -> int:
    """Write the terms of the next entries that have none; how many entries that were. An entry whose content
    has been erased meanwhile keeps no word of it. Flushes."""
    listed = entries.entries(db, after=last_known(db), limit=limit)
    erased = [
        entry.payload.body["entry"]
        for entry in listed
        if entry.action == ERASED and entry.payload is not None
    ]
    if erased:
        db.execute(delete(Term).where(Term.seq.in_(erased)), execution_options={"synchronize_session": False})
    again = db.scalars(select(Entry).where(Entry.seq.in_(erased)).options(joinedload(Entry.payload))).all()
    terms = _terms(db, [*again, *listed])
    rows = [{"term": term, "seq": seq} for seq, each in terms.items() for term in each]
    if rows:
        db.execute(upsert(db, TERMS).on_conflict_do_nothing(), rows)
    return len(listed)


def _terms(db: Session, listed: Sequence[Entry]) -> dict[int, set[str]]:
    """The terms of each entry, by its number."""
    countries = _countries(db, listed)
    return {entry.seq: terms_of(entry, countries.get(entry.actor, "")) for entry in listed}


def _countries(db: Session, listed: Sequence[Entry]) -> dict[str, str]:
    """The country that each actor's mandate is for, by the actor."""
    numbers = {
        int(number)
        for entry in listed
        for kind, _colon, number in [entry.actor.partition(":")]
        if kind == "mandate" and number.isdecimal()
    }
    rows = db.execute(
        select(Mandate.id, Participant.code).join(Mandate.participant).where(Mandate.id.in_(numbers))
    )
    return {f"mandate:{number}": code for number, code in rows}


__all__ = ["Matches", "Term", "Wanted", "between", "keep_up", "matches", "named", "one_of", "words"]

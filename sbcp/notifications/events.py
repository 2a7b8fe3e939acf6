"""Entries of the record as events: what each is about.

An entry names comments by number and versions by number; which paragraphs those concern is looked up
here, for many entries at once. Only what readers follow is an event: mandates and approvals are not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from adoption.models import Act
from consultation.models import Comment, Consultation
from core.record.entries import Entry
from documents import summaries
from documents.lineage import LineageKind
from documents.models import Document, Lineage, Paragraph, Version
from documents.queries import subjects_out_of_the_lists
from members.models import Participant

# What is news, and for whom beside those who follow the whole document: «places» for those who follow a
# paragraph that it touches, «readers» for all who follow any part of it.
ROUNDS = (
    "consultation.opened",
    "consultation.extended",
    "consultation.reopened",
    "consultation.closed_early",
    "consultation.closed",
)
COMMENTS = ("submission.received", "comment.answered", "comment.linked", "comment.unlinked", "comment.placed")
ACTS = ("act.recorded", "act.verified")
STANCES = ("stance.stated", "stance.withdrawn")
STEPS = ("process.stepped", "process.overridden")
OF_COUNTRIES = (*STANCES, *ACTS)  # what one country has done
# What the representatives of all countries are notified of: acts, how they are proved, and lists of acts.
LISTED = "acts.listed"
NOTIFIED = (*ACTS, LISTED)
FORCE = (LISTED, "entry_rule.set")  # of all countries: what of the past came in, and the rule
NEWS = ("document.created", "version.published", *ROUNDS, *COMMENTS, *STEPS, *STANCES, *ACTS, *FORCE)


@dataclass(frozen=True)
class Change:
    """A paragraph that is not as it was in the version before. new: as it is now, missing if it is gone."""

    kind: str
    pids: frozenset[int]
    new: Paragraph | None
    old: Paragraph | None


@dataclass(frozen=True)
class Event:
    """An entry with what it is about.

    pids: the paragraphs it touches. comments: those it speaks of, by number, with the paragraph each was
    made on. changes: of a published version. country: whose act or stance it is. listed: the countries of
    the acts of a list. summaries: of a published version, what stands of it in plain words, by language.
    """

    seq: int
    at: datetime
    action: str
    body: dict[str, Any]
    document: Document
    version: Version | None = None
    round: Consultation | None = None
    pids: frozenset[int] = frozenset()
    country: str = ""
    listed: frozenset[str] = frozenset()
    comments: tuple[tuple[Comment, Paragraph | None], ...] = ()
    changes: tuple[Change, ...] = field(default=(), repr=False)
    summaries: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def countries(self) -> frozenset[str]:
        """The countries that it tells of."""
        return self.listed | {self.country} if self.country else self.listed

    @property
    def for_all_readers(self) -> bool:
        """Whether it concerns whoever follows any part of the document: when one can be heard."""
        return self.action in ROUNDS


def entries_after(db: Session, after: int, up_to: int, limit: int) -> list[Entry]:
    """The entries that are news, after one number and up to another, the first first."""
    return list(
        db.scalars(_entries().where(Entry.seq > after, Entry.seq <= up_to).order_by(Entry.seq).limit(limit))
    )


def last_entries(
    db: Session, *subjects: str, actions: Collection[str] = NEWS, limit: int = 1000
) -> list[Entry]:
    """The last entries that are such news, about some documents or, without any, about all of them that are
    in the lists, the newest first."""
    query = _entries(actions).order_by(Entry.seq.desc()).limit(limit)
    about = Entry.subject.in_(subjects) if subjects else Entry.subject.not_in(subjects_out_of_the_lists())
    return list(db.scalars(query.where(about)))


def _entries(actions: Collection[str] = NEWS) -> Select[Entry]:
    return select(Entry).where(Entry.action.in_(actions)).options(joinedload(Entry.payload))


def read(db: Session, entries: Iterable[Entry]) -> list[Event]:
    """The events of these entries, in their order. One whose content was erased is none. The number of
    statements does not grow with the entries."""
    news = [entry for entry in entries if entry.payload is not None and entry.action in NEWS]
    slugs = {_slug(entry) for entry in news}
    documents = {
        document.slug: document for document in db.scalars(select(Document).where(Document.slug.in_(slugs)))
    }
    news = [entry for entry in news if _slug(entry) in documents]
    lookup = _Lookup(db, documents, news)
    return [lookup.event(entry) for entry in news]


def _slug(entry: Entry) -> str:
    kind, _colon, slug = entry.subject.partition(":")
    return slug if kind == "document" else ""


def _body(entry: Entry) -> dict[str, Any]:
    return entry.payload.body if entry.payload is not None else {}


def _numbers(entry: Entry) -> list[int]:
    """The comments that an entry speaks of."""
    body = _body(entry)
    if entry.action == "submission.received":
        return [comment["number"] for comment in body.get("comments", ())]
    return [body["comment"]] if "comment" in body else []


class _Lookup:
    """What several entries refer to, fetched together."""

    def __init__(self, db: Session, documents: dict[str, Document], entries: Sequence[Entry]) -> None:
        self._documents = documents
        self._versions = {
            (version.document_id, version.number): version
            for version in db.scalars(
                select(Version).where(Version.document_id.in_([d.id for d in documents.values()]))
            )
        }
        rounds = {_body(entry).get("consultation") for entry in entries} - {None}
        self._rounds = {
            round_.id: round_
            for round_ in db.scalars(
                select(Consultation)
                .where(Consultation.id.in_(rounds))
                .options(joinedload(Consultation.version))
            )
        }
        self._comments = self._fetch_comments(db, entries)
        self._listed = _listed(db, [_body(entry)["list"] for entry in entries if entry.action == LISTED])
        published = [
            self._version(entry, "number") for entry in entries if entry.action == "version.published"
        ]
        known = [version for version in published if version is not None]
        self._changes = _changes(db, known)
        self._summaries = summaries.standing(db, known) if known else {}

    def event(self, entry: Entry) -> Event:
        body, document = _body(entry), self._documents[_slug(entry)]
        comments = tuple(
            placed_comment
            for number in _numbers(entry)
            if (placed_comment := self._comments.get((document.id, number))) is not None
        )
        version = self._version(entry, "number" if entry.action == "version.published" else "version")
        published = version if entry.action == "version.published" else None
        changes = tuple(self._changes.get(published.id, ())) if published else ()
        return Event(
            seq=entry.seq,
            at=entry.at,
            action=entry.action,
            body=body,
            document=document,
            version=version,
            round=self._rounds.get(body.get("consultation", 0)),
            pids=_pids(entry, comments, changes),
            country=body.get("participant") or "" if entry.action in OF_COUNTRIES else "",
            listed=self._listed.get(body["list"], frozenset()) if entry.action == LISTED else frozenset(),
            comments=comments,
            changes=changes,
            summaries=self._summaries.get(published.id, {}) if published else {},
        )

    def _version(self, entry: Entry, name: str) -> Version | None:
        document = self._documents[_slug(entry)]
        return self._versions.get((document.id, _body(entry).get(name, 0)))

    def _fetch_comments(
        self, db: Session, entries: Sequence[Entry]
    ) -> dict[tuple[int, int], tuple[Comment, Paragraph | None]]:
        wanted: dict[int, set[int]] = defaultdict(set)
        for entry in entries:
            wanted[self._documents[_slug(entry)].id].update(_numbers(entry))
        asked: list[ColumnElement[bool]] = [
            and_(Comment.document_id == id, Comment.number.in_(numbers))
            for id, numbers in wanted.items()
            if numbers
        ]
        if not asked:
            return {}
        home = and_(Paragraph.version_id == Comment.version_id, Paragraph.pid == Comment.pid)
        rows = db.execute(
            select(Comment, Paragraph)
            .outerjoin(Paragraph, home)
            .where(or_(*asked))
            .options(joinedload(Comment.version))
        )
        return {
            (comment.document_id, comment.number or 0): (comment, paragraph) for comment, paragraph in rows
        }


def _listed(db: Session, lists: Sequence[int]) -> dict[int, frozenset[str]]:
    """The codes of the countries of which some lists hold acts."""
    if not lists:
        return {}
    query = (
        select(Act.list_id, Participant.code).join(Act.participant).where(Act.list_id.in_(lists)).distinct()
    )
    by_list: dict[int, set[str]] = defaultdict(set)
    for number, code in db.execute(query):
        if number is not None:
            by_list[number].add(code)
    return {number: frozenset(codes) for number, codes in by_list.items()}


def _pids(
    entry: Entry, comments: Sequence[tuple[Comment, Paragraph | None]], changes: Sequence[Change]
) -> frozenset[int]:
    body = _body(entry)
    pids = {comment.pid for comment, _paragraph in comments}
    pids |= {body.get("pid")} if entry.action == "comment.placed" else set()
    pids |= {reservation["pid"] for reservation in body.get("reservations", ())}
    pids |= set(body.get("scopes", ()))
    return frozenset(pid for pid in pids if pid is not None).union(*(change.pids for change in changes))


def _changes(db: Session, versions: Sequence[Version]) -> dict[int, list[Change]]:
    """What changed in each of these versions, in the order of its text, what is gone at the end."""
    if not versions:
        return {}
    before = {
        version.id: version
        for version in db.scalars(
            select(Version).where(
                or_(
                    *(
                        and_(Version.document_id == v.document_id, Version.number == v.number - 1)
                        for v in versions
                    )
                )
            )
        )
    }
    older = {(version.document_id, version.number): version.id for version in before.values()}
    lines = db.scalars(
        select(Lineage)
        .where(
            Lineage.version_id.in_([v.id for v in versions]),
            Lineage.kind.not_in((LineageKind.UNCHANGED, LineageKind.MOVED)),
        )
        .order_by(Lineage.id)
    ).all()
    wanted = {line.new_pid for line in lines} | {line.old_pid for line in lines}
    rows = db.scalars(
        select(Paragraph).where(
            Paragraph.version_id.in_([*before, *(v.id for v in versions)]), Paragraph.pid.in_(wanted - {None})
        )
    )
    texts = {(paragraph.version_id, paragraph.pid): paragraph for paragraph in rows}
    by_id = {version.id: version for version in versions}
    by_version: dict[int, list[Change]] = defaultdict(list)
    for line in lines:
        version = by_id[line.version_id]
        old_version = older.get((version.document_id, version.number - 1), 0)
        by_version[version.id].append(
            Change(
                kind=line.kind,
                pids=frozenset(pid for pid in (line.old_pid, line.new_pid) if pid is not None),
                new=texts.get((version.id, line.new_pid or 0)),
                old=texts.get((old_version, line.old_pid or 0)),
            )
        )
    return {id: _once(changes) for id, changes in by_version.items()}


def _once(changes: list[Change]) -> list[Change]:
    """A paragraph merged from several, once; in the order of the text."""
    merged: dict[tuple[str, int], Change] = {}
    for change in changes:
        pid = change.new.pid if change.new else change.old.pid if change.old else 0
        key = ("new" if change.new else "old", pid)
        known = merged.get(key)
        pids = change.pids | (known.pids if known else frozenset())
        merged[key] = Change(change.kind, pids, change.new, change.old)
    last = 1 << 30
    return sorted(merged.values(), key=lambda change: change.new.position if change.new else last)

"""Where a comment stands in a later version.

Every sent comment on an earlier version, answered or not, gets exactly one placement in each later
one, so that the placements of a version always add up to all of them. Its place follows from its
place in the version before, along the lineage; its kind says what has become of the paragraph since
the comment was made. Where the lineage is a guess, or where two parts of a split paragraph have an
equal claim, the placement is «uncertain» and waits for a person: nothing is attached by guess.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from consultation.models import PLACEMENT_KINDS, Comment, Placement, Submission
from core import record
from core.errors import N_, Invalid, Refused
from documents import queries
from documents.lineage import Line
from documents.markdown import plain
from documents.models import Document, Paragraph, Version
from members.models import Mandate

WAITING = ("uncertain", "removed")  # for a person to settle: the first must be, the second may be

Words = Callable[[int], str]  # pid → the plain words of that paragraph in the new version
Since = Mapping[tuple[int, int], str]  # (pid then, pid now) → kind of the line between them


class Anchor(NamedTuple):
    """What a placement follows from: equal anchors get equal places.

    home: number of the version commented on. pid: the paragraph there, None for the whole text.
    quote: the quoted sentences. at, kind: where it stood in the version before, and how.
    """

    home: int
    pid: int | None
    quote: tuple[str, ...]
    at: int | None
    kind: str


class Place(NamedTuple):
    """A place in a version: no pid where the text is gone, uncertain, or the whole is meant."""

    pid: int | None
    kind: str
    quote_kind: str = ""


def carry(anchor: Anchor, onward: Sequence[Line], since: Since, words: Words) -> Place:
    """The place that follows from the one before. Pure.

    onward: the lines that lead on from the paragraph at which the comment stood. since: the lines
    from the version commented on. words: the text of the new version.
    """
    if anchor.pid is None:
        return Place(None, "unchanged")
    if anchor.kind in WAITING:
        return _nowhere(anchor.kind, anchor.quote)
    targets = [line for line in onward if line.new is not None]
    if not targets:
        return _nowhere("removed", anchor.quote)
    pid = _target(anchor, targets, words)
    if pid is None:
        return _nowhere("uncertain", anchor.quote)
    line_kind = since.get((anchor.pid, pid))
    if line_kind is None:  # a person has put it at a paragraph that the lineage did not lead to
        kind = anchor.kind if targets[0].kind in ("unchanged", "moved") else "changed"
    else:
        kind = kind_of(line_kind)
    return Place(pid, kind, quote_kind(anchor.quote, words(pid)))


def kind_of(line_kind: str) -> str:
    """What a kind of lineage means for a comment. Moved: the same words elsewhere."""
    return line_kind if line_kind in ("unchanged", "moved") else "changed"


def quote_kind(quote: Sequence[str], words: str) -> str:
    """Whether every quoted sentence stands in a text word for word; empty without a quote."""
    if not quote:
        return ""
    return "unchanged" if _held(quote, words) == len(quote) else "changed"


def _nowhere(kind: str, quote: Sequence[str]) -> Place:
    return Place(None, kind, kind if quote else "")


def _target(anchor: Anchor, targets: Sequence[Line], words: Words) -> int | None:
    """Which paragraph a comment goes to; None if that is not certain.

    Of a paragraph that was split: the part with most of the quoted sentences; without a quote the
    part that kept the pid, which is the first in the editor.
    """
    if not all(line.certain for line in targets):
        return None
    pids = [line.new for line in targets if line.new is not None]
    if len(pids) == 1:
        return pids[0]
    if not anchor.quote:
        return anchor.at if anchor.at in pids else None
    held = [_held(anchor.quote, words(pid)) for pid in pids]
    most = max(held)
    return pids[held.index(most)] if most and held.count(most) == 1 else None


def _held(quote: Sequence[str], words: str) -> int:
    text = _spaced(words)
    return sum(_spaced(sentence) in text for sentence in quote)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def carry_forward(db: Session, document: Document, version: Version) -> None:
    """Give every sent comment on an earlier version its place in this one.

    A constant number of reads for a pair of versions, and an insert for each thousand comments.
    """
    _place(db, document, version, None)


def catch_up(db: Session, submission: Submission) -> None:
    """Give the comments of one submission their places in the versions published before it was
    sent: a response may arrive when its version is no longer the last."""
    document = submission.consultation.document
    last = queries.last_version(db, document)
    if last is not None and last.number > submission.consultation.version.number:
        _place(db, document, last, submission)


def _place(db: Session, document: Document, version: Version, only: Submission | None) -> None:
    if version.number == 1:
        return
    before = queries.version_by_number(db, document, version.number - 1)
    rows = _unplaced(db, document, version, before, only)
    if any(row.kind is None and row.home < before.number for row in rows):
        _place(db, document, before, only)
        rows = _unplaced(db, document, version, before, only)
    if not rows:
        return
    place = _placer(db, document, version)
    made = []
    for row in rows:
        at, kind = (row.at, row.kind) if row.home < before.number else (row.pid, "unchanged")
        pid, kind, quoted = place(Anchor(row.home, row.pid, tuple(row.quote), at, kind))
        made.append(
            {
                "comment_id": row.id,
                "version_id": version.id,
                "pid": pid,
                "kind": kind,
                "quote_kind": quoted,
            }
        )
    # RETURNING, so that rows go to the database a thousand a statement and not one by one.
    db.execute(insert(Placement).returning(Placement.id), made).all()


def _unplaced(
    db: Session, document: Document, version: Version, before: Version, only: Submission | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Sent comments on earlier versions that have no place here yet, with the place before."""
    earlier, here = aliased(Placement), aliased(Placement)
    query = (
        select(
            Comment.id,
            Version.number.label("home"),
            Comment.pid,
            Comment.quote,
            earlier.pid.label("at"),
            earlier.kind.label("kind"),
        )
        .join(Submission, Comment.submission_id == Submission.id)
        .join(Version, Comment.version_id == Version.id)
        .outerjoin(earlier, and_(earlier.comment_id == Comment.id, earlier.version_id == before.id))
        .where(
            Comment.document_id == document.id,
            Submission.received_at.is_not(None),
            Version.number < version.number,
            ~exists().where(here.comment_id == Comment.id, here.version_id == version.id),
        )
    )
    if only is not None:
        query = query.where(Comment.submission_id == only.id)
    return db.execute(query.order_by(Comment.id)).all()


def _placer(db: Session, document: Document, version: Version) -> Callable[[Anchor], Place]:
    """A function from anchor to place that reads lineage and texts once and remembers its answers."""
    onward: dict[int | None, list[Line]] = defaultdict(list)
    for line in queries.lines_to(db, version):
        onward[line.old].append(line)
    source = {paragraph.pid: paragraph.markdown for paragraph in queries.paragraphs(db, version)}
    versions = {found.number: found for found in queries.versions(db, document)}

    @cache
    def words(pid: int) -> str:
        return plain(source[pid])

    @cache
    def since(home: int) -> Since:
        return kinds_between(db, versions[home], version)

    @cache
    def place(anchor: Anchor) -> Place:
        return carry(anchor, onward.get(anchor.at, ()), since(anchor.home), words)

    return place


def kinds_between(db: Session, old: Version, new: Version) -> dict[tuple[int, int], str]:
    """The kind of each line from an old version's paragraph to a new one's."""
    return {
        (line.old, line.new): line.kind
        for line in queries.lines_between(db, old, new)
        if line.old is not None and line.new is not None
    }


def settle_placement(
    db: Session, placement: Placement, *, pid: int | None, by: Mandate, now: datetime
) -> Placement:
    """A person says where a comment stands: at a paragraph of the version, or (None) nowhere.

    Only where the lineage left it uncertain or removed, or where a person has settled it before.
    Raises Refused for any other, Invalid for a paragraph that the version does not have.
    """
    db.refresh(placement, ["pid", "kind", "settled_by_id"], with_for_update=True)
    comment, version = placement.comment, placement.version
    if placement.kind not in WAITING and placement.settled_by_id is None:
        raise Refused(N_("The place of this comment is certain."))
    place = _nowhere("removed", comment.quote) if pid is None else _chosen(db, comment, version, pid)
    placement.pid, placement.kind, placement.quote_kind = place
    placement.settled_by = by
    db.flush()
    record.append(
        db,
        at=now,
        actor=by.actor,
        action="comment.placed",
        subject=version.document.subject,
        body={"comment": comment.number, "version": version.number, "pid": pid, "kind": placement.kind},
    )
    return placement


def _chosen(db: Session, comment: Comment, version: Version, pid: int) -> Place:
    """The place at a paragraph that a person has chosen."""
    if comment.pid is None:
        raise Refused(N_("This comment is about the whole text."))
    pair = select(Paragraph.version_id, Paragraph.markdown).where(
        (Paragraph.version_id == version.id) & (Paragraph.pid == pid)
        | (Paragraph.version_id == comment.version_id) & (Paragraph.pid == comment.pid)
    )
    texts = {row.version_id: row.markdown for row in db.execute(pair)}
    if version.id not in texts:
        raise Invalid(N_("Choose a paragraph of this version."), field="pid")
    line_kind = kinds_between(db, comment.version, version).get((comment.pid, pid))
    same = texts[version.id] == texts.get(comment.version_id)
    kind = kind_of(line_kind or ("moved" if same else "edited"))
    return Place(pid, kind, quote_kind(comment.quote, plain(texts[version.id])))


class Totals(NamedTuple):
    """The comments on earlier versions and how they stand: ``kinds`` and ``missing`` add up to
    ``comments``; ``missing`` is 0 unless something is broken."""

    comments: int
    kinds: dict[str, int]
    missing: int


def totals(db: Session, version: Version) -> Totals:
    """How the comments on earlier versions stand in this one, in two statements."""
    found = select(Placement.kind, func.count()).where(Placement.version_id == version.id)
    counted: dict[str, int] = {row[0]: row[1] for row in db.execute(found.group_by(Placement.kind))}
    comments = (
        db.scalar(
            select(func.count(Comment.id))
            .join(Submission, Comment.submission_id == Submission.id)
            .join(Version, Comment.version_id == Version.id)
            .where(
                Comment.document_id == version.document_id,
                Submission.received_at.is_not(None),
                Version.number < version.number,
            )
        )
        or 0
    )
    kinds = {kind: counted.get(kind, 0) for kind in PLACEMENT_KINDS}
    return Totals(comments, kinds, comments - sum(kinds.values()))

"""What the working group looks at while it answers: the comments in the order of the text, one
comment whole, and the placements that wait for a person."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from consultation.models import Comment, Disposition, Placement, Submission, Trace
from consultation.placements import WAITING
from consultation.progress import answered, late, of_rounds, on_time, sent, unlinked
from core.errors import N_, NotFound
from documents import queries
from documents.models import Document, Paragraph, Revision, Version
from members.models import Mandate

FILTERS = ("all", "unanswered", "answered", "unlinked", "uncertain", "late")
PAGE = 50
LARGEST = 2**31 - 1


class Row(NamedTuple):
    """A comment in the table. label: of its paragraph in the last version; home_label: in the
    version commented on; kind: of its placement, empty if it was made on the last version."""

    comment: Comment
    label: str | None
    home_label: str | None
    kind: str


@dataclass(frozen=True)
class Part:
    """A page of a long list: ``number`` of ``pages``, ``total`` entries in all."""

    number: int
    pages: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * PAGE


def part(total: int, asked: int) -> Part:
    """The page asked for, or the nearest that there is."""
    pages = max(1, -(-total // PAGE))
    return Part(min(max(asked, 1), pages), pages, total)


def table(db: Session, document: Document, show: str, asked: int) -> tuple[list[Row], Part]:
    """Sent comments in the order of the last version's text: on the whole first, those without a
    place there at the end. ``show`` is one of FILTERS."""
    last = queries.last_version(db, document)
    here, home, place = aliased(Paragraph), aliased(Paragraph), aliased(Placement)
    last_id = last.id if last else 0
    pid = case((Comment.version_id == last_id, Comment.pid), else_=place.pid)
    wanted = and_(Comment.document_id == document.id, sent(), _shown(show, place))
    at_last = and_(place.comment_id == Comment.id, place.version_id == last_id)
    count = of_rounds(select(func.count(Comment.id))).outerjoin(place, at_last).where(wanted)
    found = part(db.scalar(count) or 0, asked)
    group = case((Comment.pid.is_(None), 0), (here.position.is_(None), 2), else_=1)
    rows = (
        of_rounds(select(Comment, here.label, home.label, place.kind))
        .outerjoin(place, at_last)
        .outerjoin(here, and_(here.version_id == last_id, here.pid == pid))
        .outerjoin(home, and_(home.version_id == Comment.version_id, home.pid == Comment.pid))
        .where(wanted)
        .order_by(group, here.position, Comment.number)
        .limit(PAGE)
        .offset(found.offset)
        .options(*_authors(), selectinload(Comment.dispositions), joinedload(Comment.version))
    )
    return [Row(row[0], row[1], row[2], row[3] or "") for row in db.execute(rows)], found


def _shown(show: str, place: type[Placement]) -> ColumnElement[bool]:
    return {
        "all": true(),
        "unanswered": and_(on_time(), ~answered()),
        "answered": and_(on_time(), answered()),
        "unlinked": unlinked(),
        "uncertain": place.kind == "uncertain",
        "late": late(),
    }.get(show, false())


def _authors() -> tuple[ORMOption, ORMOption]:
    """What is needed to name a comment's author and to tell whether it is late."""
    submission = joinedload(Comment.submission)
    return submission.joinedload(Submission.respondent), submission.joinedload(Submission.consultation)


def _members(to_mandate: ORMOption) -> tuple[ORMOption, ORMOption]:
    return to_mandate.joinedload(Mandate.person), to_mandate.joinedload(Mandate.organisation)  # type: ignore[attr-defined]


def comment_by_number(db: Session, document: Document, number: int) -> Comment:
    """A sent comment with its placements, answers and revisions. Raises NotFound."""
    found = None
    if number <= LARGEST:
        found = db.scalar(
            of_rounds(select(Comment))
            .where(Comment.document_id == document.id, Comment.number == number, sent())
            .options(
                *_authors(),
                joinedload(Comment.version),
                selectinload(Comment.placements),
                *_members(selectinload(Comment.dispositions).joinedload(Disposition.given_by)),
                *_members(selectinload(Comment.placements).joinedload(Placement.settled_by)),
                selectinload(Comment.traces).joinedload(Trace.revision).joinedload(Revision.made_by),
            )
        )
    if found is None:
        raise NotFound(N_("There is no comment %(number)s."), number=number)
    return found


def unanswered_beside(db: Session, document: Document, number: int) -> tuple[int | None, int | None]:
    """The numbers of the nearest on-time comments without an answer, before and after this one."""
    before = func.max(case((Comment.number < number, Comment.number)))
    after = func.min(case((Comment.number > number, Comment.number)))
    waiting = of_rounds(select(before, after)).where(
        Comment.document_id == document.id, on_time(), ~answered()
    )
    row = db.execute(waiting).one()
    return row[0], row[1]


class Stand(NamedTuple):
    """Where a comment stands in a later version; without a placement it has not been placed yet."""

    version: Version
    placement: Placement | None
    paragraph: Paragraph | None


def home_of(db: Session, comment: Comment) -> Paragraph | None:
    """The paragraph commented on, as it was; None for a comment on the whole text."""
    if comment.pid is None:
        return None
    return queries.paragraph_by_pid(db, comment.version, comment.pid)


def stands(db: Session, document: Document, comment: Comment) -> list[Stand]:
    """Where a comment stands in each version after its own, the first first."""
    placed = {placement.version_id: placement for placement in comment.placements}
    at = (
        select(Placement.version_id, Paragraph)
        .join(Paragraph, and_(Paragraph.version_id == Placement.version_id, Paragraph.pid == Placement.pid))
        .where(Placement.comment_id == comment.id)
    )
    paragraphs = {row[0]: row[1] for row in db.execute(at)}
    return [
        Stand(version, placed.get(version.id), paragraphs.get(version.id))
        for version in queries.versions(db, document)
        if version.number > comment.version.number
    ]


class Waiting(NamedTuple):
    """A placement that a person has settled or may settle; paragraph: as it was commented on."""

    placement: Placement
    comment: Comment
    paragraph: Paragraph | None
    now_label: str | None


def waiting(db: Session, version: Version, asked: int) -> tuple[list[Waiting], Part]:
    """Uncertain and removed placements in a version, and those that a person has settled: the
    uncertain first, then in the order of the text commented on."""
    mine = _to_settle(version)
    total = db.scalar(select(func.count(Placement.id)).where(mine)) or 0
    found = part(total, asked)
    order = case((Placement.kind == "uncertain", 0), (Placement.settled_by_id.is_(None), 1), else_=2)
    rows = _with_texts(version).where(mine).order_by(order, Comment.number)
    rows = rows.limit(PAGE).offset(found.offset)
    return [Waiting(*row) for row in db.execute(rows)], found


def waiting_one(db: Session, version: Version, number: int) -> Waiting:
    """The placement of one comment that a person may settle. Raises NotFound."""
    query = _with_texts(version).where(_to_settle(version), Comment.number == min(number, LARGEST))
    row = db.execute(query).first()
    if row is None:
        raise NotFound(
            N_("Comment %(number)s has a certain place in this version, or none at all."), number=number
        )
    return Waiting(*row)


def _to_settle(version: Version) -> ColumnElement[bool]:
    return and_(
        Placement.version_id == version.id,
        Placement.kind.in_(WAITING) | Placement.settled_by_id.is_not(None),
    )


def _with_texts(version: Version) -> Select[Placement, Comment, Paragraph, str]:
    home, here = aliased(Paragraph), aliased(Paragraph)
    return (
        select(Placement, Comment, home, here.label)
        .join(Comment, Placement.comment_id == Comment.id)
        .outerjoin(home, and_(home.version_id == Comment.version_id, home.pid == Comment.pid))
        .outerjoin(here, and_(here.version_id == version.id, here.pid == Placement.pid))
        .options(*_authors(), joinedload(Comment.version), *_members(joinedload(Placement.settled_by)))
    )


def suggested(db: Session, version: Version, found: Waiting) -> list[int]:
    """The paragraphs of a version that the lineage, certain or not, says a comment's one became."""
    lines = queries.lines_between(db, found.comment.version, version)
    return [line.new for line in lines if line.old == found.comment.pid and line.new is not None]

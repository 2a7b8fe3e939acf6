"""What the working group looks at while it answers: the comments in the order of the text, one
comment whole, and the placements that wait for a person."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, defer, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from consultation import standing
from consultation.answers.progress import answered, late, of_rounds, on_time, sent, unlinked
from consultation.kinds import PlacementKind
from consultation.models import (
    Comment,
    Disposition,
    StandingPlace,
    Submission,
    Trace,
)
from consultation.placements.rules import WAITING, reworded
from consultation.placements.standing import KIND, PID, PLACE, joined
from consultation.queries import fates
from core.db import MAX_ID
from core.errors import N_, NotFound
from documents import queries
from documents.models import Document, Paragraph, Revision, Version
from documents.text.words import plain
from members.models import Mandate

FILTERS = ("all", "unanswered", "answered", "unlinked", "uncertain", "late")
WAITING_FILTERS = ("all", "uncertain", "removed", "settled")
PAGE = 50


class TableComment(NamedTuple):
    """A comment in the table. label: of its paragraph in the last version; home_label: in the
    version commented on; kind: of its placement, empty if it was made on the last version."""

    comment: Comment
    label: str | None
    home_label: str | None
    kind: str


def table_count(db: Session, document: Document, show: str) -> int:
    """How many comments ``table`` has in all."""
    last = queries.last_version(db, document)
    wanted = and_(Comment.document_id == document.id, sent(), _shown(show))
    at_last = _at(last.id if last else 0)
    return (
        db.scalar(joined(of_rounds(select(func.count(Comment.id))), at_last, outer=True).where(wanted)) or 0
    )


def table(
    db: Session, document: Document, show: str, *, limit: int = PAGE, offset: int = 0
) -> list[TableComment]:
    """Sent comments in the order of the last version's text: on the whole first, those without a
    place there at the end; so many after so many. ``show`` is one of FILTERS."""
    last = queries.last_version(db, document)
    here, home = aliased(Paragraph), aliased(Paragraph)
    last_id = last.id if last else 0
    pid = case((Comment.version_id == last_id, Comment.pid), else_=PID)
    wanted = and_(Comment.document_id == document.id, sent(), _shown(show))
    group = case((Comment.pid.is_(None), 0), (here.position.is_(None), 2), else_=1)
    # Sorted by their numbers alone; the words are fetched for the page only.
    listed = db.execute(
        joined(of_rounds(select(Comment.id, here.label, KIND)), _at(last_id), outer=True)
        .outerjoin(here, and_(here.version_id == last_id, here.pid == pid))
        .where(wanted)
        .order_by(group, here.position, Comment.number)
        .limit(limit)
        .offset(offset)
    ).all()
    rows = db.execute(
        select(Comment, home.label)
        .outerjoin(home, and_(home.version_id == Comment.version_id, home.pid == Comment.pid))
        .where(Comment.id.in_([id for id, _label, _kind in listed]))
        .options(
            *_authors(),
            selectinload(Comment.dispositions),
            selectinload(Comment.traces)
            .joinedload(Trace.revision)
            .options(defer(Revision.before), defer(Revision.after)),
            joinedload(Comment.version),
        )
    )
    words = {comment.id: (comment, at) for comment, at in rows}
    return [TableComment(words[id][0], label, words[id][1], kind or "") for id, label, kind in listed]


def _at(version_id: int) -> ColumnElement[bool]:
    """The place of a comment in a version."""
    return and_(PLACE.c.comment_id == Comment.id, PLACE.c.version_id == version_id)


def _shown(show: str) -> ColumnElement[bool]:
    return {
        "all": true(),
        "unanswered": and_(on_time(), ~answered()),
        "answered": and_(on_time(), answered()),
        "unlinked": unlinked(),
        "uncertain": KIND == PlacementKind.UNCERTAIN,
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
    comment = None
    if number <= MAX_ID:
        comment = db.scalar(
            of_rounds(select(Comment))
            .where(Comment.document_id == document.id, Comment.number == number, sent())
            .options(
                *_authors(),
                joinedload(Comment.version),
                selectinload(Comment.places),
                *_members(selectinload(Comment.dispositions).joinedload(Disposition.given_by)),
                *_members(selectinload(Comment.places).joinedload(StandingPlace.settled_by)),
                selectinload(Comment.traces).options(
                    joinedload(Trace.revision).joinedload(Revision.made_by), *fates()
                ),
            )
        )
    if comment is None:
        raise NotFound(N_("There is no comment %(number)s."), number=number)
    standing.compare(db, [comment])
    return comment


def unanswered_beside(db: Session, document: Document, number: int) -> tuple[int | None, int | None]:
    """The numbers of the nearest on-time comments without an answer, before and after this one."""
    before = func.max(case((Comment.number < number, Comment.number)))
    after = func.min(case((Comment.number > number, Comment.number)))
    waiting = of_rounds(select(before, after)).where(
        Comment.document_id == document.id, on_time(), ~answered()
    )
    numbers = db.execute(waiting).one()
    return numbers[0], numbers[1]


def home_of(db: Session, comment: Comment) -> Paragraph | None:
    """The paragraph commented on, as it was; None for a comment on the whole text."""
    if comment.pid is None:
        return None
    return queries.paragraph_by_pid(db, comment.version, comment.pid)


class Stand(NamedTuple):
    """Where a comment stands in a later version; without a placement it has not been placed yet."""

    version: Version
    placement: StandingPlace | None
    paragraph: Paragraph | None

    @property
    def reworded(self) -> list[str]:
        """What quoted sentences say in this version, where they say something else than quoted."""
        if (
            self.placement is None
            or self.paragraph is None
            or self.placement.quote_kind != PlacementKind.CHANGED
        ):
            return []
        return reworded(self.placement.comment.quote, plain(self.paragraph.markdown))


def stands_of(db: Session, document: Document, comments: Sequence[Comment]) -> dict[int, list[Stand]]:
    """Where each comment stands in each version after its own, the first first, by the comment's id;
    two statements."""
    paragraph = and_(Paragraph.version_id == StandingPlace.version_id, Paragraph.pid == StandingPlace.pid)
    rows = db.execute(
        select(StandingPlace, Paragraph)
        .outerjoin(Paragraph, paragraph)
        .where(StandingPlace.comment_id.in_([comment.id for comment in comments]))
        .options(*_members(joinedload(StandingPlace.settled_by)))
    )
    placed = {(placement.comment_id, placement.version_id): (placement, at) for placement, at in rows}
    versions = queries.versions(db, document)
    return {
        comment.id: [
            Stand(version, *placed.get((comment.id, version.id), (None, None)))
            for version in versions
            if version.number > comment.version.number
        ]
        for comment in comments
    }


class Waiting(NamedTuple):
    """A placement that a person has settled or may settle; paragraph: as it was commented on."""

    placement: StandingPlace
    comment: Comment
    paragraph: Paragraph | None
    now_label: str | None


class Settled(NamedTuple):
    """How far the settling of a version is: ``uncertain`` must be settled, ``removed`` may be,
    ``settled`` a person has decided."""

    uncertain: int
    removed: int
    settled: int

    @property
    def to_settle(self) -> int:
        return self.uncertain + self.settled

    def count(self, show: str) -> int:
        return sum(self) if show == "all" else int(getattr(self, show))


def settled(db: Session, version: Version) -> Settled:
    """The counts of a version, in one statement."""
    decided = StandingPlace.settled_by_id.is_not(None)
    counts = db.execute(
        select(
            func.count(case((and_(~decided, StandingPlace.kind == PlacementKind.UNCERTAIN), 1))),
            func.count(case((and_(~decided, StandingPlace.kind == PlacementKind.REMOVED), 1))),
            func.count(case((decided, 1))),
        ).where(_to_settle(version))
    ).one()
    return Settled(*counts)


def waiting(
    db: Session, version: Version, show: str = "all", *, limit: int = PAGE, offset: int = 0
) -> list[Waiting]:
    """Uncertain and removed placements in a version, and those that a person has settled: the
    uncertain first, then by number; so many after so many. ``show`` is one of WAITING_FILTERS."""
    decided = StandingPlace.settled_by_id.is_not(None)
    narrowed = {
        "uncertain": and_(~decided, StandingPlace.kind == PlacementKind.UNCERTAIN),
        "removed": and_(~decided, StandingPlace.kind == PlacementKind.REMOVED),
        "settled": decided,
    }.get(show, true())
    order = case(
        (StandingPlace.kind == PlacementKind.UNCERTAIN, 0),
        (StandingPlace.settled_by_id.is_(None), 1),
        else_=2,
    )
    rows = _with_texts(version).where(_to_settle(version), narrowed).order_by(order, Comment.number)
    return [Waiting(*columns) for columns in db.execute(rows.limit(limit).offset(offset))]


def waiting_one(db: Session, version: Version, number: int, seen: int | None = None) -> Waiting:
    """The placement of one comment that a person may settle, or that has changed since a person has
    ``seen`` its count of changes. Raises NotFound."""
    mine = StandingPlace.version_id == version.id
    fit = (
        _to_settle(version)
        if seen is None
        else or_(_to_settle(version), mine & (StandingPlace.changes != seen))
    )
    columns = db.execute(_with_texts(version).where(fit, Comment.number == min(number, MAX_ID))).first()
    if columns is None:
        raise NotFound(
            N_("Comment %(number)s has a certain place in this version, or none at all."), number=number
        )
    return Waiting(*columns)


def _to_settle(version: Version) -> ColumnElement[bool]:
    return and_(
        StandingPlace.version_id == version.id,
        StandingPlace.kind.in_(WAITING) | StandingPlace.settled_by_id.is_not(None),
    )


def _with_texts(version: Version) -> Select[StandingPlace, Comment, Paragraph, str]:
    home, here = aliased(Paragraph), aliased(Paragraph)
    return (
        select(StandingPlace, Comment, home, here.label)
        .join(Comment, StandingPlace.comment_id == Comment.id)
        .outerjoin(home, and_(home.version_id == Comment.version_id, home.pid == Comment.pid))
        .outerjoin(here, and_(here.version_id == version.id, here.pid == StandingPlace.pid))
        .options(*_authors(), joinedload(Comment.version), *_members(joinedload(StandingPlace.settled_by)))
    )

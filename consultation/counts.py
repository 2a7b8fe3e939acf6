"""How many comments there are: of a round, at a paragraph, of a kind, in a language, with an answer.

The database counts them itself as they are sent, changed and answered (migration 0022), so that asking costs
the same with a hundred comments and with a hundred thousand. Every page takes its counts from here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Subquery, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from consultation.models import Consultation
from core.db import Base
from core.personal import MACHINE, NUMBER
from documents.models import Document, Paragraph, Version


class CommentCount(Base):
    """Sent comments of a round that are alike. ``pid`` is 0 for those on the whole text; ``answer`` is the
    one that stands, empty without one. Rows whose count has come to 0 may stay."""

    __tablename__ = "comment_count"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, info=NUMBER)
    pid: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True, info=MACHINE)
    language: Mapped[str] = mapped_column(String(20), primary_key=True, info=MACHINE)
    answer: Mapped[str] = mapped_column(String(20), primary_key=True, info=MACHINE)
    count: Mapped[int] = mapped_column(info=MACHINE)


@dataclass(frozen=True)
class Filters:
    """What a list of comments is narrowed to; empty or None leaves it open."""

    kind: str = ""
    language: str = ""
    answered: bool | None = None


EVERY = Filters()


@dataclass(frozen=True)
class Facet:
    """How many comments share these three; a list's filters and sums are made of them. ``answer`` is empty
    without one."""

    kind: str
    language: str
    answer: str
    count: int

    @property
    def answered(self) -> bool:
        return bool(self.answer)


def facets(db: Session, consultation: Consultation) -> list[Facet]:
    """A round's comments by kind, language and the answer that stands."""
    alike = (CommentCount.kind, CommentCount.language, CommentCount.answer)
    rows = db.execute(
        select(*alike, func.sum(CommentCount.count))
        .where(CommentCount.consultation_id == consultation.id)
        .group_by(*alike)
        .order_by(*alike)
    )
    return [Facet(kind, language, answer, int(count)) for kind, language, answer, count in rows if count > 0]


def by_place(db: Session, consultation: Consultation, filters: Filters = EVERY) -> list[tuple[int, int]]:
    """The places of a round's comments in the order of the text, each with how many fit: a pid, 0 for the
    whole text, which comes first."""
    same = (Paragraph.version_id == consultation.version_id) & (Paragraph.pid == CommentCount.pid)
    rows = db.execute(
        select(CommentCount.pid, func.sum(CommentCount.count))
        .outerjoin(Paragraph, same)
        .where(CommentCount.consultation_id == consultation.id, *_fitting(filters))
        .group_by(CommentCount.pid, Paragraph.position)
        .order_by(func.coalesce(Paragraph.position, -1), CommentCount.pid)
    )
    return [(pid, int(count)) for pid, count in rows if count > 0]


def made_at(db: Session, version: Version) -> dict[int, int]:
    """How many comments were made at each paragraph of a version, in all its rounds."""
    rows = db.execute(
        select(CommentCount.pid, func.sum(CommentCount.count))
        .join(Consultation, Consultation.id == CommentCount.consultation_id)
        .where(Consultation.version_id == version.id, CommentCount.pid > 0)
        .group_by(CommentCount.pid)
    )
    return {pid: int(count) for pid, count in rows if count > 0}


def sent(db: Session, document: Document) -> int:
    """How many comments were sent on a document: so many get a place in its next version."""
    of_document = select(func.sum(CommentCount.count)).join(
        Consultation, Consultation.id == CommentCount.consultation_id
    )
    return int(db.scalar(of_document.where(Consultation.document_id == document.id)) or 0)


def of_documents(ids: Collection[int]) -> Subquery:
    """How many ``comments`` were sent on each of some documents (``document_id``), and how many of them are
    ``answered``; a document without any may be missing."""
    is_answered = case((CommentCount.answer != "", CommentCount.count), else_=0)
    return (
        select(
            Consultation.document_id,
            func.sum(CommentCount.count).label("comments"),
            func.sum(is_answered).label("answered"),
        )
        .join(Consultation, Consultation.id == CommentCount.consultation_id)
        .where(Consultation.document_id.in_(ids))
        .group_by(Consultation.document_id)
        .subquery()
    )


def _fitting(filters: Filters) -> list[ColumnElement[Any]]:
    fitting: list[ColumnElement[Any]] = []
    if filters.kind:
        fitting.append(CommentCount.kind == filters.kind)
    if filters.language:
        fitting.append(CommentCount.language == filters.language)
    if filters.answered is not None:
        fitting.append(CommentCount.answer != "" if filters.answered else CommentCount.answer == "")
    return fitting

"""Rounds, what people send in, and what becomes of it."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.period import State, is_late, state
from core.db import Base
from documents.models import Document, Revision, Version
from members.models import Mandate

CommentKind = Literal["general", "substantive", "technical", "editorial", "translation"]
Answer = Literal[
    "accepted",
    "partly accepted",
    "not accepted",
    "already covered",
    "out of scope",
    "noted",
    "question answered",
]
PlacementKind = Literal["unchanged", "changed", "moved", "uncertain", "removed"]
RoundChangeKind = Literal["extended", "closed early", "reopened"]

COMMENT_KINDS: tuple[str, ...] = get_args(CommentKind)
ANSWERS: tuple[str, ...] = get_args(Answer)
PLACEMENT_KINDS: tuple[str, ...] = get_args(PlacementKind)
ROUND_CHANGES: tuple[str, ...] = get_args(RoundChangeKind)
SETTLED = text("settled_by_id IS NOT NULL")


class Consultation(Base):
    """A comment period on one version: ``opens_at`` included, ``closes_at`` not.

    ``zone`` is the IANA zone that the times were set in and are shown in first.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(60))
    introduction: Mapped[str] = mapped_column(Text, default="")
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True)

    document: Mapped[Document] = relationship()
    version: Mapped[Version] = relationship()

    def state(self, now: datetime) -> State:
        """Whether it is announced, open or closed at an instant."""
        return state(self.opens_at, self.closes_at, now)


class RoundChange(Base):
    """A change of a round's closing, by two persons, with its reason. Never edited."""

    __tablename__ = "round_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    before: Mapped[datetime]
    after: Mapped[datetime]
    changed_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)

    consultation: Mapped[Consultation] = relationship()
    asked_by: Mapped[Mandate] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped[Mandate] = relationship(foreign_keys=approved_by_id)


class Submission(Base):
    """What one respondent sends together.

    It begins as a draft on the server, found by the token in the respondent's cookie; the same
    token is the private address of the receipt after sending. Only its SHA-256 is kept.
    ``received_at`` is missing while it is a draft.
    """

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(12), default="person")
    language: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")  # of the public part, on the receipt
    entry: Mapped[int | None]  # its place in the record
    saved_at: Mapped[datetime | None]  # when a comment of the draft was last saved
    erased_at: Mapped[datetime | None]  # when the personal part was erased

    consultation: Mapped[Consultation] = relationship()
    comments: Mapped[list["Comment"]] = relationship(back_populates="submission", order_by="Comment.id")
    respondent: Mapped["Respondent | None"] = relationship(back_populates="submission")

    @property
    def late(self) -> bool:
        return self.received_at is not None and is_late(self.received_at, self.consultation.closes_at)


class Respondent(Base):
    """The personal part of a submission, apart from the public one so that it can be erased."""

    __tablename__ = "respondent"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    locale: Mapped[str] = mapped_column(String(20), default="", server_default="")  # of mail to them
    publish_name: Mapped[bool] = mapped_column(default=False)

    submission: Mapped[Submission] = relationship(back_populates="respondent")

    @property
    def public_name(self) -> str:
        """What the public record may call them; empty if they asked not to be named."""
        if not self.publish_name:
            return ""
        return ", ".join(part for part in (self.name, self.organisation) if part)


class Comment(Base):
    """A remark on a paragraph of a version, or on the whole when ``pid`` is missing.

    It belongs to (version, pid, quoted sentences) for ever. ``number`` is its public number within
    the document, given when it is sent. ``key`` comes from the form: the same form sent twice
    makes one comment.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        UniqueConstraint("submission_id", "key"),
        Index("ix_comment_place", "version_id", "pid", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int | None]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    pid: Mapped[int | None]
    quote: Mapped[list[str]] = mapped_column(JSON, default=list)
    kind: Mapped[str] = mapped_column(String(12), default="general")
    body: Mapped[str] = mapped_column(Text)
    proposed_text: Mapped[str] = mapped_column(Text, default="")
    justification: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20))
    withheld_at: Mapped[datetime | None]  # when its words were erased at the author's request

    submission: Mapped[Submission] = relationship(back_populates="comments")
    version: Mapped[Version] = relationship()
    placements: Mapped[list["Placement"]] = relationship(back_populates="comment")
    dispositions: Mapped[list["Disposition"]] = relationship(
        back_populates="comment", order_by="Disposition.id"
    )
    traces: Mapped[list["Trace"]] = relationship(back_populates="comment", order_by="Trace.id")

    @property
    def disposition(self) -> "Disposition | None":
        """The answer that stands: the last one given."""
        return self.dispositions[-1] if self.dispositions else None


class Placement(Base):
    """Where a comment stands in a later version: one a comment a version.

    ``pid`` is missing where the text is gone or the place is not certain. ``changes`` counts how
    often a decision of a person has changed it, here or in a version before; ``reason`` is theirs.
    """

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_placement_place", "version_id", "pid"),
        Index("ix_placement_settled_by_id", "settled_by_id", sqlite_where=SETTLED, postgresql_where=SETTLED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    pid: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(12))
    quote_kind: Mapped[str] = mapped_column(String(12), default="")  # of the quoted sentences
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    changes: Mapped[int] = mapped_column(default=0, server_default="0")

    comment: Mapped[Comment] = relationship(back_populates="placements")
    version: Mapped[Version] = relationship()
    settled_by: Mapped[Mandate | None] = relationship()


class Disposition(Base):
    """The answer to a comment, with its reason. A later one replaces it; none is edited."""

    __tablename__ = "disposition"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    answer: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)

    comment: Mapped[Comment] = relationship(back_populates="dispositions")
    given_by: Mapped[Mandate] = relationship()


class Trace(Base):
    """A comment and a revision that it led to: the two-way way from a remark to the words."""

    __tablename__ = "trace"
    __table_args__ = (UniqueConstraint("comment_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)

    comment: Mapped[Comment] = relationship(back_populates="traces")
    revision: Mapped[Revision] = relationship()

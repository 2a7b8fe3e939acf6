"""Rounds, what people send in, and what becomes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    cast,
    exists,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased, foreign, mapped_column, relationship, validates
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.selectable import ScalarSelect

from consultation.kinds import CommentKind, RoundState
from consultation.period import is_late, state
from consultation.personal import COMMENT, RESPONDENT, SUBMISSION, WORDING
from core.db import Base, Instant
from core.personal import ACTOR, NUMBER, PROCESS, not_personal
from core.record.canonical import new_salt
from documents.drafting.survival import Kept
from documents.models import ChangeSet, Document, Revision, Version
from members.countries.codes import LONGEST_CODE
from members.models import Mandate

SALT = not_personal("a random number: without it a digest on the record tells nothing")


class Consultation(Base):
    """A comment period on one version: ``opens_at`` included, ``closes_at`` not.

    ``zone`` is the IANA zone that the times were set in and are shown in first.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True, info=NUMBER)
    opens_at: Mapped[datetime] = mapped_column(info=PROCESS)
    closes_at: Mapped[datetime] = mapped_column(info=PROCESS)
    zone: Mapped[str] = mapped_column(String(60), info=PROCESS)
    introduction: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    version: Mapped[Version] = relationship()

    def state(self, now: datetime) -> RoundState:
        """Whether it is announced, open or closed at an instant."""
        return state(self.opens_at, self.closes_at, now)


class RoundChange(Base):
    """A change of a round's closing, by two persons, with its reason. Never edited."""

    __tablename__ = "round_change"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    before: Mapped[datetime] = mapped_column(info=PROCESS)
    after: Mapped[datetime] = mapped_column(info=PROCESS)
    changed_at: Mapped[datetime] = mapped_column(info=PROCESS)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    reason: Mapped[str] = mapped_column(Text, info=PROCESS)

    consultation: Mapped[Consultation] = relationship()
    asked_by: Mapped[Mandate] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped[Mandate] = relationship(foreign_keys=approved_by_id)


class Submission(Base):
    """What one respondent sends together.

    It begins unsent on the server, found by the token in the respondent's cookie; the same
    token is the private address of the receipt after sending. Only its SHA-256 is kept.
    ``received_at`` is missing while it is unsent. ``salt`` goes with its words: the record covers the
    digest on the receipt, and a short text could be guessed from that.
    """

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_round", "consultation_id", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=SUBMISSION.leads_to("submission"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), info=NUMBER)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=SUBMISSION.credential())
    created_at: Mapped[datetime] = mapped_column(info=SUBMISSION.private())
    received_at: Mapped[datetime | None] = mapped_column(index=True, info=SUBMISSION.public())
    kind: Mapped[str] = mapped_column(String(12), default="person", info=SUBMISSION.public())
    language: Mapped[str] = mapped_column(String(20), default="", info=SUBMISSION.public())
    country: Mapped[str] = mapped_column(String(LONGEST_CODE), default="", info=SUBMISSION.public())
    digest: Mapped[str] = mapped_column(
        String(64), default="", info=PROCESS
    )  # of the public part, on the receipt
    salt: Mapped[str] = mapped_column(String(32), default=new_salt, server_default="", info=SALT)
    entry: Mapped[int | None] = mapped_column(info=PROCESS)  # its place in the record
    saved_at: Mapped[datetime | None] = mapped_column(
        info=SUBMISSION.private()
    )  # when a comment was last saved
    unsent_bytes: Mapped[int] = mapped_column(
        default=0, server_default="0", info=SUBMISSION.private()
    )  # while it is unsent, by ``consultation.responses.room``
    erased_at: Mapped[datetime | None] = mapped_column(
        info=SUBMISSION.public()
    )  # when the personal part was erased

    consultation: Mapped[Consultation] = relationship()
    comments: Mapped[list["Comment"]] = relationship(back_populates="submission", order_by="Comment.id")
    respondent: Mapped["Respondent | None"] = relationship(back_populates="submission")

    @property
    def late(self) -> bool:
        return self.received_at is not None and is_late(self.received_at, self.consultation.closes_at)


class Respondent(Base):
    """The personal part of a submission, apart from the public one so that it can be erased.

    ``salt`` goes with it: without it the digest of a name that was shown tells nothing.
    """

    __tablename__ = "respondent"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id"), primary_key=True, info=RESPONDENT.leads_to("submission")
    )
    name: Mapped[str] = mapped_column(String(200), default="", info=RESPONDENT.public())
    organisation: Mapped[str] = mapped_column(String(200), default="", info=RESPONDENT.public())
    email: Mapped[str] = mapped_column(String(254), default="", info=RESPONDENT.private())
    locale: Mapped[str] = mapped_column(
        String(20), default="", server_default="", info=RESPONDENT.private()
    )  # of mail to them
    publish_name: Mapped[bool] = mapped_column(default=False, info=RESPONDENT.private())
    salt: Mapped[str] = mapped_column(String(32), default=new_salt, server_default="", info=SALT)

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
    makes one comment. What it says is its ``wording``, of its ``wordings`` the last.

    ``altered``: its words or its answer are not what the record names (``consultation.standing``); of a
    comment that nobody compared with the record it says nothing. ``answer_entry``: the entry that names its
    answer, 0 for none.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        UniqueConstraint("submission_id", "key"),
        Index("ix_comment_place", "version_id", "pid", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id"), info=COMMENT.leads_to("submission")
    )
    key: Mapped[str] = mapped_column(String(40), info=COMMENT.credential())
    number: Mapped[int | None] = mapped_column(info=PROCESS)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), info=NUMBER)
    pid: Mapped[int | None] = mapped_column(info=NUMBER)
    quote: Mapped[list[str]] = mapped_column(JSON, default=list, info=COMMENT.public())
    withheld_at: Mapped[datetime | None] = mapped_column(
        info=COMMENT.public()
    )  # when its words were erased at the author's request

    submission: Mapped[Submission] = relationship(back_populates="comments")
    version: Mapped[Version] = relationship()
    wordings: Mapped[list["Wording"]] = relationship(
        back_populates="comment", order_by="Wording.number", cascade="all, delete-orphan"
    )
    wording: Mapped["Wording"] = relationship(
        primaryjoin=lambda: (Comment.id == foreign(Wording.comment_id)) & (Wording.number == _last_number()),
        viewonly=True,
        uselist=False,
        lazy="joined",
        cascade="refresh-expire",
    )
    places: Mapped[list["StandingPlace"]] = relationship(
        primaryjoin=lambda: foreign(StandingPlace.comment_id) == Comment.id,
        order_by=lambda: StandingPlace.version_id,
        viewonly=True,
    )
    dispositions: Mapped[list["Disposition"]] = relationship(
        back_populates="comment", order_by="Disposition.id"
    )
    traces: Mapped[list["Trace"]] = relationship(back_populates="comment", order_by="Trace.id")
    altered = False
    answer_entry = 0

    @property
    def carried_out(self) -> list["Trace"]:
        """The changes that it led to and that stand."""
        return [trace for trace in self.traces if trace.stands]

    @property
    def undone(self) -> list["Trace"]:
        """The changes that it led to and that were undone."""
        return [trace for trace in self.traces if not trace.stands]

    @property
    def first_wording(self) -> "Wording":
        """What it said when it was sent: the digest on the receipt covers that for ever."""
        return self.wording if self.wording.number == 1 else self.wordings[0]

    @property
    def kind(self) -> str:
        return self.wording.kind

    @property
    def body(self) -> str:
        return self.wording.body

    @property
    def proposed_text(self) -> str:
        return self.wording.proposed_text

    @property
    def justification(self) -> str:
        return self.wording.justification

    @property
    def language(self) -> str:
        return self.wording.language

    @property
    def disposition(self) -> "Disposition | None":
        """The answer that stands: the last one given."""
        return self.dispositions[-1] if self.dispositions else None

    @validates("wordings")
    def _stands(self, _key: str, wording: "Wording") -> "Wording":
        """A new wording stands at once, before it is loaded again."""
        set_committed_value(self, "wording", wording)
        return wording


class Wording(Base):
    """What a comment says: ``number`` 1 as it was sent, 2 as it was changed, and so on; the last stands.

    The database lets the words of a comment that was sent be emptied, and no more (migration 0018).
    ``html`` and ``justification_html`` are made when it is sent, by the version of ``documents.text.typed``
    that ``renderer`` names, and stay as they are; 0 while it is unsent, and once its words are erased.
    ``salt`` goes with the words: without it a digest of them tells nothing.
    """

    __tablename__ = "comment_wording"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), info=WORDING.leads_to("comment"))
    number: Mapped[int] = mapped_column(default=1, info=PROCESS)
    kind: Mapped[str] = mapped_column(String(12), default=CommentKind.GENERAL, info=WORDING.public())
    body: Mapped[str] = mapped_column(Text, info=WORDING.public())
    proposed_text: Mapped[str] = mapped_column(Text, default="", info=WORDING.public())
    justification: Mapped[str] = mapped_column(Text, default="", info=WORDING.public())
    language: Mapped[str] = mapped_column(String(20), info=WORDING.public())
    html: Mapped[str] = mapped_column(Text, default="", server_default="", info=WORDING.public())
    justification_html: Mapped[str] = mapped_column(
        Text, default="", server_default="", info=WORDING.public()
    )
    renderer: Mapped[int] = mapped_column(default=0, server_default="0", info=PROCESS)
    written_at: Mapped[datetime] = mapped_column(info=WORDING.public())
    salt: Mapped[str] = mapped_column(String(32), default=new_salt, server_default="", info=SALT)

    comment: Mapped[Comment] = relationship(back_populates="wordings")

    @property
    def erased(self) -> bool:
        """Whether nothing is left of it but that it was there."""
        words = (self.body, self.proposed_text, self.justification, self.html, self.justification_html)
        return not any((*words, self.salt))


def _last_number() -> ScalarSelect[Any]:
    """The number of a comment's wording that stands."""
    other = aliased(Wording)
    last = select(func.max(other.number)).where(other.comment_id == Comment.id)
    return last.correlate(Comment.__table__).scalar_subquery()


class Placement(Base):
    """Where a comment was carried to in a later version: one a comment a version, never edited.

    ``pid`` is missing where the text is gone or the place is not certain. ``batch`` tells those made
    together: 0 at the publication of the version, else the number of the first comment of the response
    that came later. What a person says of it is a ``Settlement``; where the comment stands now is its
    ``StandingPlace``.
    """

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_placement_place", "version_id", "pid", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), info=NUMBER)
    pid: Mapped[int | None] = mapped_column(info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    quote_kind: Mapped[str] = mapped_column(String(12), default="", info=PROCESS)  # of the quoted sentences
    batch: Mapped[int] = mapped_column(default=0, server_default="0", info=PROCESS)

    comment: Mapped[Comment] = relationship()
    version: Mapped[Version] = relationship()


class Settlement(Base):
    """Where a comment stands in a version otherwise than it was carried: a person's decision, with their
    reason, or what followed from one about an earlier version, which ``follows`` then names. The one
    with the highest number stands; none is edited. ``at`` is missing where it is not known any more.
    """

    __tablename__ = "settlement"
    __table_args__ = (UniqueConstraint("placement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), info=NUMBER)
    number: Mapped[int] = mapped_column(info=PROCESS)
    pid: Mapped[int | None] = mapped_column(info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    quote_kind: Mapped[str] = mapped_column(String(12), default="", info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    at: Mapped[datetime | None] = mapped_column(info=PROCESS)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), index=True, info=NUMBER)

    placement: Mapped[Placement] = relationship()
    by: Mapped[Mandate | None] = relationship()
    follows: Mapped["Settlement | None"] = relationship(remote_side=id)


def last(settled: FromClause = Settlement.__table__) -> ColumnElement[bool]:
    """Of the settlements of a place the one that stands."""
    later = settled.alias("later")
    return ~exists().where(later.c.placement_id == settled.c.placement_id, later.c.number > settled.c.number)


def _standing() -> FromClause:
    """Two halves, so that an index leads to either: the places of which nobody has said anything, and the
    last word on the others. Each column is of one type in both: SQLite would else write all of them down
    before it looks for any."""
    carried, settled = Placement.__table__, Settlement.__table__
    place = [carried.c[name] for name in ("id", "comment_id", "version_id")]
    as_carried = select(
        *place,
        *(carried.c[name] for name in ("pid", "kind", "quote_kind")),
        cast(0, Integer).label("changes"),
        cast("", Text).label("reason"),
        cast(null(), Instant).label("settled_at"),
        cast(null(), Integer).label("settled_by_id"),
    ).where(~exists().where(settled.c.placement_id == carried.c.id))
    as_settled = (
        select(
            *place,
            *(settled.c[name] for name in ("pid", "kind", "quote_kind", "number", "reason", "at", "by_id")),
        )
        .join_from(settled, carried, settled.c.placement_id == carried.c.id)
        .where(last())
    )
    return union_all(as_carried, as_settled).subquery("standing_place")


class StandingPlace(Base):
    """Where a comment stands in a later version: as it was carried, or as the last settlement says.

    To be read alone: it is a ``Placement`` with its last ``Settlement``, and has the id of the first.
    ``changes`` counts the settlements; ``reason``, ``settled_at`` and ``settled_by`` are of the last.
    """

    __table__ = _standing()
    __mapper_args__ = {"primary_key": [__table__.c.id]}  # noqa: RUF012  SQLAlchemy declares it so

    id: Mapped[int]
    comment_id: Mapped[int]
    version_id: Mapped[int]
    pid: Mapped[int | None]
    kind: Mapped[str]
    quote_kind: Mapped[str]
    changes: Mapped[int]
    reason: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None]

    comment: Mapped[Comment] = relationship(
        primaryjoin=lambda: foreign(StandingPlace.comment_id) == Comment.id, viewonly=True
    )
    version: Mapped[Version] = relationship(
        primaryjoin=lambda: foreign(StandingPlace.version_id) == Version.id, viewonly=True
    )
    settled_by: Mapped[Mandate | None] = relationship(
        primaryjoin=lambda: foreign(StandingPlace.settled_by_id) == Mandate.id, viewonly=True
    )


class Disposition(Base):
    """The answer to a comment, with its reason. A later one replaces it; none is edited."""

    __tablename__ = "disposition"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True, info=NUMBER)
    answer: Mapped[str] = mapped_column(String(20), info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    given_at: Mapped[datetime] = mapped_column(info=PROCESS)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    comment: Mapped[Comment] = relationship(back_populates="dispositions")
    given_by: Mapped[Mandate] = relationship()


class Trace(Base):
    """A comment and a revision that it led to: the two-way way from a remark to the words.

    ``reason``: why that change answers the comment, where it changed none of the paragraphs at which the
    comment has stood. ``kept_cache``: what of the revision stands in the draft, a ``Kept``, made anew
    whenever the draft changes (``consultation.answers.changing``); ``undone_by``: the revision after which
    nothing of it stood. ``version``: the first version whose text shows it, once published; it stays, since
    that version does.
    """

    __tablename__ = "trace"
    __table_args__ = (UniqueConstraint("comment_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), info=NUMBER)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True, info=NUMBER)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="", info=PROCESS)
    kept_cache: Mapped[str] = mapped_column(String(8), info=PROCESS)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"), index=True, info=NUMBER)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), index=True, info=NUMBER)

    comment: Mapped[Comment] = relationship(back_populates="traces")
    revision: Mapped[Revision] = relationship(foreign_keys=revision_id)
    undone_by: Mapped[Revision | None] = relationship(foreign_keys=undone_by_id)
    version: Mapped[Version | None] = relationship()

    @property
    def stands(self) -> bool:
        """Whether the revision stands in the draft, at least in part."""
        return self.kept_cache != Kept.NOT

    @property
    def in_part(self) -> bool:
        """Whether a part of the revision stands and another does not."""
        return self.kept_cache == Kept.PART


class TakenComment(Base):
    """A comment whose suggested wording was taken into changes that are still open, so that who closes them
    finds it ticked. It goes with the set when that is closed, or dropped with nothing left of it. Private.
    """

    __tablename__ = "taken_comment"
    __table_args__ = (UniqueConstraint("change_set_id", "comment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id", ondelete="CASCADE"), info=NUMBER)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True, info=NUMBER)

    change_set: Mapped[ChangeSet] = relationship()
    comment: Mapped[Comment] = relationship()

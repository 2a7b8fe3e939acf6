"""Who follows what by mail. Personal data: apart from the record, and forgotten on request."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from documents.models import Document
from members.models import Person

Kind = Literal["everything", "document", "section", "paragraph", "country"]
Pace = Literal["at once", "daily", "weekly"]

KINDS: tuple[str, ...] = get_args(Kind)
PACES: tuple[str, ...] = get_args(Pace)


class Follower(Base):
    """An address that follows something, or has asked to.

    ``told`` are the numbers of entries of the record that it has had mail about and that a slower
    subscription of it has still to pass: the same event goes to nobody twice. ``confirmed_at`` is
    missing until whoever reads the mailbox has confirmed a first subscription.
    """

    __tablename__ = "follower"
    # Messages and mailed links name rows by number: no number is given twice.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    locale: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told: Mapped[list[int]] = mapped_column(JSON, default=list)

    person: Mapped[Person | None] = relationship()
    subscriptions: Mapped[list["Subscription"]] = relationship(
        back_populates="follower", order_by="Subscription.id", cascade="all, delete-orphan"
    )


class Subscription(Base):
    """One thing that an address follows: the whole process, a document, a section of it (a heading and
    what stands below), a paragraph, or a country.

    ``last_seq`` is the last entry of the record that it has seen. ``token_hash`` is of the mailed link
    that confirms it. ``made_at`` is when it was last asked for.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_pace", "pace", "told_until"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("follower.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    pid: Mapped[int | None]
    country: Mapped[str] = mapped_column(String(2), default="")
    pace: Mapped[str] = mapped_column(String(12), default="daily")
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    told_until: Mapped[datetime | None]  # the instant of its last digest, empty ones too

    follower: Mapped[Follower] = relationship(back_populates="subscriptions")
    document: Mapped[Document | None] = relationship()


class NewsRead(Base):
    """The last entry of the record that those who want mail at once have been told of: one row."""

    __tablename__ = "news_read"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]

"""Who follows what by mail. Personal data: apart from the record, and forgotten on request."""

from datetime import datetime
from enum import IntEnum
from typing import Literal, get_args

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import MACHINE, NUMBER
from documents.models import Document
from members.countries.codes import LONGEST_CODE
from members.models import Person
from sbcp.notifications.personal import FOLLOWER, SUBSCRIPTION

FollowedKind = Literal["everything", "document", "section", "paragraph", "country", "heads"]
Pace = Literal["at once", "daily", "weekly"]

HEADS: FollowedKind = "heads"  # mailed one by one, not as news
KINDS: tuple[str, ...] = get_args(FollowedKind)
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

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    email: Mapped[str] = mapped_column(String(254), unique=True, info=FOLLOWER.private(owner="address"))
    locale: Mapped[str] = mapped_column(String(20), info=FOLLOWER.private())
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, info=FOLLOWER.private(owner="person")
    )
    made_at: Mapped[datetime] = mapped_column(info=FOLLOWER.private())
    confirmed_at: Mapped[datetime | None] = mapped_column(info=FOLLOWER.private())
    told: Mapped[list[int]] = mapped_column(JSON, default=list, info=FOLLOWER.private())

    person: Mapped[Person | None] = relationship()
    subscriptions: Mapped[list["Subscription"]] = relationship(
        back_populates="follower", order_by="Subscription.id", cascade="all, delete-orphan"
    )


class Subscription(Base):
    """One thing that an address follows: the whole process, a document, a section of it (a heading and
    what stands below), a paragraph, a country, or the signed heads of the record.

    ``last_seq`` is the last entry of the record that it has seen; of the signed heads, the number of the
    last one. ``token_hash`` is of the mailed link
    that confirms it. ``made_at`` is when it was last asked for.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_pace", "pace", "told_until"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    follower_id: Mapped[int] = mapped_column(
        ForeignKey("follower.id"), index=True, info=SUBSCRIPTION.leads_to("follower")
    )
    kind: Mapped[str] = mapped_column(String(12), info=SUBSCRIPTION.private())
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id"), index=True, info=SUBSCRIPTION.private()
    )
    pid: Mapped[int | None] = mapped_column(info=SUBSCRIPTION.private())
    country: Mapped[str] = mapped_column(String(LONGEST_CODE), default="", info=SUBSCRIPTION.private())
    pace: Mapped[str] = mapped_column(String(12), default="daily", info=SUBSCRIPTION.private())
    made_at: Mapped[datetime] = mapped_column(info=SUBSCRIPTION.private())
    confirmed_at: Mapped[datetime | None] = mapped_column(info=SUBSCRIPTION.private())
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=SUBSCRIPTION.credential())
    last_seq: Mapped[int] = mapped_column(default=0, info=MACHINE)
    told_until: Mapped[datetime | None] = mapped_column(
        info=MACHINE
    )  # the instant of its last digest, empty ones too

    follower: Mapped[Follower] = relationship(back_populates="subscriptions")
    document: Mapped[Document | None] = relationship()


class Reader(IntEnum):
    """Who is told by mail of each entry of the record that concerns them, as it comes."""

    AUTHORS = 1  # who left an address with their comments
    PARTICIPANTS = 2  # the representatives of the countries


class NewsRead(Base):
    """The last entry of the record that those have been told of who are told of each as it comes: a row for
    each ``Reader``."""

    __tablename__ = "news_read"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=NUMBER)
    seq: Mapped[int] = mapped_column(info=MACHINE)

"""What governments do with a version: dated acts, never edited."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from adoption.kinds import COVERING_NOTHING, ActKind, Powers, Purpose
from adoption.recording.personal import SIGNATORY
from core.days import PartialDay, Precision
from core.db import Base
from core.files.models import File
from core.personal import ACTOR, NUMBER, PROCESS
from core.record.canonical import new_salt
from documents.models import Document, Version
from members.models import Mandate, Participant


class Instrument(Base):
    """The paper that an act rests on, with its title as issued and in English. Of an act of the past any of
    it may be unknown; ``languages`` are those that its text was issued in, the first that of the title."""

    __tablename__ = "instrument"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    title: Mapped[str] = mapped_column(String(500), info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)  # of the title; empty if unknown
    title_en: Mapped[str] = mapped_column(String(500), info=PROCESS)
    number: Mapped[str] = mapped_column(String(120), default="", info=PROCESS)
    body: Mapped[str] = mapped_column(String(300), info=PROCESS)  # who issued it
    gazette: Mapped[str] = mapped_column(String(300), default="", info=PROCESS)  # in the country's own style
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, info=PROCESS)
    link: Mapped[str] = mapped_column(String(500), default="", info=PROCESS)


class ActList(Base):
    """Acts of the past that came in together, from a list, with why. ``sha256`` is of the list as it came;
    the mandates are missing where the operator took it in by a command."""

    __tablename__ = "act_list"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True, info=NUMBER)
    name: Mapped[str] = mapped_column(String(160), info=PROCESS)  # of the file
    sha256: Mapped[str] = mapped_column(String(64), info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, info=PROCESS)
    entered_at: Mapped[datetime] = mapped_column(info=PROCESS)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    version: Mapped[Version] = relationship()
    asked_by: Mapped[Mandate | None] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped[Mandate | None] = relationship(foreign_keys=approved_by_id)


class Act(Base):
    """One act of a participant on an exact version.

    ``done_on`` is when it happened, ``recorded_at`` when it was written here. Of a day that is known to the
    month or the year the last one stands, with its precision. ``known_on``: when an act that came in with a
    list (``list_id``) was told, if the list says so. ``early_reason``: why it is dated before its version was
    published. ``scopes`` are the pids of the chapters it covers; empty means the whole text. A correction
    or withdrawal names the act that it is about in ``about_id``; a withdrawal of none is from the whole.
    ``restates``: of a correction from a list, which days it corrects; empty for one that restates all.
    ``name``: what the participant was called in it, or is called by it. ``ref``: how its list calls it.
    ``recorded_by`` is missing where the operator took it in. ``confirmed_by``: the mandate that spoke for the
    country, where another one recorded the act.
    """

    __tablename__ = "act"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True, info=NUMBER)
    kind: Mapped[str] = mapped_column(String(32), info=PROCESS)
    scopes: Mapped[list[int]] = mapped_column(JSON, default=list, info=PROCESS)
    instrument_id: Mapped[int | None] = mapped_column(ForeignKey("instrument.id"), index=True, info=NUMBER)
    done_on: Mapped[date] = mapped_column(info=PROCESS)
    done_precision: Mapped[str] = mapped_column(String(5), default=Precision.DAY, info=PROCESS)
    deposited_on: Mapped[date | None] = mapped_column(info=PROCESS)
    depositary: Mapped[str] = mapped_column(String(300), default="", info=PROCESS)
    effective_on: Mapped[date | None] = mapped_column(info=PROCESS)
    effective_precision: Mapped[str] = mapped_column(String(5), default=Precision.DAY, info=PROCESS)
    published_on: Mapped[date | None] = mapped_column(info=PROCESS)  # in the gazette
    early_reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    recorded_at: Mapped[datetime] = mapped_column(index=True, info=PROCESS)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    on_behalf: Mapped[bool] = mapped_column(default=False, info=PROCESS)  # by the secretariat, with a letter
    list_id: Mapped[int | None] = mapped_column(ForeignKey("act_list.id"), index=True, info=NUMBER)
    known_on: Mapped[date | None] = mapped_column(info=PROCESS)
    restates: Mapped[list[str]] = mapped_column(JSON, default=list, info=PROCESS)
    ref: Mapped[str] = mapped_column(String(64), default="", info=PROCESS)
    name: Mapped[str] = mapped_column(String(200), default="", info=PROCESS)
    note: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    statement: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(
        String(20), default="", info=PROCESS
    )  # of the statement and reservations

    participant: Mapped[Participant] = relationship()
    version: Mapped[Version] = relationship()
    instrument: Mapped[Instrument | None] = relationship()
    act_list: Mapped[ActList | None] = relationship()
    recorded_by: Mapped[Mandate | None] = relationship(foreign_keys=recorded_by_id)
    confirmed_by: Mapped[Mandate | None] = relationship(foreign_keys=confirmed_by_id)
    about: Mapped["Act | None"] = relationship(remote_side=[id])
    reservations: Mapped[list["Reservation"]] = relationship(back_populates="act", order_by="Reservation.id")
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="act", order_by="Verification.id"
    )
    files: Mapped[list["ActFile"]] = relationship(back_populates="act", order_by="ActFile.id")
    signatories: Mapped[list["ActSignatory"]] = relationship(back_populates="act", order_by="ActSignatory.id")

    @property
    def own_day(self) -> PartialDay:
        """When it was done itself. The days of a correction are those of the act that it corrects: its own is
        that on which it became known, as its list says, else was recorded."""
        if self.kind == ActKind.CORRECTION:
            return PartialDay(self.known_on or self.recorded_at.date())
        return PartialDay(self.done_on, Precision(self.done_precision))

    @property
    def says_what_it_covers(self) -> bool:
        """Whether it says what it covers: of a correction, whether that is other than the act says that it
        corrects."""
        if self.kind != ActKind.CORRECTION:
            return self.kind not in COVERING_NOTHING
        return self.about is not None and not self.restates and set(self.scopes) != set(self.about.scopes)

    @property
    def says_when_done(self) -> bool:
        """Whether it says on which day an act was done: all do, but for a correction from a list that leaves
        it as it was."""
        return not self.restates or "day" in self.restates

    @property
    def words_language(self) -> str:
        """The language of what it quotes of its paper: that of the paper, else of its own words; empty if
        neither is known."""
        return (self.instrument.language if self.instrument else "") or self.language


class Reservation(Base):
    """A paragraph that the act does not accept, or not wholly, in the government's words."""

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    pid: Mapped[int] = mapped_column(info=NUMBER)
    text: Mapped[str] = mapped_column(Text, info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="reservations")


class Verification(Base):
    """A second person's word on how well an act is proved."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    level: Mapped[str] = mapped_column(String(16), info=PROCESS)
    verified_at: Mapped[datetime] = mapped_column(info=PROCESS)
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    note: Mapped[str] = mapped_column(Text, default="", info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="verifications")
    verified_by: Mapped[Mandate] = relationship()


class ActFile(Base):
    """A file that an act rests on, and what it is to the act."""

    __tablename__ = "act_file"
    __table_args__ = (UniqueConstraint("act_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True, info=NUMBER)
    purpose: Mapped[str] = mapped_column(String(16), info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="files")
    file: Mapped[File] = relationship()


class ActSignatory(Base):
    """Somebody who signed: what they were then, and under what they signed; who, is in a row of its own.

    ``powers_text``: date and issuer of the full powers, or what else shows it. Both are in the language of
    the act.
    """

    __tablename__ = "act_signatory"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True, info=NUMBER)
    office: Mapped[str] = mapped_column(String(300), default="", info=PROCESS)
    powers: Mapped[str] = mapped_column(String(32), info=PROCESS)
    powers_text: Mapped[str] = mapped_column(String(500), default="", info=PROCESS)

    act: Mapped[Act] = relationship(back_populates="signatories")
    named: Mapped["SignatoryName | None"] = relationship(back_populates="signatory")

    @property
    def name(self) -> str:
        """Their name, empty if it was not said or is erased."""
        return self.named.name if self.named else ""

    @property
    def is_erased(self) -> bool:
        return self.named is not None and self.named.erased_at is not None

    @property
    def lacks_powers(self) -> bool:
        """Whether they signed under full powers that nothing here shows: no words, and no file."""
        shown = any(
            link.purpose == Purpose.FULL_POWERS and link.file.erased_at is None for link in self.act.files
        )
        return self.powers == Powers.FULL_POWERS and not self.powers_text and not shown


class SignatoryName(Base):
    """The name of somebody who signed. ``salt`` goes with it: without it the digest of a name that was shown
    tells nothing. ``erased_at``: since when both are gone."""

    __tablename__ = "signatory_name"

    signatory_id: Mapped[int] = mapped_column(ForeignKey("act_signatory.id"), primary_key=True, info=NUMBER)
    name: Mapped[str] = mapped_column(String(200), info=SIGNATORY.public(emptied=True))
    salt: Mapped[str] = mapped_column(String(32), default=new_salt, info=SIGNATORY.public(emptied=True))
    erased_at: Mapped[datetime | None] = mapped_column(info=PROCESS)

    signatory: Mapped[ActSignatory] = relationship(back_populates="named")

    def erase(self, now: datetime) -> None:
        """The name goes, and the salt with it."""
        self.name, self.salt, self.erased_at = "", "", now


class EntryRuleChange(Base):
    """The rule of entry into force of a document from an instant on. The last one counts, and none is
    changed: ``adoption.entry_rules.EntryRule`` says what each column means. The mandates are missing where
    the operator set it by a command."""

    __tablename__ = "entry_rule"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    counts: Mapped[list[str]] = mapped_column(JSON, info=PROCESS)
    level: Mapped[str] = mapped_column(String(16), info=PROCESS)
    needs: Mapped[int] = mapped_column(info=PROCESS)
    must: Mapped[list[str]] = mapped_column(JSON, info=PROCESS)
    delay: Mapped[str] = mapped_column(String(32), info=PROCESS)
    n: Mapped[int] = mapped_column(info=PROCESS)
    not_before: Mapped[date | None] = mapped_column(info=PROCESS)
    open_to: Mapped[list[str]] = mapped_column(JSON, info=PROCESS)
    accession_open: Mapped[bool] = mapped_column(info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, info=PROCESS)
    set_at: Mapped[datetime] = mapped_column(info=PROCESS)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    asked_by: Mapped[Mandate | None] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped[Mandate | None] = relationship(foreign_keys=approved_by_id)

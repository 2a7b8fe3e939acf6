"""One policy text through all its versions, and the draft between them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.personal import ACTOR, NUMBER, PROCESS
from documents.text.blocks import Block
from documents.text.html import RENDERER
from documents.text.numbering import LabelsStyle
from members.models import Mandate


class Document(Base):
    """A policy text. ``next_pid`` hands out paragraph identifiers, each once, for ever. ``labels_style``:
    how its paragraphs are called from the next version on. ``titles``, ``summaries``: what stands in other
    languages than its own, of the rows of ``DocumentName``."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    slug: Mapped[str] = mapped_column(String(80), unique=True, info=PROCESS)
    title: Mapped[str] = mapped_column(String(300), info=PROCESS)
    summary: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}", info=PROCESS)
    summaries: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}", info=PROCESS)
    labels_style: Mapped[LabelsStyle] = mapped_column(String(10), default="legal", info=PROCESS)
    created_at: Mapped[datetime] = mapped_column(info=PROCESS)
    next_pid: Mapped[int] = mapped_column(default=1, info=PROCESS)
    next_comment: Mapped[int] = mapped_column(
        default=1, info=PROCESS
    )  # comments are numbered within the document

    versions: Mapped[list["Version"]] = relationship(back_populates="document", order_by="Version.number")

    @property
    def subject(self) -> str:
        """How the record names this document."""
        return f"document:{self.slug}"


class DocumentName(Base):
    """What a document is called, and what it is about, in another language than its own; empty ones take back
    what stood before. Nothing updates it: the last of a language stands, and ``number`` counts them."""

    __tablename__ = "document_name"
    __table_args__ = (UniqueConstraint("document_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    number: Mapped[int] = mapped_column(info=PROCESS)
    title: Mapped[str] = mapped_column(String(300), info=PROCESS)
    summary: Mapped[str] = mapped_column(Text, info=PROCESS)
    named_at: Mapped[datetime] = mapped_column(info=PROCESS)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    named_by: Mapped[Mandate | None] = relationship()


class Removal(Base):
    """A document that was begun by mistake is out of the lists for good. Its page stays and says so. Nothing
    updates it."""

    __tablename__ = "removal"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True, info=NUMBER)
    reason: Mapped[str] = mapped_column(Text, info=PROCESS)
    removed_at: Mapped[datetime] = mapped_column(info=PROCESS)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    asked_by: Mapped[Mandate | None] = relationship(foreign_keys=asked_by_id)
    approved_by: Mapped[Mandate | None] = relationship(foreign_keys=approved_by_id)


class Version(Base):
    """An immutable published state. Nothing updates its rows or those of its paragraphs."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    number: Mapped[int] = mapped_column(info=PROCESS)
    label: Mapped[str] = mapped_column(String(120), info=PROCESS)
    title: Mapped[str] = mapped_column(String(300), info=PROCESS)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    digest: Mapped[str] = mapped_column(String(64), info=PROCESS)
    published_at: Mapped[datetime] = mapped_column(info=PROCESS)
    renderer: Mapped[int] = mapped_column(default=RENDERER, server_default="1", info=PROCESS)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship(back_populates="versions")
    published_by: Mapped[Mandate | None] = relationship()
    paragraphs: Mapped[list["Paragraph"]] = relationship(
        back_populates="version", order_by="Paragraph.position"
    )


class VersionSummary(Base):
    """What a version says in plain words, in one language; an empty text takes back the one before. Nothing
    updates it: the last of a language stands, and ``number`` counts them."""

    __tablename__ = "version_summary"
    __table_args__ = (UniqueConstraint("version_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), info=NUMBER)
    language: Mapped[str] = mapped_column(String(20), info=PROCESS)
    number: Mapped[int] = mapped_column(info=PROCESS)
    text: Mapped[str] = mapped_column(Text, info=PROCESS)
    written_at: Mapped[datetime] = mapped_column(info=PROCESS)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    version: Mapped[Version] = relationship()
    written_by: Mapped[Mandate | None] = relationship()


class Paragraph(Base):
    """A paragraph as it stands in one version. Its HTML is made once, at publication."""

    __tablename__ = "paragraph"
    __table_args__ = (UniqueConstraint("version_id", "pid"), UniqueConstraint("version_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), info=NUMBER)
    position: Mapped[int] = mapped_column(info=PROCESS)
    pid: Mapped[int] = mapped_column(info=NUMBER)
    label: Mapped[str] = mapped_column(String(60), info=PROCESS)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    level: Mapped[int] = mapped_column(info=PROCESS)
    markdown: Mapped[str] = mapped_column(Text, info=PROCESS)
    html: Mapped[str] = mapped_column(Text, info=PROCESS)

    version: Mapped[Version] = relationship(back_populates="paragraphs")

    @property
    def block(self) -> Block:
        return Block(self.kind, self.level, self.markdown)  # type: ignore[arg-type]


class LineMap(Base):
    """The lines of a paragraph of a version, for numbers that stay: made at publication, and nothing updates
    it. ``first_line``: the number of its first line in the version. ``breaks``: where each further line
    begins, as ``documents.text.lines.rule`` counts.
    """

    __tablename__ = "line_map"

    paragraph_id: Mapped[int] = mapped_column(
        ForeignKey("paragraph.id"), primary_key=True, autoincrement=False, info=NUMBER
    )
    first_line: Mapped[int] = mapped_column(info=PROCESS)
    breaks: Mapped[list[int]] = mapped_column(JSON, info=PROCESS)


class DraftParagraph(Base):
    """A paragraph of the working draft.

    ``origins`` are the pids of the last version that it comes from: its own alone when kept or
    edited, several after a merge, none when new. From them publication knows the exact lineage.
    ``certain`` is false where an import guessed them and nobody has confirmed the guess.
    ``changed_in`` is the id of the revision that last changed it, 0 before any; an edit names the
    one it was made on, so that two people never overwrite one another unseen. ``agreed_at``: a member has
    marked it as agreed, as it reads; other words take the mark away. Never public.
    """

    __tablename__ = "draft_paragraph"
    __table_args__ = (UniqueConstraint("document_id", "pid"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    position: Mapped[int] = mapped_column(info=PROCESS)
    pid: Mapped[int] = mapped_column(info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    level: Mapped[int] = mapped_column(info=PROCESS)
    markdown: Mapped[str] = mapped_column(Text, info=PROCESS)
    origins: Mapped[list[int]] = mapped_column(JSON, default=list, info=PROCESS)
    certain: Mapped[bool] = mapped_column(default=True, info=PROCESS)
    changed_in: Mapped[int] = mapped_column(default=0, info=PROCESS)
    agreed_at: Mapped[datetime | None] = mapped_column(info=PROCESS)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    agreed_by: Mapped[Mandate | None] = relationship()

    @property
    def block(self) -> Block:
        return Block(self.kind, self.level, self.markdown)  # type: ignore[arg-type]


class EndedParagraph(Base):
    """A paragraph that the working draft no longer has, as it last stood there, so that it can be brought
    back. ``after_pid``: the paragraph that it followed, none at the beginning or where it is not known.
    ``origins``, ``certain`` as in the draft. ``ended_in``: the id of the revision that took it out."""

    __tablename__ = "ended_paragraph"
    __table_args__ = (UniqueConstraint("document_id", "pid"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    pid: Mapped[int] = mapped_column(info=NUMBER)
    after_pid: Mapped[int | None] = mapped_column(info=NUMBER)
    kind: Mapped[str] = mapped_column(String(12), info=PROCESS)
    level: Mapped[int] = mapped_column(info=PROCESS)
    markdown: Mapped[str] = mapped_column(Text, info=PROCESS)
    origins: Mapped[list[int]] = mapped_column(JSON, default=list, info=PROCESS)
    certain: Mapped[bool] = mapped_column(default=True, info=PROCESS)
    ended_in: Mapped[int] = mapped_column(default=0, info=PROCESS)

    document: Mapped[Document] = relationship()

    @property
    def block(self) -> Block:
        return Block(self.kind, self.level, self.markdown)  # type: ignore[arg-type]


class ChangeSet(Base):
    """What one person changed in the draft for one reason, shown as ``2.14``: the 14th after version 2.

    It gathers revisions while it is open; from ``closed_at`` on it has its public ``number`` and never
    changes. ``closed_by`` gave the reason, the author or somebody who publishes. ``takes_back``: the set
    whose changes this one undoes, all that could be or ``in_part``.
    """

    __tablename__ = "change_set"
    __table_args__ = (UniqueConstraint("document_id", "base", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    base: Mapped[int] = mapped_column(
        info=PROCESS
    )  # number of the version it comes after, 0 before the first
    number: Mapped[int | None] = mapped_column(info=PROCESS)
    reason: Mapped[str] = mapped_column(Text, default="", info=PROCESS)
    opened_at: Mapped[datetime] = mapped_column(info=PROCESS)
    closed_at: Mapped[datetime | None] = mapped_column(info=PROCESS)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"), index=True, info=NUMBER)

    in_part: Mapped[bool] = mapped_column(default=False, info=PROCESS)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    made_by: Mapped[Mandate | None] = relationship(foreign_keys=made_by_id)
    closed_by: Mapped[Mandate | None] = relationship(foreign_keys=closed_by_id)
    takes_back: Mapped["ChangeSet | None"] = relationship(remote_side=id)
    revisions: Mapped[list["Revision"]] = relationship(back_populates="change_set", order_by="Revision.id")

    @property
    def name(self) -> str:
        """How it is called; empty while it is open."""
        return f"{self.base}.{self.number}" if self.number else ""


class Revision(Base):
    """A saved change of the working draft: a part of a change set, by whose name it is called.

    ``before`` and ``after`` list the paragraphs it touched, as ``documents.drafting.states`` describes
    them. ``base``: number of the version it comes after, 0 before the first.
    """

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_document", "document_id", "base"),
        {"sqlite_autoincrement": True},  # an id is never given again: edits name the one they began from
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_set.id"), index=True, info=NUMBER)
    base: Mapped[int] = mapped_column(info=PROCESS)
    operation: Mapped[str] = mapped_column(String(12), info=PROCESS)
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PROCESS)
    after: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PROCESS)
    made_at: Mapped[datetime] = mapped_column(info=PROCESS)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)

    document: Mapped[Document] = relationship()
    change_set: Mapped[ChangeSet] = relationship(back_populates="revisions", lazy="joined", innerjoin=True)
    made_by: Mapped[Mandate | None] = relationship()

    @property
    def name(self) -> str:
        return self.change_set.name

    @property
    def reason(self) -> str:
        """Why it was made, as its change set says."""
        return self.change_set.reason

    @property
    def pids(self) -> set[int]:
        """Every paragraph this revision touched."""
        return {paragraph["pid"] for paragraph in [*self.before, *self.after]}


class PendingImport(Base):
    """An imported file that waits for somebody to confirm what became what.

    ``blocks`` are ``[kind, level, markdown]``; ``links`` are ``[pid, index of the block, percent]``,
    the first of a pid being its primary target; ``draft_revision`` is the id of the last revision
    of the draft it was compared with.

    ``compared`` is what the comparison said, which nobody changes: like ``links``, with no index for a
    paragraph that ends and no pid for one that is new. ``ended`` are the pids of which a person said
    that they end. ``reason`` is why the text changes, as far as it has been typed. All three are
    missing where there was nothing to compare.

    The file was begun from version ``base_version``, or from the draft right after the saved change
    ``base_revision``; ``base_known`` says how that is known (``documents.imports.bases.Known``), and is
    missing where nobody asked: then from the draft as it was when the two were compared. ``anchors`` are
    ``[pid, index of the block]`` as the file itself names them. ``takes_back`` are the ids of the saved
    changes that the file takes back; ``settled`` is what a person decided where both changed a paragraph,
    by its pid: ``{take, blocks, on}``, on being a digest of the texts that they saw. ``became`` is the id of
    the revision that the import was saved as.
    """

    __tablename__ = "pending_import"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True, info=NUMBER)
    file_name: Mapped[str] = mapped_column(String(200), info=PROCESS)
    blocks: Mapped[list[list[Any]]] = mapped_column(JSON, info=PROCESS)
    links: Mapped[list[list[int]]] = mapped_column(JSON, info=PROCESS)
    omissions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PROCESS)
    draft_revision: Mapped[int] = mapped_column(info=PROCESS)
    made_at: Mapped[datetime] = mapped_column(info=PROCESS)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    confirmed_at: Mapped[datetime | None] = mapped_column(info=PROCESS)
    compared: Mapped[list[list[int | None]] | None] = mapped_column(
        "found", JSON(none_as_null=True), info=PROCESS
    )
    ended: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True), info=PROCESS)
    reason: Mapped[str | None] = mapped_column(Text, info=PROCESS)
    base_version: Mapped[int | None] = mapped_column(info=PROCESS)
    base_revision: Mapped[int | None] = mapped_column(info=PROCESS)
    base_known: Mapped[str | None] = mapped_column(String(8), info=PROCESS)
    anchors: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True), info=PROCESS)
    takes_back: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True), info=PROCESS)
    settled: Mapped[dict[str, dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), info=PROCESS)
    became: Mapped[int | None] = mapped_column(index=True, info=PROCESS)

    document: Mapped[Document] = relationship()
    made_by: Mapped[Mandate | None] = relationship()


class Lineage(Base):
    """One line from a paragraph of a version to a paragraph of the next.

    ``old_pid`` is missing for an added paragraph, ``new_pid`` for a deleted one.
    """

    __tablename__ = "lineage"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id"), index=True, info=NUMBER
    )  # the newer one
    old_pid: Mapped[int | None] = mapped_column(info=NUMBER)
    new_pid: Mapped[int | None] = mapped_column(info=NUMBER)
    kind: Mapped[str] = mapped_column(String(20), info=PROCESS)
    certain: Mapped[bool] = mapped_column(default=True, info=PROCESS)


class Presence(Base):
    """Where in the sheet of a draft somebody is: a soft sign for the others, kept while the page is open.

    ``pid``: the paragraph, None where that is not known."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("document_id", "mandate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), info=NUMBER)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True, info=ACTOR)
    pid: Mapped[int | None] = mapped_column(info=PROCESS)
    seen_at: Mapped[datetime] = mapped_column(info=PROCESS)

    mandate: Mapped[Mandate] = relationship()

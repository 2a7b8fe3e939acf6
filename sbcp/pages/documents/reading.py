"""What the reading pages show, gathered from the text and from the rounds on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from adoption import versions as adopted
from adoption.binding.bindings import countries_of
from adoption.versions import AdoptionOfVersions, Statement, VersionPlace
from consultation import period
from consultation.kinds import RoundState
from consultation.models import Consultation
from consultation.placements.standing import Alike, places
from consultation.queries import PAGE, comment_counts, comments_at, count_at, count_nowhere, rounds_of
from documents import queries
from documents.lineage import Line, LineageKind
from documents.models import Document, Paragraph, Version
from documents.text.blocks import Block
from documents.text.lines.drawing import drawn
from documents.text.numbering import is_written, lead
from documents.text.words import plain
from process.queries import InForce, in_force
from sbcp.language.glossary import paragraph_name
from sbcp.language.locales import gettext as _
from sbcp.language.locales import ngettext
from sbcp.record.inclusion import entry_of_version
from sbcp.web.paging import Paging


@dataclass(slots=True)  # a page has thousands
class Shown:
    """A paragraph as the page lays it out."""

    pid: int
    label: str
    kind: str
    level: int
    html: str
    marker: str
    title: str  # the words of a heading
    name: str  # how a sentence calls it; empty without a label
    is_written: bool  # does its text say its number?
    count: int
    change: str  # lineage kind since the version before, empty if unchanged

    @property
    def classes(self) -> str:
        """What the style sheet is told of it beside that it is a paragraph."""
        depth = f" para--depth-{min(self.level, 4)}" if self.kind == "item" else ""
        kind = "" if self.kind == "paragraph" else f" para--{self.kind}"
        return f"{kind}{depth}{' para--flag' if self.change else ''}"


Around = tuple[str, str]  # what stands before a place in a sentence, and what after it


@dataclass(frozen=True)
class Said:
    """The words that are said at every paragraph of a text, each looked up once."""

    link: Around
    on: Around
    comment: Around
    this: str
    counts: dict[int, str]


@dataclass(frozen=True)
class Reading:
    """A version with what belongs beside it."""

    document: Document
    version: Version
    last: Version
    in_force: int  # the number of the version that is in force, 0 for none
    versions: list[Version]
    paragraphs: list[Shown]
    contents: list[dict[str, Any]]
    open_round: Consultation | None
    rounds: list[Consultation]  # on this version
    nowhere: int  # comments on earlier versions that stand at no paragraph of this one
    entry: int | None  # the entry of the record that published it
    adoption: AdoptionOfVersions
    statements: dict[int | None, list[Statement]]  # of countries, by pid; None for the whole
    acted: list[str]  # codes of the countries for which the version stands in some way
    good_until: datetime | None
    lined: bool  # whether the text is laid out in the lines that it has for good

    @property
    def place(self) -> VersionPlace | None:
        """Whether it is adopted, in force or superseded."""
        return self.adoption.places.get(self.version.number)

    def name_of(self, pid: int) -> str:
        """How a sentence calls a paragraph; empty without a label."""
        return next((each.name for each in self.paragraphs if each.pid == pid), "")

    @property
    def comments(self) -> int:
        return sum(shown.count for shown in self.paragraphs)


def version(
    db: Session, document: Document, version: Version, now: datetime, *, lined: bool = False
) -> Reading:
    """Everything the reading page needs. ``lined``: with the lines of the text and their numbers."""
    versions = queries.versions(db, document)
    force = in_force(db, [document], now.date())[document.id]
    standing: Mapping[Alike, int] = places(db, [version]) if version.number > 1 else {}
    counts = comment_counts(db, version, standing)
    lines = queries.lines_to(db, version)
    changes = {line.new: line.kind for line in lines if line.kind != LineageKind.UNCHANGED}
    rows = _in_lines(db, version) if lined else queries.columns_of_text(db, version)
    shown = [
        _shown(each, version.language, counts.get(each.pid, 0), changes.get(each.pid, "")) for each in rows
    ]
    rounds = [r for r in rounds_of(db, document) if r.version_id == version.id]
    adoption = adopted.of_document(db, document, now.date())
    status = adoption.statuses.get(version.number)
    statements: dict[int | None, list[Statement]] = {}
    for each in adoption.statements(version.number):
        statements.setdefault(each.pid, []).append(each)
    return Reading(
        document=document,
        version=version,
        last=versions[-1],
        in_force=force.number,
        versions=versions,
        paragraphs=shown,
        contents=contents(shown),
        open_round=next((r for r in rounds if _open(r, now)), None),
        rounds=rounds,
        nowhere=count_nowhere(standing),
        entry=entry_of_version(db, version),
        adoption=adoption,
        statements=statements,
        acted=countries_of(status) if status else [],
        good_until=_next_change(rounds, force, now),
        lined=lined,
    )


def _in_lines(db: Session, version: Version) -> list[queries.TextRow]:
    """The text of a version with a mark before each of its lines."""
    lines = queries.lines_of(db, version)
    return [
        each._replace(html=drawn(each.html, *lines[each.pid])) if each.pid in lines else each
        for each in queries.columns_of_text(db, version)
    ]


def text(db: Session, version: Version) -> list[Shown]:
    """The paragraphs of a version, without what is said of them."""
    return [_shown(each, version.language, 0, "") for each in queries.columns_of_text(db, version)]


@dataclass(frozen=True)
class ParagraphPage:
    """A paragraph of a version with its comments and its way through the versions."""

    document: Document
    version: Version
    last: Version
    in_force: int
    paragraph: Paragraph
    shown: Shown
    before: Paragraph | None
    after: Paragraph | None
    comments: list[Any]  # those of the page asked for
    paging: Paging
    history: list[Paragraph]
    origins: list[Line]
    open_round: Consultation | None
    adoption: AdoptionOfVersions
    good_until: datetime | None
    in_last: bool

    @property
    def place(self) -> VersionPlace | None:
        """Whether its version is adopted, in force or superseded."""
        return self.adoption.places.get(self.version.number)

    @property
    def statements(self) -> list[Statement]:
        """What countries reserve or declare at this paragraph."""
        return [
            each for each in self.adoption.statements(self.version.number) if each.pid == self.paragraph.pid
        ]


def paragraph(
    db: Session,
    document: Document,
    version: Version,
    pid: int,
    now: datetime,
    page_of: Callable[[int, int], Paging],
) -> ParagraphPage:
    """Everything the paragraph's page needs; ``page_of``: the page asked for, of so many comments, so many a
    page. Raises NotFound if the paragraph is not in that version."""
    text = queries.paragraph_by_pid(db, version, pid)
    last = queries.last_version(db, document) or version
    force = in_force(db, [document], now.date())[document.id]
    page = page_of(count_at(db, version, pid), PAGE)
    comments = comments_at(db, version, pid, limit=page.size, offset=page.offset) if page.total else []
    history = queries.paragraph_in_versions(db, document, pid)
    rounds = [r for r in rounds_of(db, document) if r.version_id == version.id]
    adoption = adopted.of_document(db, document, now.date())
    return ParagraphPage(
        document=document,
        version=version,
        last=last,
        in_force=force.number,
        paragraph=text,
        shown=_shown(text, version.language, page.total, ""),
        before=queries.neighbour(db, text, -1),
        after=queries.neighbour(db, text, +1),
        comments=comments,
        paging=page,
        history=history,
        origins=[line for line in queries.lines_to(db, version) if line.new == pid],
        open_round=next((r for r in rounds if _open(r, now)), None),
        adoption=adoption,
        good_until=_next_change(rounds, force, now),
        in_last=any(other.version_id == last.id for other in history),
    )


def contents(shown: list[Shown]) -> list[dict[str, Any]]:
    """The headings, each with the number of comments up to the next heading."""
    items: list[dict[str, Any]] = []
    for each in shown:
        if each.kind == "heading":
            items.append(
                {
                    "pid": each.pid,
                    "label": "" if each.is_written else each.label,
                    "title": each.title,
                    "level": each.level,
                    "count": 0,
                }
            )
        if items:
            items[-1]["count"] += each.count
    return items


def said(shown: Reading) -> Said:
    """The words said at the paragraphs of a page, in the reader's language."""
    counts = {each.count for each in shown.paragraphs if each.count}
    return Said(
        link=_around(_("Link to %(place)s")),
        on=_around(_("on %(place)s")),
        comment=_around(_("Comment on %(place)s")),
        this=_("this paragraph"),
        counts={
            count: ngettext("%(num)s comment", "%(num)s comments", count) % {"num": count} for count in counts
        },
    )


def _around(sentence: str) -> Around:
    before, _place, after = sentence.partition("%(place)s")
    return before, after


def _shown(row: queries.TextRow | Paragraph, language: str, count: int, change: str) -> Shown:
    marker, title, written = _told(row.kind, row.level, row.markdown, row.label)
    return Shown(
        pid=row.pid,
        label=row.label,
        kind=row.kind,
        level=row.level,
        html=row.html,
        marker=marker,
        title=title,
        name=paragraph_name(row, language),
        is_written=written,
        count=count,
        change=change,
    )


@lru_cache(maxsize=20_000)  # it follows from the words, and a text is read again and again
def _told(kind: Any, level: int, markdown: str, label: str) -> tuple[str, str, bool]:
    """What stands before a paragraph, the words of a heading, and whether it says its number."""
    block = Block(kind, level, markdown)
    return lead(block, label), plain(markdown) if kind == "heading" else "", is_written(block, label)


def _next_change(rounds: list[Consultation], force: InForce, now: datetime) -> datetime | None:
    """When one of these rounds opens or closes next, or another version enters into force."""
    changes = [period.next_change(round_.opens_at, round_.closes_at, now) for round_ in rounds]
    return min((at for at in [*changes, force.good_until] if at is not None), default=None)


def _open(round_: Consultation, now: datetime) -> bool:
    return round_.state(now) == RoundState.OPEN

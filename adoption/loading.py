"""Acts and the passages they name, from the database to plain values, in few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from adoption.fates import ActFacts, Fate, Proof, Reserved, fates, known_by, root
from adoption.kinds import ActKind
from adoption.models import Act, ActFile, ActSignatory, Verification
from core.days import PartialDay, Precision
from core.text import one_line
from core.writing.graphemes import shortened
from documents.models import Paragraph, Version
from documents.text.words import plain
from members.models import Mandate

CHAPTER_LEVEL = 2  # an act covers the whole text or chapters: headings of this level
OPENING = 70  # characters of a paragraph that are enough to know it by


@dataclass(frozen=True)
class Passage:
    """A paragraph as pages about acts name it. ``chapter`` is the pid of its chapter's heading."""

    pid: int
    label: str
    kind: str
    words: str
    chapter: int | None

    @property
    def opening(self) -> str:
        """The first words, on one line."""
        return shortened(one_line(self.words), OPENING)


@dataclass
class VersionText:
    """The chapters of a version, and the paragraphs asked for, by pid and in order."""

    chapters: list[Passage] = field(default_factory=list)
    passages: dict[int, Passage] = field(default_factory=dict)


def acts(db: Session, *conditions: ColumnElement[bool]) -> list[Act]:
    """The acts that meet the conditions, with all that pages show of them, in the order recorded."""
    rows = db.scalars(
        select(Act)
        .where(*conditions)
        .order_by(Act.recorded_at, Act.id)
        .options(
            joinedload(Act.participant),
            joinedload(Act.instrument),
            joinedload(Act.version).joinedload(Version.document),
            joinedload(Act.act_list),
            joinedload(Act.recorded_by).options(joinedload(Mandate.person), joinedload(Mandate.organisation)),
            joinedload(Act.confirmed_by).options(
                joinedload(Mandate.person), joinedload(Mandate.organisation)
            ),
            selectinload(Act.reservations),
            selectinload(Act.files).joinedload(ActFile.file),
            selectinload(Act.signatories).joinedload(ActSignatory.named),
            selectinload(Act.verifications)
            .joinedload(Verification.verified_by)
            .options(joinedload(Mandate.person), joinedload(Mandate.organisation)),
        )
    )
    return list(rows)


def texts(db: Session, acts: Sequence[Act]) -> dict[int, VersionText]:
    """For each version that these acts are on, by its id: its chapters and the paragraphs reserved on."""
    versions = {act.version_id for act in acts}
    return texts_of(db, versions, {reservation.pid for act in acts for reservation in act.reservations})


def texts_of(db: Session, versions: Collection[int], pids: Collection[int]) -> dict[int, VersionText]:
    """The chapters of versions, by their ids, and these paragraphs of them."""
    return _texts(db, versions, Paragraph.pid.in_(pids))


def text(db: Session, version: Version) -> VersionText:
    """All paragraphs of one version, for choosing among them."""
    return _texts(db, {version.id}).get(version.id, VersionText())


def _texts(db: Session, versions: Iterable[int], *also: ColumnElement[bool]) -> dict[int, VersionText]:
    """Headings down to the chapters and the paragraphs that meet the condition; all without one."""
    headings = and_(Paragraph.kind == "heading", Paragraph.level <= CHAPTER_LEVEL)
    by_version: dict[int, VersionText] = {version: VersionText() for version in versions}
    if not by_version:
        return by_version
    query = select(
        Paragraph.version_id,
        Paragraph.pid,
        Paragraph.label,
        Paragraph.kind,
        Paragraph.level,
        Paragraph.markdown,
    ).where(Paragraph.version_id.in_(by_version))
    if also:
        query = query.where(or_(headings, *also))
    chapter: dict[int, int | None] = {}
    for version, pid, label, kind, level, markdown in db.execute(
        query.order_by(Paragraph.version_id, Paragraph.position)
    ):
        if kind == "heading" and level <= CHAPTER_LEVEL:
            chapter[version] = pid if level == CHAPTER_LEVEL else None
        passage = Passage(pid, label, kind, plain(markdown), chapter.get(version))
        by_version[version].passages[pid] = passage
        if pid == passage.chapter:
            by_version[version].chapters.append(passage)
    return by_version


def facts(act: Act, text: VersionText | None = None) -> ActFacts:
    """What status needs to know of an act; with its text also the chapters of its reservations."""
    reserved = [(reservation.pid, reservation.text) for reservation in act.reservations]
    proofs = [Proof(verification.level, verification.verified_at) for verification in act.verifications]
    return facts_of(act, reserved, proofs, text or VersionText())


def facts_of(
    act: Any, reserved: Sequence[tuple[int, str]], proofs: Sequence[Proof], text: VersionText
) -> ActFacts:
    """The same of an act or of its columns by their names; reserved: pids and words."""
    passages = text.passages
    return ActFacts(
        id=act.id,
        kind=act.kind,
        day=act.deposited_on or act.done_on,
        # One of the past that came in by a list was always known, where its list says nothing else.
        known=act.known_on if act.list_id is not None else act.recorded_at.date(),
        number=act.id,
        effective=act.effective_on,
        scopes=tuple(act.scopes),
        about=act.about_id,
        reservations=tuple(
            Reserved(act.id, pid, words, act.language, passages[pid].chapter if pid in passages else None)
            for pid, words in reserved
        ),
        statement=act.statement,
        language=act.language,
        proofs=tuple(proofs),
        begun=None if act.deposited_on else PartialDay(act.done_on, Precision(act.done_precision)).begins,
        precision="day" if act.deposited_on else act.done_precision,
        restates=tuple(act.restates),
        effective_precision=act.effective_precision or "day",
    )


def facts_by_country(found: Iterable[Act], text: VersionText | None = None) -> dict[str, list[ActFacts]]:
    """The facts of acts on one version, by the code of the participant."""
    by_country: dict[str, list[ActFacts]] = {}
    for act in found:
        by_country.setdefault(act.participant.code, []).append(facts(act, text))
    return by_country


def corrections(db: Session, *conditions: ColumnElement[bool]) -> dict[int, int]:
    """What each correction among the acts that meet the conditions is about, by ids."""
    listed = db.execute(
        select(Act.id, Act.about_id).where(
            Act.kind == ActKind.CORRECTION, Act.about_id.is_not(None), *conditions
        )
    )
    return {id: about for id, about in listed if about is not None}


def corrected(act_id: int, corrections: Mapping[int, int]) -> int:
    """The act that a correction, or a correction of a correction, is about; of another act itself."""
    seen: set[int] = set()
    while act_id in corrections and act_id not in seen:
        seen.add(act_id)
        act_id = corrections[act_id]
    return act_id


def told(acts: Sequence[Act], as_of: date, known_at: date | None) -> list[Act]:
    """Those of some acts that a page about these days tells of: that were known, and had happened as far as
    was known; and corrections of such."""
    shown: set[int] = set()
    for facts in facts_by_country(acts).values():
        known = {each.id: each for each in facts if known_by(each, known_at)}
        shown |= {fate.act.id for fate in fates(known.values(), as_of)}
        shown |= {each.id for each in known.values() if root(each, known) in shown}
    return [act for act in acts if act.id in shown]


def chapters_named(became: Iterable[Fate], text: VersionText) -> list[Passage]:
    """The chapters that some act names, in the order of the text."""
    named = {pid for fate in became for pid in fate.act.scopes}
    return [chapter for chapter in text.chapters if chapter.pid in named]

"""What a participant has done: its acts, with what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from adoption import loading, ruling
from adoption.fates import UNDOING, Reserved, fates, known_by, level, void
from adoption.gathering import gather
from adoption.kinds import STATEMENTS, ActKind, Level
from adoption.loading import Passage, VersionText
from adoption.models import Act, Verification
from adoption.queries import Days, VersionStatus, version_status
from adoption.status import Standing
from core.errors import N_, NotFound
from documents.models import Document, Version
from members.models import Participant


@dataclass(frozen=True)
class ActView:
    """An act as pages show it: with what became of it by the day, as far as was known.

    level: how well it is proved. following: the acts about it, in the order recorded. corrections: those of
    them that correct it and stand. withdrawn_by: what ends it, from ``ends_on``, which may be still to come;
    ends_precision: how exactly that day is known.
    passages: the paragraphs and chapters it names, by pid. withdraws: of a withdrawal, the act that it is of.
    """

    act: Act
    level: Level
    passages: dict[int, Passage]
    corrections: list[Act] = field(default_factory=list)
    withdrawn_by: Act | None = None
    ends_on: date | None = None
    ends_precision: str = "day"
    following: list[Act] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.withdrawn_by is None and self.act.kind != ActKind.WITHDRAWAL


@dataclass(frozen=True)
class VersionPart:
    """What a participant has done about one version. ``chapters``: where it stands otherwise than on the
    whole."""

    version: Version
    status: VersionStatus
    whole: Standing
    chapters: list[tuple[Passage, Standing]]
    reservations: list[Reserved]  # all that stand, in the order of the text
    acts: list[ActView]  # the newest first
    passages: dict[int, Passage]


@dataclass(frozen=True)
class CountryPage:
    """All that a participant has done, by version, the newest version of each document first."""

    participant: Participant
    days: Days
    parts: list[VersionPart]


def country_page(db: Session, participant: Participant, days: Days) -> CountryPage:
    """What stands for a participant on each version, and all its acts that had happened and were known."""
    own = loading.told(loading.acts(db, Act.participant_id == participant.id), days.as_of, days.known_at)
    by_id = {act.version_id: act.version for act in own}
    rules = ruling.rules_of(db, list({version.document_id for version in by_id.values()}))
    parts = []
    for version_id, gathered in gather(db, Act.version_id.in_(by_id)).items():
        version = by_id[version_id]
        rule = ruling.chosen(rules.get(version.document_id, ()), days.known_at)
        status = version_status(version, gathered, rule, days)
        parts.append(_part(participant, [act for act in own if act.version_id == version_id], status))
    parts.sort(key=lambda part: (part.version.document.title, -part.version.number))
    return CountryPage(participant, days, parts)


def act_of_document(db: Session, document: Document, act_id: int) -> Act:
    """One act, to work with."""
    act = db.get(Act, act_id, options=[joinedload(Act.version), joinedload(Act.recorded_by)])
    if act is None or act.version.document_id != document.id:
        raise NotFound(N_("There is no act at this address."))
    return act


def act_view(db: Session, document: Document, act_id: int, today: date) -> ActView:
    """One act with its corrections, what ended it, and what goes with it."""
    return act_and_company(db, document, act_id, today)[0]


def act_and_company(
    db: Session, document: Document, act_id: int, today: date
) -> tuple[ActView, list[ActView]]:
    """The same, and the reservations and declarations made with it, in the order recorded."""
    about = act_of_document(db, document, act_id)
    acts = loading.acts(db, Act.version_id == about.version_id, Act.participant_id == about.participant_id)
    text = loading.texts(db, acts)[about.version_id]
    objecting = loading.acts(db, Act.about_id == about.id, Act.participant_id != about.participant_id)
    views = {view.act.id: view for view in _views([*acts, *objecting], text, Days(today))}
    company = [views[each.id] for each in acts if each.about_id == act_id and each.kind in STATEMENTS]
    return views[act_id], company


def acts_to_refer_to(db: Session, version: Version, participant: Participant) -> list[Act]:
    """A participant's acts on a version, the newest first, to choose what a new act is about."""
    return loading.acts(db, Act.version_id == version.id, Act.participant_id == participant.id)[::-1]


def views_to_refer_to(db: Session, version: Version, participant: Participant, today: date) -> list[ActView]:
    """The same, each with what became of it."""
    acts = acts_to_refer_to(db, version, participant)
    return _views(acts, loading.texts(db, acts)[version.id], Days(today)) if acts else []


def statements_of_others(db: Session, version: Version, participant: Participant) -> list[Act]:
    """The reservations and declarations of other participants on a version, to object to."""
    acts = loading.acts(db, Act.version_id == version.id, Act.participant_id != participant.id)
    return [act for act in acts if act.kind in (ActKind.RESERVATION, ActKind.DECLARATION) or act.reservations]


def to_verify(country: str = "", level: str = "") -> list[ColumnElement[bool]]:
    """Conditions on acts: that they are not proved in the best way yet; of one country, and proved so far,
    where that is asked for."""
    conditions = [~_proved(Level.IN_GAZETTE)]
    if country:
        conditions.append(Act.participant.has(Participant.code == country))
    if level == Level.DOCUMENT_SEEN:
        conditions.append(_proved(Level.DOCUMENT_SEEN))
    elif level:
        conditions.append(~_proved(Level.DOCUMENT_SEEN))
    return conditions


def count_to_verify(db: Session, country: str = "", level: str = "") -> int:
    """How many acts wait to be proved better."""
    return db.scalar(select(func.count(Act.id)).where(*to_verify(country, level))) or 0


def acts_to_verify(
    db: Session, country: str = "", level: str = "", *, limit: int, offset: int = 0
) -> list[Act]:
    """Those acts, the one recorded first first, with all that pages show of them."""
    order = (Act.recorded_at, Act.id)
    chosen = select(Act.id).where(*to_verify(country, level)).order_by(*order).limit(limit).offset(offset)
    return loading.acts(db, Act.id.in_(db.scalars(chosen).all()))


def _proved(level: Level) -> ColumnElement[bool]:
    """Whether somebody has said that an act is proved so."""
    return Act.verifications.any(Verification.level == level)


def _part(participant: Participant, own: Sequence[Act], status: VersionStatus) -> VersionPart:
    """A participant's acts on one version."""
    places = {pid: place for place, pid in enumerate(status.text.passages)}
    became = status.became.get(participant.code, ())
    reserved = [
        each for fate in became if not fate.ended(status.days.as_of) for each in fate.act.reservations
    ]
    return VersionPart(
        version=status.version,
        status=status,
        whole=status.standing(participant.code),
        chapters=status.differing(participant.code),
        reservations=sorted(reserved, key=lambda each: places.get(each.pid, 0)),
        acts=sorted(
            _views(own, status.text, status.days),
            key=lambda v: (v.act.own_day.day, v.act.recorded_at, v.act.id),
            reverse=True,
        ),
        passages=status.text.passages,
    )


def _views(acts: Sequence[Act], text: VersionText, days: Days) -> list[ActView]:
    """Acts on one version, each with what became of it."""
    by_id = {act.id: act for act in acts}
    ended: dict[int, tuple[Act, date, str]] = {}
    for facts in loading.facts_by_country(acts, text).values():
        known = {each.id: each for each in facts if known_by(each, days.known_at)}
        undone = void(known, days.as_of)
        for fate in fates(facts, days.as_of, days.known_at):
            if fate.ended_by is not None and fate.ends_on is not None:
                ended[fate.act.id] = by_id[fate.ended_by.id], fate.ends_on, fate.ends_precision
        for each in known.values():  # a rescission or correction has no end of its own among the fates
            if each.about in undone and each.id not in undone and each.kind in UNDOING:
                ended.setdefault(each.about, (by_id[each.id], each.day, each.precision))
    views = []
    for act in acts:
        following = [other for other in acts if other.about_id == act.id]
        withdrawn_by, ends_on, ends_precision = ended.get(act.id, (None, None, "day"))
        views.append(
            ActView(
                act=act,
                level=level(loading.facts(act), days.known_at),
                passages=text.passages,
                corrections=[o for o in following if o.kind == ActKind.CORRECTION and o.id not in ended],
                withdrawn_by=withdrawn_by,
                ends_on=ends_on,
                ends_precision=ends_precision,
                following=following,
            )
        )
    return views

"""What a participant has done: its acts, with what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session, joinedload

from adoption import loading
from adoption.kinds import ActKind
from adoption.loading import Passage, VersionText
from adoption.models import Act
from adoption.status import Reserved, Standing, endings, fates, known_by, level, standing_reservations, status
from core.errors import N_, NotFound
from documents.models import Document, Version
from members.models import Participant


@dataclass(frozen=True)
class ActView:
    """An act as pages show it: with what became of it by the day, as far as was recorded by then.

    level: how well it is proved. following: the acts about it, in the order recorded. corrections:
    those of them that correct it and stand. withdrawn_by: what ended it. passages: the paragraphs
    and chapters it names, by pid.
    """

    act: Act
    level: str
    passages: dict[int, Passage]
    corrections: list[Act] = field(default_factory=list)
    withdrawn_by: Act | None = None
    following: list[Act] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return self.withdrawn_by is None and self.act.kind != ActKind.WITHDRAWAL


@dataclass(frozen=True)
class VersionPart:
    """What a participant has done about one version. ``chapters``: where an act names chapters."""

    version: Version
    whole: Standing
    chapters: list[tuple[Passage, Standing]]
    reservations: list[Reserved]  # all that stand, in the order of the text
    acts: list[ActView]  # the newest first
    passages: dict[int, Passage]


@dataclass(frozen=True)
class CountryPage:
    """All that a participant has done, by version, the newest version of each document first."""

    participant: Participant
    as_of: date
    parts: list[VersionPart]


def country_page(db: Session, participant: Participant, as_of: date) -> CountryPage:
    """What stands for a participant on each version, and all its acts known by a day."""
    known_acts = loading.known(loading.acts(db, Act.participant_id == participant.id), as_of)
    texts = loading.texts(db, known_acts)
    by_version: dict[int, list[Act]] = {}
    for act in known_acts:
        by_version.setdefault(act.version_id, []).append(act)
    parts = [_part(acts, texts[version], as_of) for version, acts in by_version.items()]
    parts.sort(key=lambda part: (part.version.document.title, -part.version.number))
    return CountryPage(participant, as_of, parts)


def act_of_document(db: Session, document: Document, act_id: int) -> Act:
    """One act, to work with."""
    act = db.get(Act, act_id, options=[joinedload(Act.version), joinedload(Act.recorded_by)])
    if act is None or act.version.document_id != document.id:
        raise NotFound(N_("There is no act at this address."))
    return act


def act_view(db: Session, document: Document, act_id: int, as_of: date) -> ActView:
    """One act with its corrections, what ended it, and what goes with it."""
    about = act_of_document(db, document, act_id)
    acts = loading.acts(db, Act.version_id == about.version_id, Act.participant_id == about.participant_id)
    views = _views(acts, loading.texts(db, acts)[about.version_id], as_of)
    return next(view for view in views if view.act.id == act_id)


def acts_to_refer_to(db: Session, version: Version, participant: Participant) -> list[Act]:
    """A participant's acts on a version, the newest first, to choose what a new act is about."""
    return loading.acts(db, Act.version_id == version.id, Act.participant_id == participant.id)[::-1]


def _part(found: Sequence[Act], text: VersionText, as_of: date) -> VersionPart:
    """A participant's acts on one version."""
    facts = [loading.facts(act, text) for act in found]
    chapters = loading.chapters_named([facts], text, as_of)
    places = {pid: place for place, pid in enumerate(text.passages)}
    return VersionPart(
        version=found[0].version,
        whole=status(facts, as_of=as_of),
        chapters=[(chapter, status(facts, scope=chapter.pid, as_of=as_of)) for chapter in chapters],
        reservations=sorted(standing_reservations(facts, as_of), key=lambda made: places[made.pid]),
        acts=sorted(
            _views(found, text, as_of),
            key=lambda v: (v.act.done_on, v.act.recorded_at, v.act.id),
            reverse=True,
        ),
        passages=text.passages,
    )


def _views(found: Sequence[Act], text: VersionText, as_of: date) -> list[ActView]:
    """The acts of one participant on one version, each with what became of it."""
    by_id = {act.id: act for act in found}
    facts = [loading.facts(act, text) for act in found]
    ended = endings(known_by(facts, as_of))  # also of corrections, which have no fate of their own
    ended |= {fate.act.id: fate.ended_by for fate in fates(facts, as_of) if fate.ended_by}
    views = []
    for act, fact in zip(found, facts, strict=True):
        following = [other for other in found if other.about_id == act.id]
        views.append(
            ActView(
                act=act,
                level=level(fact, as_of),
                passages=text.passages,
                corrections=[o for o in following if o.kind == ActKind.CORRECTION and o.id not in ended],
                withdrawn_by=by_id[ended[act.id].id] if act.id in ended else None,
                following=following,
            )
        )
    return views

"""How a version stands for one country on a day: by what act, with which reservations and declarations in its
words, what others object to, and which chapters it stands on otherwise.

It says what is on the record. What a reservation or an objection leads to between countries is theirs to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from adoption import loading, ruling
from adoption.entry_rules import consents
from adoption.fates import ActFacts, Fate, level
from adoption.kinds import STATEMENTS, ActKind, Level
from adoption.loading import Passage
from adoption.models import Act
from adoption.queries import (
    NOBODY,
    CountryRow,
    Days,
    VersionStatus,
    standing_json,
    statuses_of_versions,
    version_status,
)
from adoption.status import NAMING, Ending, Standing
from documents.models import Version
from members.models import Participant


class Saying(StrEnum):
    """What a country's words are: a reservation, a declaration, or what it says beside."""

    RESERVATION = "reservation"
    DECLARATION = "declaration"
    BESIDE = "beside"


@dataclass(frozen=True)
class ObjectionMade:
    """What another country objects to. participant: its code; about: the act that it objects to; text: its
    words, perhaps none."""

    participant: str
    act: int
    about: int
    day: date
    precision: str
    level: Level
    text: str
    language: str


@dataclass(frozen=True)
class Stated:
    """Words of a country that stand, as corrected. act: by which they stand; source: whose words they are,
    the last correction or the act itself; pid: at which paragraph, None where they are on all that the act
    covers; scopes: the pids of the chapters that it covers, none for the whole."""

    saying: Saying
    act: int
    source: int
    pid: int | None
    scopes: tuple[int, ...]
    text: str
    language: str
    day: date
    precision: str
    level: Level
    objections: tuple[ObjectionMade, ...] = ()


@dataclass(frozen=True)
class Binding:
    """A version as it stands for a country. whole: where it stands on all of it; chapters: those on which it
    stands otherwise; stated: its words that stand, in the order of their acts; objections: of others to its
    acts that stand; elsewhere: the numbers of other versions that it has acted on, the newest first."""

    participant: Participant
    status: VersionStatus
    whole: Standing
    chapters: list[tuple[Passage, Standing]]
    stated: list[Stated]
    objections: list[ObjectionMade]
    elsewhere: list[int]

    @property
    def version(self) -> Version:
        return self.status.version

    @property
    def ending(self) -> Ending | None:
        """What ends where it stands on the whole, or will."""
        return self.ending_of(self.whole)

    def ending_of(self, standing: Standing) -> Ending | None:
        """The same of a chapter."""
        return self.status.ending(self.participant.code, standing)

    @property
    def says_something(self) -> bool:
        """Whether anything of the country is on the record that the page tells of."""
        return self.whole.says_something or bool(self.chapters)

    @property
    def reservations(self) -> int:
        """How many reservations stand: each paragraph, and each that is on all that its act covers."""
        return sum(each.saying == Saying.RESERVATION for each in self.stated)

    @property
    def declarations(self) -> int:
        """How many declarations stand, by their acts."""
        return len({each.act for each in self.stated if each.saying == Saying.DECLARATION})

    @property
    def uncovered(self) -> list[Passage]:
        """The chapters that no act of the country covers, where it has acted on some alone."""
        if self.whole.kind is not None or not self.chapters:
            return []
        acted_on = {chapter.pid for chapter, _standing in self.chapters}
        return [each for each in self.status.text.chapters if each.pid not in acted_on]

    @property
    def is_proved(self) -> bool:
        """Whether a consent of its that stands is proved as the rule asks, as it stands or as it was before
        it was corrected."""
        rule, days = self.status.force.rule, self.status.days
        return any(
            rule is None or rule.proved(level(act, days.known_at))
            for fate in self.status.became.get(self.participant.code, ())
            if fate.act.kind in consents(rule) and not fate.act.scopes and not fate.ended(days.as_of)
            for act in (fate.act, fate.first)
        )

    @cached_property
    def by_place(self) -> dict[int | None, list[Stated]]:
        """The same words by the paragraph that they are at."""
        places: dict[int | None, list[Stated]] = {}
        for each in self.stated:
            places.setdefault(each.pid, []).append(each)
        return places

    def at(self, pid: int | None) -> list[Stated]:
        """What is said at a paragraph; of None on all that the acts cover."""
        return self.by_place.get(pid, [])


def binding(db: Session, version: Version, participant: Participant, days: Days) -> Binding:
    """A version as it stood for a participant by the end of a day, as far as was known."""
    by_number = statuses_of_versions(db, version.document, days)
    status = by_number.get(version.number)
    if status is None:
        rule = ruling.rule_of(db, version.document, days.known_at)
        status = version_status(version, NOBODY, rule, days)
    return of_status(participant, status, by_number, corrections_of(db, participant))


def corrections_of(db: Session, participant: Participant) -> dict[int, int]:
    """What each correction by a participant is about, by ids of acts."""
    return loading.corrections(db, Act.participant_id == participant.id)


def of_status(
    participant: Participant,
    status: VersionStatus,
    by_number: Mapping[int, VersionStatus],
    corrections: Mapping[int, int],
) -> Binding:
    """The same from what became of the acts on each version, by its number, and the participant's
    corrections."""
    code = participant.code
    whole = status.standing(code)
    objections = _objections(participant, status, corrections)
    stated = list(_stated(status.became.get(code, ()), status.days, objections))
    if whole.ended:  # who has left the whole reserves nothing on it
        stated = [each for each in stated if each.scopes]
        objections = [each for each in objections if each.about in {words.act for words in stated}]
    others = [number for number in sorted(by_number, reverse=True) if number != status.version.number]
    return Binding(
        participant=participant,
        status=status,
        whole=whole,
        chapters=status.differing(code),
        stated=stated,
        objections=objections,
        elsewhere=[number for number in others if acted_on(by_number[number], code)],
    )


def acted_on(status: VersionStatus, code: str) -> bool:
    """Whether there is anything to tell of where a participant stands on a version."""
    return status.standing(code).says_something or bool(status.differing(code))


def countries_of(status: VersionStatus) -> list[str]:
    """The codes of the participants for whom a version stands in some way."""
    return [code for code in status.became if acted_on(status, code)]


def binding_json(shown: Binding) -> dict[str, Any]:
    """A version as it stands for a country, for programs."""
    version, days = shown.version, shown.status.days
    as_listed = CountryRow(shown.participant, shown.status, shown.whole, shown.chapters)
    return {
        "document": version.document.slug,
        "version": version.number,
        "digest": version.digest,
        "participant": shown.participant.code,
        "as_of": days.as_of.isoformat(),
        "known_at": days.known_at.isoformat() if days.known_at else None,
        "standing": standing_json(as_listed),
        "stated": [_stated_json(each) for each in shown.stated],
        "objections": [_objection_json(each) for each in shown.objections],
        "uncovered": [each.pid for each in shown.uncovered],
        "other_versions": shown.elsewhere,
    }


def _stated(became: Iterable[Fate], days: Days, objections: Iterable[ObjectionMade]) -> Iterable[Stated]:
    """What stands of a country's words, the first act first."""
    standing = [fate for fate in became if not fate.ended(days.as_of)]
    for fate in sorted(standing, key=lambda each: (each.act.day, each.act.id)):
        if fate.act.kind not in (*NAMING, *STATEMENTS):
            continue
        against = tuple(each for each in objections if each.about == fate.act.id)
        at_places = Saying.DECLARATION if fate.act.kind == ActKind.DECLARATION else Saying.RESERVATION
        for reserved in fate.act.reservations:
            words = (reserved.pid, reserved.text, reserved.language)
            yield _said(fate, at_places, words, days, against)
        if fate.act.kind in STATEMENTS and not fate.act.reservations:
            of_all = (None, fate.act.statement, fate.act.language)
            yield _said(fate, Saying(fate.act.kind), of_all, days, against)
        elif fate.act.statement and fate.first.statement:
            # What a correction says where the act said nothing is why it corrects, not what stands.
            yield _said(fate, Saying.BESIDE, (None, fate.act.statement, fate.act.language), days, ())


def _said(
    fate: Fate,
    saying: Saying,
    words: tuple[int | None, str, str],
    days: Days,
    objections: tuple[ObjectionMade, ...],
) -> Stated:
    pid, text, language = words
    return Stated(
        saying=saying,
        act=fate.act.id,
        source=fate.source,
        pid=pid,
        scopes=fate.act.scopes,
        text=text,
        language=language,
        day=fate.act.day,
        precision=fate.act.precision,
        level=level(fate.act, days.known_at),
        objections=objections,
    )


def _objections(
    participant: Participant, status: VersionStatus, corrections: Mapping[int, int]
) -> list[ObjectionMade]:
    """What others object to of a participant's acts that stand, the first first. Who objects to a correction
    objects to the act that it corrects."""
    days = status.days
    standing = {fate.act.id for fate in status.became.get(participant.code, ()) if not fate.ended(days.as_of)}
    objecting = [
        (code, fate.act)
        for code, became in status.became.items()
        for fate in became
        if code != participant.code
        and fate.act.kind == ActKind.OBJECTION_TO_RESERVATION
        and not fate.ended(days.as_of)
    ]
    listed = [_objection(code, act, corrections, days) for code, act in objecting if act.about is not None]
    return sorted((each for each in listed if each.about in standing), key=lambda each: (each.day, each.act))


def _objection(code: str, act: ActFacts, corrections: Mapping[int, int], days: Days) -> ObjectionMade:
    return ObjectionMade(
        participant=code,
        act=act.id,
        about=loading.corrected(act.about or 0, corrections),
        day=act.day,
        precision=act.precision,
        level=level(act, days.known_at),
        text=act.statement,
        language=act.language,
    )


def _stated_json(each: Stated) -> dict[str, Any]:
    return {
        "kind": each.saying,
        "pid": each.pid,
        "chapters": list(each.scopes),
        "text": each.text,
        "language": each.language,
        "act": each.act,
        "corrected_by": each.source if each.source != each.act else None,
        "verification": each.level,
        "objections": [objection.act for objection in each.objections],
    }


def _objection_json(each: ObjectionMade) -> dict[str, Any]:
    return {
        "participant": each.participant,
        "act": each.act,
        "about": each.about,
        "text": each.text,
        "language": each.language,
        "verification": each.level,
    }

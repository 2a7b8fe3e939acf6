"""What adoption says of the versions of a document, wherever they are shown: adopted by so many, in force,
superseded; and what countries reserve or declare at their paragraphs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from adoption.fates import level
from adoption.kinds import STATEMENTS, ActKind, Level
from adoption.loading import corrected, corrections
from adoption.models import Act
from adoption.queries import Days, VersionStatus, statuses_of_versions
from adoption.status import NAMING
from core.enumeration import Labelled
from core.errors import N_
from documents.models import Document, Version


class Place(Labelled):
    """Where a version is on the way from a text to a policy in force."""

    ADOPTED = "adopted", N_("Adopted by %(number)s")
    COMING = "coming", N_("Enters into force on %(day)s")
    IN_FORCE = "in force", N_("In force since %(day)s")
    SUPERSEDED = "superseded", N_("Superseded on %(day)s by version %(version)s")


@dataclass(frozen=True)
class VersionPlace:
    """The place of a version on a day. day: from which on; adopted: how many countries have consented to the
    whole; by: the number of the version that superseded it."""

    place: Place
    adopted: int
    day: date | None = None
    by: int | None = None


@dataclass(frozen=True)
class Statement:
    """What a country reserves or declares, as far as it stands. pid: at which paragraph, None for the whole.
    level: how well the act is proved. objections: how many other countries object to it."""

    participant: str  # its code
    act: int
    kind: str
    pid: int | None
    level: Level
    objections: int = 0


@dataclass(frozen=True)
class AdoptionOfVersions:
    """The places of versions by their numbers, and until when that is so: the first instant, in UTC, of the
    day on which one enters into force (None: until something is done). corrections: what each is about
    that others may object to, by ids of acts."""

    places: Mapping[int, VersionPlace] = field(default_factory=dict)
    changes_at: datetime | None = None
    statuses: Mapping[int, VersionStatus] = field(default_factory=dict)
    corrections: Mapping[int, int] = field(default_factory=dict)

    def statements(self, number: int) -> list[Statement]:
        """The reservations and declarations on a version that stand, in the order of their acts."""
        status = self.statuses.get(number)
        return _statements(status, self.corrections) if status else []


def of_document(db: Session, document: Document, on: date) -> AdoptionOfVersions:
    """What adoption says of every version of a document that some act is about, on a day."""
    statuses = statuses_of_versions(db, document, Days(on))
    enters = {number: each.force.enters_on for number, each in statuses.items() if each.force.enters_on}
    places = {}
    for number, each in statuses.items():
        place = _place(number, each, enters, on)
        if place is not None:
            places[number] = place
    coming = min((day for day in enters.values() if day > on), default=None)
    changes_at = datetime.combine(coming, time.min, tzinfo=UTC) if coming else None
    return AdoptionOfVersions(places, changes_at, statuses, _corrections(db, document, statuses.values()))


def _corrections(db: Session, document: Document, statuses: Iterable[VersionStatus]) -> dict[int, int]:
    """What the corrections of a document are about, where an objection may be to one."""
    objecting = any(
        fate.act.kind == ActKind.OBJECTION_TO_RESERVATION
        for status in statuses
        for each in status.became.values()
        for fate in each
    )
    return corrections(db, Act.version.has(Version.document_id == document.id)) if objecting else {}


def _place(number: int, status: VersionStatus, enters: Mapping[int, date], on: date) -> VersionPlace | None:
    adopted = sum(status.standing(code).consented for code in status.became)
    own = enters.get(number)
    later = [(day, other) for other, day in enters.items() if other > number and day <= on]
    if own is not None and later:
        day, by = min(later)
        return VersionPlace(Place.SUPERSEDED, adopted, max(day, own), by)
    if own is not None:
        return VersionPlace(Place.IN_FORCE if own <= on else Place.COMING, adopted, own)
    return VersionPlace(Place.ADOPTED, adopted) if adopted else None


def _statements(status: VersionStatus, corrections: Mapping[int, int]) -> list[Statement]:
    on = status.days.as_of
    objected = [
        corrected(fate.act.about, corrections)
        for each in status.became.values()
        for fate in each
        if fate.act.kind == ActKind.OBJECTION_TO_RESERVATION and fate.act.about and not fate.ended(on)
    ]
    statements: list[Statement] = []
    for code, each in status.became.items():
        for act in [fate.act for fate in each if not fate.ended(on)]:
            if act.kind not in (*NAMING, *STATEMENTS):
                continue
            here = Statement(code, act.id, act.kind, None, level(act), objected.count(act.id))
            statements += [replace(here, pid=reserved.pid) for reserved in act.reservations]
            if act.kind in STATEMENTS and not act.reservations:
                statements.append(here)
    return sorted(statements, key=lambda each: each.act)

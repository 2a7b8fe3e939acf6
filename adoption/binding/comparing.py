"""Two countries side by side: on which version of a document each stands, how, and what each says where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption.binding.bindings import Binding, Stated, corrections_of, of_status
from adoption.kinds import Status
from adoption.loading import Passage
from adoption.models import Act
from adoption.queries import Days, VersionStatus, document_status, statuses_of_versions
from documents.models import Document, Version
from members.models import Participant


@dataclass(frozen=True)
class Side:
    """One of two countries. shown: the version on which it stands, None if it has done nothing about the
    document."""

    participant: Participant
    shown: Binding | None

    def at(self, pid: int | None) -> list[Stated]:
        """What it says at a paragraph; of None on all that its acts cover."""
        return self.shown.at(pid) if self.shown else []

    @property
    def bound(self) -> bool:
        """Whether the text is in force for it."""
        return self.shown is not None and self.shown.whole.status == Status.PARTY


@dataclass(frozen=True)
class SideBySide:
    """Two countries and one document on a day. places: the paragraphs at which either says something, in the
    order of the text that has them, each with the version that its words are of."""

    document: Document
    days: Days
    one: Side
    other: Side
    places: list[tuple[Passage, Version]]

    @property
    def versions(self) -> list[int]:
        """The numbers of the versions on which they stand, the lower one first: none, one or two."""
        return sorted({side.shown.version.number for side in (self.one, self.other) if side.shown})


def side_by_side(
    db: Session, document: Document, countries: tuple[Participant, Participant], days: Days
) -> SideBySide:
    """Where two countries stood on a document at the end of a day, as far as was known."""
    versions = {each.participant.id: each.version for each in document_status(db, document, days).rows}
    by_number = statuses_of_versions(db, document, days)
    sides = []
    for participant in countries:
        status = versions.get(participant.id) or _newest_acted_on(participant, by_number)
        shown = of_status(participant, status, by_number, corrections_of(db, participant)) if status else None
        sides.append(Side(participant, shown))
    return SideBySide(document, days, sides[0], sides[1], list(_places(sides)))


def _newest_acted_on(
    participant: Participant, by_number: Mapping[int, VersionStatus]
) -> VersionStatus | None:
    """The newest version on which it did something, of which nothing may stand any more."""
    numbers = [number for number, each in by_number.items() if each.became.get(participant.code)]
    return by_number[max(numbers)] if numbers else None


def documents_of(db: Session, countries: Iterable[Participant]) -> set[int]:
    """The ids of the documents that some act of these countries is about."""
    acts = select(Version.document_id).join(Act, Act.version_id == Version.id)
    return set(db.scalars(acts.where(Act.participant_id.in_([each.id for each in countries])).distinct()))


def _places(sides: Iterable[Side]) -> Iterable[tuple[Passage, Version]]:
    told: set[int] = set()
    for shown in [side.shown for side in sides if side.shown]:
        pids = {each.pid for each in shown.stated}
        for pid, passage in shown.status.text.passages.items():
            if pid in pids and pid not in told:
                told.add(pid)
                yield passage, shown.version

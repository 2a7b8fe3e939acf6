"""A list as it would be taken in: every act as it is read, what each is about, and what is unusual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adoption import loading, ruling
from adoption.lists.entering import in_order, plan, refuse_twice
from adoption.lists.reading import Line
from adoption.lists.unusual import unusual
from adoption.models import Act
from documents.models import Version


@dataclass(frozen=True)
class PlannedAct:
    """An act of a list. about_line: the line of the act that it is about, None for one that is on the record,
    or none. unusual: why the pages would have refused it, as gettext ids."""

    line: Line
    act: Act
    about_line: int | None
    unusual: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """The acts of a list in its order. Nothing of it is stored."""

    version: Version
    acts: Sequence[PlannedAct]

    @property
    def participants(self) -> int:
        return len({each.act.participant.code for each in self.acts})

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which anything was done."""
        days = [each.act.done_on for each in self.acts]
        return min(days), max(days)

    @property
    def unusual(self) -> dict[str, list[PlannedAct]]:
        """The acts that are unusual, by reason."""
        reasons: dict[str, list[PlannedAct]] = {}
        for each in self.acts:
            for why in each.unusual:
                reasons.setdefault(why, []).append(each)
        return reasons

    @property
    def always(self) -> set[str]:
        """The reasons for which every act of the list is unusual."""
        return {why for why, listed in self.unusual.items() if len(listed) == len(self.acts) > 1}


def preview(db: Session, version: Version, lines: Sequence[Line], sha256: str, now: datetime) -> Preview:
    """What taking a list in would come to. Raises ListRefused and Conflict, as ``enter_list`` does."""
    refuse_twice(db, version, sha256)
    acts = plan(db, version, lines, now)
    before = loading.acts(db, Act.version_id == version.id)
    _number(acts, (db.scalar(select(func.max(Act.id))) or 0) + 1)
    rule = ruling.rule_of(db, version.document)
    reasons: dict[int, list[str]] = {}
    for each in unusual(acts, [*before, *acts], rule):
        reasons.setdefault(each.act.id, []).append(each.why)
    numbers = {act.id: line.number for line, act in zip(lines, acts, strict=True)}
    return Preview(
        version,
        [
            PlannedAct(line, act, numbers.get(act.about.id) if act.about else None, reasons.get(act.id, []))
            for line, act in zip(lines, acts, strict=True)
        ],
    )


def _number(acts: Sequence[Act], first: int) -> None:
    """Give acts the numbers that they would have, if nothing else were recorded before. They are never
    stored: what is told of acts goes by numbers."""
    for number, act in enumerate(in_order(acts), first):
        act.id, act.list_id = number, 0
        act.about_id = act.about.id if act.about else None

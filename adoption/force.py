"""Entry into force: when a text comes into force by its rule, and for whom from when.

The day on which the number is reached is the first on which enough participants, and all of those who must
be among them, had consented by acts that count and were proved well enough, and had not withdrawn them.
From then on the day of entry into force is fixed: whoever withdraws later, the text stays in force.

Pure, over what ``adoption.fates`` says of each participant's acts on one version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from adoption.entry_rules import EntryRule, consents
from adoption.fates import Fate, level
from adoption.kinds import ActKind


@dataclass(frozen=True)
class Force:
    """How far a version is on its way into force at the end of a day.

    counted: codes of the participants that count, in the order in which they came; until the number is
    reached those that count now, from then on those that count then. waits_for: codes of those that must be
    among them and are not. reached_on: the day on which the rule was met; enters_on: the day of entry into
    force, which may be still to come. ``rule``: None where there is none.
    """

    rule: EntryRule | None
    counted: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    reached_on: date | None = None
    enters_on: date | None = None

    @property
    def needed(self) -> int:
        return self.rule.needs if self.rule else 0

    def in_force(self, on: date) -> bool:
        return self.enters_on is not None and self.enters_on <= on


class Span(NamedTuple):
    """A time in which a participant is bound: from a day, up to and without another, None for ever."""

    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def force(
    rule: EntryRule | None,
    participants: Mapping[str, Sequence[Fate]],
    known_at: date | None = None,
    *,
    as_of: date = date.max,
) -> Force:
    """Where one version stood at the end of a day. participants: by code, what became of their acts on it by
    then; known_at: as for ``fates``. Who ends later counts still."""
    if rule is None:
        return Force(None)
    terms = {code: _terms(rule, fates, known_at) for code, fates in participants.items() if rule.takes(code)}
    present: dict[str, date] = {}  # who counts, and since when
    for day, ending, starting in _turns(terms):
        if day > as_of:
            break
        for code in ending:
            present.pop(code, None)
        for code in starting:
            present.setdefault(code, day)
        if len(present) >= rule.needs and set(rule.must) <= present.keys() and starting:
            enters_on = rule.when.after(day)
            if rule.not_before is not None:
                enters_on = max(enters_on, rule.not_before)
            return Force(rule, _in_time(present), (), day, enters_on)
    return Force(rule, _in_time(present), tuple(code for code in rule.must if code not in present))


def effective_day(act_effective: date | None, kind: str, day: date, text: Force) -> date | None:
    """The day from which an act of consent has effect for its participant; None while the text has no day of
    entry into force. What the instrument states goes before the rule; a succession has effect on its own day;
    nothing has effect before the text is in force."""
    if text.rule is None or text.enters_on is None:
        return None
    if act_effective is not None:
        own = act_effective
    elif kind == ActKind.SUCCESSION:
        own = day
    else:
        own = text.rule.when.after(day)
    return max(own, text.enters_on)


def bound(fates: Sequence[Fate], text: Force, known_at: date | None = None) -> list[Span]:
    """When a participant is bound: one span for each time, the first first. Who withdraws and consents anew
    the same day, or on the day on which the withdrawal has effect, was never out."""
    given = [
        fate
        for fate in fates
        if fate.act.kind in consents(text.rule) and not fate.act.scopes and _proved(text.rule, fate, known_at)
    ]
    spans: list[Span] = []
    for fate in sorted(given, key=lambda each: each.act.day):
        start = effective_day(fate.act.effective, fate.act.kind, fate.act.day, text)
        if start is None or (fate.ends_on is not None and fate.ends_on <= fate.act.day):
            continue
        end = _end(fate, given, text)
        if end is None or end > start:
            spans.append(Span(start, end))
    return _joined(spans)


def _end(fate: Fate, given: Sequence[Fate], text: Force) -> date | None:
    """When a consent ends; later than its withdrawal says, where the next one was given the same day."""
    if fate.ends_on is None or fate.ended_by is None:
        return None
    same = (fate.ended_by.day, fate.ends_on)
    anew = [
        effective_day(other.act.effective, other.act.kind, other.act.day, text)
        for other in given
        if other.act.day in same and other.act.id != fate.act.id and other.ended_by != fate.ended_by
    ]
    return max([fate.ends_on, *(day for day in anew if day is not None)])


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that meet or overlap as one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end < span.start):
            joined.append(span)
        else:
            ends = last.end is None or span.end is None
            joined[-1] = Span(last.start, None if ends else max(last.end, span.end))  # type: ignore[type-var]
    return joined


def _terms(rule: EntryRule, fates: Sequence[Fate], known_at: date | None) -> list[Span]:
    """The times in which a participant counts, from the day of each act that does."""
    return [
        Span(fate.act.day, fate.ends_on)
        for fate in fates
        if fate.act.kind in rule.counts and not fate.act.scopes and _proved(rule, fate, known_at)
    ]


def _turns(terms: Mapping[str, Sequence[Span]]) -> list[tuple[date, list[str], list[str]]]:
    """The days on which somebody begins to count or ends, in their order, with who does."""
    days: dict[date, tuple[list[str], list[str]]] = {}
    for code, spans in terms.items():
        for span in _joined(spans):
            days.setdefault(span.start, ([], []))[1].append(code)
            if span.end is not None:
                days.setdefault(span.end, ([], []))[0].append(code)
    return [(day, *days[day]) for day in sorted(days)]


def _in_time(present: Mapping[str, date]) -> tuple[str, ...]:
    return tuple(sorted(present, key=lambda code: (present[code], code)))


def _proved(rule: EntryRule | None, fate: Fate, known_at: date | None) -> bool:
    """Whether an act is proved as the rule asks: as it stands, or as it was before it was corrected."""
    return rule is None or any(rule.proved(level(act, known_at)) for act in (fate.act, fate.first))

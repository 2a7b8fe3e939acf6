"""What came of each part, and its tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import NamedTuple

from benchmarks.closing.account import Kept
from benchmarks.closing.crowd import Visit
from benchmarks.closing.memory import Moment

HEAD = "| who | what | answers | /s | p50 ms | p95 ms | p99 ms | longest | by status |"
RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
TITLES = {
    "closing": "The hour in which a round closes",
    "campaign": "The same comment, again and again",
    "held": "The write lock is held",
    "memory": "Memory in mixed use",
}


class Answers(NamedTuple):
    """How long those had to wait who asked for the same, in milliseconds, whatever they were answered; and
    how many got which status."""

    who: str
    what: str
    answers: int
    a_second: float
    p50: float
    p95: float
    p99: float
    longest: float
    statuses: dict[str, int]


@dataclass(frozen=True)
class Part:
    """One part on one database. ``server`` and ``crowd``: processors that each of them used on average.
    ``seconds``: until the last answer. ``busy``: the load of the machine before and after."""

    database: str
    part: str
    workers: int
    seconds: float
    reads: float
    sends: float
    server: float
    crowd: float
    busy: tuple[float, float]
    slow: dict[str, int]
    answers: list[Answers]
    kept: Kept
    memory: list[Moment]

    def json(self) -> dict[str, object]:
        kept = {**self.kept._asdict(), "stored": self.kept.stored._asdict()}
        return {
            **asdict(self),
            "answers": [row._asdict() for row in self.answers],
            "kept": kept,
            "memory": [moment._asdict() for moment in self.memory],
        }


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of them do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]


def answers(who: str, visits: Sequence[Visit], seconds: float) -> list[Answers]:
    """A line for each thing that was asked for, and one for all where there are several. Without visits
    none."""
    names = list(dict.fromkeys(visit.what for visit in visits))
    groups = {name: [visit for visit in visits if visit.what == name] for name in names}
    whole = {"all": list(visits)} if len(names) > 1 else {}
    return [_answers(who, name, each, seconds) for name, each in {**groups, **whole}.items()]


def _answers(who: str, what: str, visits: Sequence[Visit], seconds: float) -> Answers:
    times = [visit.ms for visit in visits]
    p50, p95, p99, longest = (percentile(times, percent) for percent in (50, 95, 99, 100))
    statuses = dict(sorted(Counter(visit.status for visit in visits).items()))
    return Answers(who, what, len(times), len(times) / seconds, p50, p95, p99, longest, statuses)


def markdown(parts: Sequence[Part]) -> str:
    """The tables of all parts."""
    return "\n".join(_part(part) for part in parts)


def _part(part: Part) -> str:
    came = (
        f"--workers {part.workers}, {part.seconds:.0f} s, {part.reads:.3g} readers and "
        f"{part.sends:.3g} submitters come in a second; the crowd runs on the same cores and takes "
        f"{part.crowd:.2f} of one, the server {part.server:.2f}; load of the machine "
        f"{part.busy[0]:.1f} before, {part.busy[1]:.1f} after"
    )
    kept, stored = part.kept, part.kept.stored
    account = (
        f"Sent {kept.sent:,}, acknowledged by a receipt {kept.acknowledged:,}, broken off "
        f"{kept.unanswered:,}; stored: {stored.responses:,} responses, {stored.comments:,} "
        f"comments, {stored.entries:,} entries. The record holds."
    )
    slow = ", ".join(f"{how} {many:,}" for how, many in sorted(part.slow.items()))
    lines = [f"### {TITLES[part.part]}, {part.database}", "", came, "", HEAD, RULE, *map(_line, part.answers)]
    lines += ["", account, "", f"Slow clients: {slow}." if slow else "", "", *_memory(part.memory), ""]
    return "\n".join(lines)


def _line(row: Answers) -> str:
    times = [f"{each:,.0f}" for each in (row.p50, row.p95, row.p99, row.longest)]
    statuses = ", ".join(f"{status}: {many:,}" for status, many in row.statuses.items())
    cells = (row.who, row.what, f"{row.answers:,}", f"{row.a_second:.1f}", *times, statuses)
    return f"| {' | '.join(cells)} |"


def _memory(moments: Sequence[Moment]) -> list[str]:
    if not moments:
        return []
    rows = [
        f"| {each.at:.0f} | {each.processes} | {each.all:,.0f} | {each.largest:,.0f} |" for each in moments
    ]
    head = [
        "| s | processes | resident memory of all, MB | of the largest |",
        "| ---: | ---: | ---: | ---: |",
    ]
    return [*head, *rows]

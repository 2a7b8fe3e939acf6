"""How the alignment does on texts it has not seen: ``python -m benchmarks.alignment.check DATA_FOLDER``.

DATA_FOLDER is the folder of the alignment benchmark (see ``revisions``). The documents of its sets are dealt
into three parts; each part is judged by weights learned from the other two (cross-validation), and the
scorer of the benchmark counts. Needs what ``train`` needs, and matplotlib for the figure of the confidence:
of the links at or above each confidence, the share that is right, and how many links that leaves.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.alignment.revisions import SETS, Case, load_sets
from benchmarks.alignment.train import Lesson, gather, pairs_of, train
from documents.alignment import CERTAIN, Link, match

FIGURE: Final = Path("docs/figures/alignment-confidence.svg")
PARTS: Final = (  # words in the names of the cases, so that no text is in two parts
    ("whsc", "kwkg", "l31", "nist"),
    ("ghcorp19", "pod", "law1", "asvs"),
    ("fxpriv23", "fxtos", "webpriv"),
)
EVERYWHERE: Final = -1  # the part of a text that is only learned from
SHOWN: Final = ("F1", "carry", "misplaced", "rec_moved", "rec_split", "rec_merged", "rec_deleted", "kind_acc")
THRESHOLDS: Final = np.linspace(0.5, 0.995, 100)


class Verdict(NamedTuple):
    """A link that was given: its confidence, and whether it is right."""

    set: str
    confidence: float
    right: bool


class Found(NamedTuple):
    """What a part gave: the scorer's counts by set, and for ``constructed`` by language; every link."""

    sets: dict[str, Counter[str]]
    languages: dict[str, Counter[str]]
    links: list[Verdict]


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, measures, prints the tables and draws the figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alignment.check", description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    parser.add_argument("--figure", type=Path, default=FIGURE, help=f"the file to draw (default: {FIGURE})")
    options = parser.parse_args(arguments)
    with ProcessPoolExecutor(max_tasks_per_child=1) as pool:  # a process holds the weights of one part
        found = list(pool.map(judge, [options.data] * len(PARTS), range(len(PARTS))))
    summarise = _scorer(options.data).summarise
    print(table(_sum([part.sets for part in found]), summarise, SHOWN))
    print(table(_sum([part.languages for part in found]), summarise, SHOWN[:3]))
    links = [link for part in found for link in part.links]
    print(confidences(links))
    draw(links, options.figure)


def part_of(case: str) -> int:
    """Which part a case belongs to, by its name; essays go by their writer, whose number comes last."""
    if case.startswith("arg-"):
        return int(case.rpartition("-")[2]) % len(PARTS)
    return next((k for k, words in enumerate(PARTS) if any(word in case for word in words)), EVERYWHERE)


def judge(folder: Path, part: int) -> Found:
    """Learns from the other parts and is measured on this one."""
    score = _scorer(folder)
    lessons = [
        Lesson(case, pairs_of(case), weight) for case, weight in gather(folder) if part_of(case["id"]) != part
    ]
    train(lessons)
    sets: dict[str, Counter[str]] = {name: Counter() for name in SETS}
    languages: dict[str, Counter[str]] = {}
    verdicts: list[Verdict] = []
    for name, cases in load_sets(folder).items():
        for case in cases:
            if part_of(case["id"]) == part:
                links = match(case["old"], case["new"], case.get("old_types"), case.get("new_types"))
                counts = score.score_case(case, _rows(links))
                sets[name].update(counts)
                if name == "constructed":
                    languages.setdefault(case["lang"], Counter()).update(counts)
                verdicts += [Verdict(name, *verdict) for verdict in _verdicts(case, links)]
    return Found(sets, languages, verdicts)


def _scorer(folder: Path) -> Any:
    """The scorer of the benchmark folder."""
    sys.path.insert(0, str(folder.resolve()))
    try:
        return import_module("score")
    finally:
        sys.path.pop(0)


def _rows(links: Sequence[Link]) -> list[tuple[int | None, int | None, str]]:
    return [(link.old, link.new, link.kind.removesuffix(" and edited")) for link in links]


def _verdicts(case: Case, links: Sequence[Link]) -> list[tuple[float, bool]]:
    """The confidence of every judged link, and whether it is right."""
    right = {(i, j) for i, j, _ in case["gold"]}
    left_open = {(i, j) for i, j in case.get("optional", [])} - right
    no_old, no_new = set(case.get("ignore_old", [])), set(case.get("ignore_new", []))
    return [
        (link.confidence, (link.old, link.new) in right)
        for link in links
        if link.old is not None and link.new is not None
        and link.old not in no_old and link.new not in no_new
        and (link.old, link.new) not in left_open
    ]  # fmt: skip


def _sum(parts: Sequence[Mapping[str, Counter[str]]]) -> dict[str, Counter[str]]:
    total: dict[str, Counter[str]] = {}
    for part in parts:
        for name, counts in part.items():
            total.setdefault(name, Counter()).update(counts)
    return total


def table(groups: Mapping[str, Counter[str]], summarise: Any, columns: Sequence[str]) -> str:
    """A Markdown table of the scorer's figures."""
    lines = [f"| | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for name, counts in sorted(groups.items()):
        figures = summarise(counts)
        lines.append(f"| {name} | {' | '.join(f'{figures[column]:.3f}' for column in columns)} |")
    return "\n".join(lines) + "\n"


def confidences(links: Sequence[Verdict]) -> str:
    """A Markdown table: of the links with so much confidence or more, how many are right."""
    lines = ["| confidence from | real: right | of all | scripted: right | of all |", f"|{' --- |' * 5}"]
    for least in (0.5, 0.8, 0.9, CERTAIN, 0.98):
        cells = [f"{value:.4f}" for real in (True, False) for value in _at(_side(links, real), least)]
        lines.append(f"| {least} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _side(links: Sequence[Verdict], real: bool) -> Sequence[Verdict]:
    return [link for link in links if (link.set != "constructed") == real]


def _at(links: Sequence[Verdict], least: float) -> tuple[float, float]:
    """Of the links with at least this confidence the share that is right; their share of all."""
    sure = [link.right for link in links if link.confidence >= least]
    return (sum(sure) / len(sure) if sure else float("nan")), len(sure) / max(1, len(links))


def draw(links: Sequence[Verdict], path: Path) -> None:
    """Draws the curves of the confidence, in black and white."""
    plot = import_module("matplotlib.pyplot")
    plot.rcParams.update({"svg.hashsalt": "sbcp", "font.family": "serif"})
    figure, (right, kept) = plot.subplots(2, 1, sharex=True, figsize=(7, 6), layout="constrained")
    for real, style, name in ((True, "-", "real revisions"), (False, "--", "scripted revisions")):
        curve = np.array([_at(_side(links, real), least) for least in THRESHOLDS])
        right.plot(THRESHOLDS, curve[:, 0], f"k{style}", label=name)
        kept.plot(THRESHOLDS, curve[:, 1], f"k{style}", label=name)
    right.axhline(0.98, color="0.7", linewidth=1)
    for axes, title in ((right, "share of them that is right"), (kept, "share of all links")):
        axes.axvline(CERTAIN, color="0.7", linewidth=1)
        axes.set_ylabel(title)
        axes.legend()
    kept.set_xlabel("confidence at or above")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()

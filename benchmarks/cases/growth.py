"""How alignment and redline grow with the text: no server, no database, a process for each size."""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Final, NamedTuple

from benchmarks.beside.answers import require
from benchmarks.sizes import Size
from benchmarks.world import words
from documents.alignment import match
from documents.redline import redline

EDITED: Final = 0.15  # the share of paragraphs in which a word is put or taken out
GONE: Final = 0.03  # the share that is taken out, and of new ones that are put in
LEAST_SAME: Final = 0.6  # the share that must be aligned as unchanged, of the 82 % that are
SEED: Final = 2026
BEST_OF: Final = 3
HEAD: Final = "| | size | processor, s | µs for each | memory, MB |"


class Grown(NamedTuple):
    """One line: the best run in seconds of processor time, the most memory in megabytes (10⁶ bytes)."""

    what: str
    unit: str
    size: int
    seconds: float
    memory: float


def measure(size: Size) -> list[Grown]:
    """Measures texts of every size."""
    jobs = [(match_texts, blocks) for blocks in size.blocks] + [(mark_texts, many) for many in size.words]
    grown = []
    for job, many in jobs:
        with ProcessPoolExecutor(max_workers=1) as pool:
            grown.append(pool.submit(job, many).result())
        print(f"{grown[-1].what}, {many:,} {grown[-1].unit}: {grown[-1].seconds:.3g} s", flush=True)
    return grown


def match_texts(size: int) -> Grown:
    """Aligns so many paragraphs with a revision of them."""
    old, new = texts(size)
    match(old[:2], new[:2])
    seconds = min(_processor(lambda: match(old, new)) for _ in range(BEST_OF))
    links = match(old, new)
    for side, texts_of_side in (({link.old for link in links}, old), ({link.new for link in links}, new)):
        require(side - {None} == set(range(len(texts_of_side))), "a paragraph has no link")
    same = sum(link.kind == "unchanged" for link in links)
    require(same >= size * LEAST_SAME, f"only {same} of {size} paragraphs were aligned as unchanged")
    return Grown("alignment", "paragraphs", size, seconds, _memory())


def mark_texts(size: int) -> Grown:
    """Marks the changes in a text of about so many words."""
    old, new = texts(max(2, size // words_a_paragraph()))
    before, after = "\n\n".join(old), "\n\n".join(new)
    redline("one", "two")
    seconds = min(_processor(lambda: redline(before, after)) for _ in range(BEST_OF))
    marked = redline(before, after)
    require("<ins" in marked and "<del" in marked, "the redline marks nothing")
    return Grown("redline", "words", size, seconds, _memory())


def texts(paragraphs: int) -> tuple[list[str], list[str]]:
    """A text and a revision of it, the same on every run."""
    random = Random(SEED)
    old = [words.paragraph(random) for _ in range(paragraphs)]
    new = []
    for paragraph in old:
        chance = random.random()
        if chance < GONE:
            continue
        new.append(_edited(paragraph, random) if chance < GONE + EDITED else paragraph)
        if random.random() < GONE:
            new.append(words.paragraph(random))
    return old, new


def words_a_paragraph() -> int:
    """The mean number of words of a paragraph, rounded."""
    random = Random(SEED)
    return sum(len(words.paragraph(random).split()) for _ in range(100)) // 100


def _edited(paragraph: str, random: Random) -> str:
    parts = paragraph.split()
    place = random.randrange(1, len(parts))
    return " ".join([*parts[:place], "however,", *parts[place + random.randrange(2) :]])


def _processor(do: Callable[[], object]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


def _memory() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes, but bytes on macOS
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def markdown(grown: Sequence[Grown]) -> str:
    """The table."""
    lines = [
        f"| {row.what} | {row.size:,} {row.unit} | {row.seconds:.2g} "
        f"| {row.seconds / row.size * 1e6:,.0f} | {row.memory:,.0f} |"
        for row in grown
    ]
    return "\n".join([HEAD, "| --- | ---: | ---: | ---: | ---: |", *lines, ""])

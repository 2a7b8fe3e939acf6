"""Whether work grows with the length of what it is done on, and not with its square.

Two measures: calls, the same in every run, for what is done in Python; the processor's time for what is done
inside single calls, such as patterns.
"""

import cProfile
from collections.abc import Callable
from time import process_time

SMALL, LARGE = 2_000, 12_000  # characters
ATTEMPTS = 4  # other processes may disturb one; work that grows with the square fails in all


def grows_with_length(work: Callable[[str], object], piece: str) -> bool:
    """Six times the text takes about six times the work, with what a sort adds: far less than 36 times.

    piece: what the text repeats. The measure is the processor's time for two sizes in one run.
    """
    return any(
        _seconds(work, piece, LARGE) < 18 * _seconds(work, piece, SMALL) + 0.02 for _ in range(ATTEMPTS)
    )


def _seconds(work: Callable[[str], object], piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    began = process_time()
    work(text)
    return process_time() - began


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work enters: ours, the parser's, and those of C. They are counted by the
    profiler of the standard library, which is itself in C."""
    with cProfile.Profile() as profile:
        work()
    return sum(entry.callcount for entry in profile.getstats())  # type: ignore[attr-defined]

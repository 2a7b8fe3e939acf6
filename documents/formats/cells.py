"""Tables whose cells stretch over others, as HTML and word processors have them, as rows of the dialect."""

from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

from documents.text.tables import ABOVE, LEFT, MAX_MISSING_CELLS


class Cell(NamedTuple):
    """The Markdown of a cell, and how many rows and columns it takes."""

    words: str
    rows: int = 1
    columns: int = 1


def grid_of(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The source of each cell, all rows of one width: ``^^`` and ``<<`` where another covers it.

    A cell reaches over no more rows than there are and over no more columns than a row has cells; where
    that still makes far more cells than were given, none reaches over another.
    """
    most = max(map(len, rows), default=0)
    grid = _laid_out(
        [[cell._replace(columns=max(1, min(cell.columns, most))) for cell in line] for line in rows]
    )
    given = sum(map(len, rows))
    if grid is None:
        grid = _laid_out([[Cell(cell.words) for cell in line] for line in rows], given) or []
    width = max(map(len, grid), default=0)
    return [[*line, *[""] * (width - len(line))] for line in grid]


def _laid_out(rows: Sequence[Sequence[Cell]], spare: int = MAX_MISSING_CELLS) -> list[list[str]] | None:
    """The rows with what covers what, or None if that takes too many cells."""
    reaching: dict[int, tuple[int, int]] = {}  # by first column: rows still to cover, and columns
    grid: list[list[str]] = []
    room = sum(map(len, rows)) + spare
    for number, line in enumerate(rows):
        cells: list[str] = []
        waiting = iter(line)
        taken = deque(sorted(reaching))
        below: dict[int, tuple[int, int]] = {}
        cell = next(waiting, None)
        while cell is not None or taken:
            at = len(cells)
            if taken and taken[0] == at:
                rest, width = reaching[taken.popleft()]
                cells += [ABOVE, *repeat(LEFT, width - 1)]
            elif cell is None:
                rest = width = 1
                cells.append("")
            else:
                width = min(cell.columns, taken[0] - at) if taken else cell.columns
                cells += [escaped(cell.words), *repeat(LEFT, width - 1)]
                rest = min(cell.rows, len(rows) - number)
                cell = next(waiting, None)
            if rest > 1:
                below[at] = (rest - 1, width)
            if len(cells) > room:
                return None
        room -= len(cells)
        reaching = below
        grid.append(cells)
    return grid


def escaped(words: str) -> str:
    """The words of a cell that are no sign of a covered one."""
    return "".join("\\" + char for char in words) if words in (ABOVE, LEFT) else words

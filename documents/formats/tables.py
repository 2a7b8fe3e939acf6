"""Tables of a Markdown source: their rows as they will be written, and columns that tabs part."""

from collections.abc import Sequence

from documents.formats.cells import escaped
from documents.text.tables import ABOVE, LEFT


class Rows:
    """The rows of one table."""

    def __init__(self, cells: Sequence[Sequence[str]]) -> None:
        self.cells = [[escaped(words) for words in line] for line in cells]
        self.align: list[str] = []

    def add(self, cells: Sequence[str], source: Sequence[str], align: Sequence[str]) -> None:
        """A row: the Markdown of its cells, and their source, which alone can say that a cell is covered."""
        self.align = self.align or list(align)
        self.cells.append(
            [
                words if given in (ABOVE, LEFT) else escaped(words)
                for words, given in zip(cells, source, strict=True)
            ]
        )

    def of_one_width(self) -> list[list[str]]:
        """The cells by row, short rows filled up."""
        width = max(map(len, self.cells))
        return [[*line, *[""] * (width - len(line))] for line in self.cells]

    def sides(self) -> list[str]:
        """The alignment of each column."""
        return self.align or [""] * max(map(len, self.cells))


def is_columns(text: str) -> bool:
    """Lines of a paragraph that are rows of a table, as word processors and sheets give them: each has a
    tab between words."""
    lines = text.split("\n")
    return len(lines) > 1 and all("\t" in line.strip() for line in lines)

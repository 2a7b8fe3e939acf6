"""Tables: where one stands, and the cells that others cover.

A cell that stretches over several has its words once, in the first of them; ``^^`` stands in those
that the cell above covers, ``<<`` in those that the cell to the left covers. Where what a cell covers is no
rectangle, and in the first row or column, these signs are words; so they are escaped, ``\\^^``. A first row
without a word says that the table has no header, and is not shown.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ABOVE, LEFT = "^^", "<<"
#: Cells that a table may leave out; the parser fills them in, so few characters make much HTML.
MAX_MISSING_CELLS = 4096


def use(md: MarkdownIt) -> None:
    """Teach a parser the tables of the dialect."""
    md.block.ruler.at("table", _parse_table, {"alt": ["paragraph", "reference"]})
    md.core.ruler.before("inline", "merge_cells", _merge_cells)


class Spans(NamedTuple):
    """sizes: (rows, columns) of each cell, by its row and column; those that are covered have none.
    header: how many rows the header has, counting those that its cells reach into."""

    sizes: dict[tuple[int, int], tuple[int, int]]
    header: int


def spans(grid: Sequence[Sequence[str]]) -> Spans:
    """What covers what in a table, given the source of its cells by row."""
    owners: list[list[tuple[int, int]]] = []
    reach: dict[tuple[int, int], tuple[int, int]] = {}  # the last cell that each covers
    counts: dict[tuple[int, int], int] = {}
    for down, cells in enumerate(grid):
        owners.append([])
        for across, cell in enumerate(cells):
            owner = (down, across)
            if cell == ABOVE and down:
                owner = owners[down - 1][across]
            elif cell == LEFT and across:
                owner = owners[down][across - 1]
            owners[down].append(owner)
            last = reach.get(owner, owner)
            reach[owner] = (max(last[0], down), max(last[1], across))
            counts[owner] = counts.get(owner, 0) + 1
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    for down, line in enumerate(owners):
        for across, owner in enumerate(line):
            size = (reach[owner][0] - owner[0] + 1, reach[owner][1] - owner[1] + 1)
            if size[0] * size[1] != counts[owner]:
                sizes[down, across] = (1, 1)
            elif owner == (down, across):
                sizes[owner] = size
    header = 1
    for (down, _), (rows, _) in sizes.items():
        if down >= header:
            break
        header = max(header, down + rows)
    return Spans(sizes, header)


def _parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The table step, refused where short rows under a wide header would grow without measure."""
    if start + 2 > end:
        return False
    delimiters = state.getLines(start + 1, start + 2, 0, False)
    if "-" not in delimiters or delimiters.strip(" \t|:-"):
        return False
    blanks, pipes = _lines_of(state)
    last = min(end, blanks[bisect_left(blanks, start)])
    asked = (delimiters.count("|") + 1) * (last - start)
    given = pipes[last] - pipes[start] + (last - start)
    return asked - given <= MAX_MISSING_CELLS and table(state, start, end, silent)


def _lines_of(state: StateBlock) -> tuple[list[int], list[int]]:
    """The numbers of the empty lines, with that of the end, and the count of ``|`` before each line:
    found once for a text, since each line that could begin a table asks for them."""
    known = state.env.get("lines_of_tables")
    if known is None or known[0] is not state.src:
        lines = state.src.split("\n")
        blanks = [number for number, line in enumerate(lines) if not line.strip(" \t>")]
        pipes = [0, *accumulate(line.count("|") for line in lines)]
        known = state.env["lines_of_tables"] = (state.src, [*blanks, len(lines)], pipes)
    return known[1], known[2]


def _merge_cells(state: StateCore) -> None:
    """Give cells their size, take out those that are covered and a header without a word."""
    if not any(token.type == "table_open" for token in state.tokens):
        return
    tokens: list[Token] = []
    inside: list[Token] = []
    for token in state.tokens:
        if token.type == "table_open" or inside:
            inside.append(token)
            if token.type == "table_close":
                tokens += _merged(inside)
                inside = []
        else:
            tokens.append(token)
    state.tokens = tokens


def _merged(tokens: list[Token]) -> list[Token]:
    rows = list(_rows(tokens))
    sizes, header = spans([[cell[1].content for cell in cells] for _, cells in rows])
    without_header = header == 1 and not any(cell[1].content for cell in rows[0][1])
    if not without_header and header == 1 and len(sizes) == sum(len(cells) for _, cells in rows):
        return tokens
    kept = [tokens[0]]
    for number, (tr, cells) in enumerate(rows):
        if number == 0 and without_header:
            continue
        kept += _group(tokens, number, header, without_header)
        kept.append(tr)
        for column, cell in enumerate(cells):
            if size := sizes.get((number, column)):
                kept += _sized(cell, size, "th" if number < header else "td")
        kept.append(_close("tr", tr))
    if len(rows) > 1 or not without_header:
        kept.append(_close("tbody" if len(rows) > header else "thead", tokens[1]))
    return [*kept, tokens[-1]]


def _group(tokens: Sequence[Token], number: int, header: int, without_header: bool) -> Iterator[Token]:
    """What opens or ends the head and the body before the row of this number."""
    if number == 0:
        yield tokens[1]
    elif number == header:
        if not without_header:
            yield _close("thead", tokens[1])
        yield Token("tbody_open", "tbody", 1, level=tokens[1].level, block=True)


def _close(tag: str, opening: Token) -> Token:
    return Token(f"{tag}_close", tag, -1, level=opening.level, block=True)


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Sequence[Token]]]]:
    """Each row of a table: what opens it, and its cells of three tokens."""
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            tr, cells = token, []
        elif token.type in ("th_open", "td_open"):
            cells.append(tokens[at : at + 3])
        elif token.type == "tr_close":
            yield tr, cells


def _sized(cell: Sequence[Token], size: tuple[int, int], tag: str) -> Sequence[Token]:
    opening, _, closing = cell
    for token, end in ((opening, "open"), (closing, "close")):
        token.type, token.tag = f"{tag}_{end}", tag
    for name, count in zip(("rowspan", "colspan"), size, strict=True):
        if count > 1:
            opening.attrs[name] = count
    return cell

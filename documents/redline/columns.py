"""Which column of a table is which of the other one, so that a value never stands under another's header.

Columns are known by their header and by the cells that stayed. In the merged table each row has a cell for
every column of either text; where a row never had one, an empty one is filled in. Each text by itself has its
own cells alone.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from documents.redline.leaves import Leaf, Node
from documents.redline.units import Pair, Pairs, Unit

SAMPLE = 200  # rows by which columns are compared
LEAST = 0.5  # weight from which two columns are one
WIDEST = 200  # columns that are compared; wider tables are compared by place

Column = tuple[int | None, int | None]  # its place before and after
Cells = tuple[Leaf | None, Leaf | None]


class Tables(NamedTuple):
    """The tables that are one in both texts: which is which, and the columns of each, by its node in either
    text."""

    before: Mapping[Node, Sequence[Column]]
    after: Mapping[Node, Sequence[Column]]
    same: Mapping[Node, Node]

    def may_hold(self, new: Node, old: Node) -> bool:
        """Whether rows that are gone from the old table may be shown in the new one."""
        return self.same.get(old, new) is new

    def together(self, old: Unit, new: Unit) -> list[Cells] | None:
        """The cells of a row that stayed, column by column; None where the columns are not known."""
        columns = self.before.get(old.table) if old.table else None
        if columns is None or new.table is None or self.after.get(new.table) is not columns:
            return None
        return [(_cell(old, a), _cell(new, b)) for a, b in columns]

    def left(self, old: Unit) -> list[Leaf]:
        """The cells of a row that is gone, with an empty one for each new column."""
        columns = self.before.get(old.table, ()) if old.table else ()
        return [_cell(old, a) or filler(old) for a, _ in columns] or old.leaves

    def added(self, new: Unit) -> list[Leaf]:
        """The cells of a new row, with an empty one for each column that is gone."""
        columns = self.after.get(new.table, ()) if new.table else ()
        return [_cell(new, b) or filler(new) for _, b in columns] or new.leaves


NO_TABLES = Tables({}, {}, {})


def align_columns(old: Sequence[Unit], new: Sequence[Unit], pairs: Pairs) -> tuple[Pairs, Tables]:
    """Takes both rows of units and which is which; gives the columns of the tables that are one.

    Tables with merged cells are compared cell by cell where their shape is the same, and else each shown
    whole: their rows are taken out of the pairs. So are rows that came from a table of another shape.
    """
    before, after = _by_table(old), _by_table(new)
    rows: dict[tuple[Node, Node], list[Pair]] = {}
    for i, j in sorted(pairs):
        if (one := old[i].table) and (two := new[j].table):
            rows.setdefault((one, two), []).append((i, j))
    kept = dict(pairs)
    forth = dict(tuple(pairs))
    back = {j: i for i, j in forth.items()}
    columns_before: dict[Node, Sequence[Column]] = {}
    columns_after: dict[Node, Sequence[Column]] = {}
    same = dict(_counterparts(before, after, rows, all(unit.table for unit in (*old, *new))))
    for one, two in same.items():
        shapes = _shape(old, before[one]), _shape(new, after[two])
        mine = rows.get((one, two), [])
        if _is_plain(shapes[0]) and _is_plain(shapes[1]):
            first = before[one][0], after[two][0]
            columns = _columns([(old[i], new[j]) for i, j in sorted({first, *mine})[:SAMPLE]])
            columns_before[one] = columns_after[two] = columns
            free = [i for i in before[one] if i not in forth], [j for j in after[two] if j not in back]
            kept |= _by_name(old, new, *free, first, columns)
            continue
        for lost in [(i, forth[i]) for i in before[one] if i in forth]:
            kept.pop(lost, None)
        for lost in [(back[j], j) for j in after[two] if j in back]:
            kept.pop(lost, None)
        if shapes[0] == shapes[1]:
            kept |= dict.fromkeys(zip(before[one], after[two], strict=True), 1.0)
    for (one, two), mine in rows.items():
        width = len(columns_after.get(two, ()))
        strange = mine if same.get(one) is not two else ()
        for lost in [(i, j) for i, j in strange if not _in_shape(old[i], new[j], width)]:
            kept.pop(lost, None)
    return kept, Tables(columns_before, columns_after, same)


def _in_shape(old: Unit, new: Unit, width: int) -> bool:
    """Whether a row from another table has the cells of the new row, and its table no others."""
    spans = [leaf.span for leaf in new.leaves]
    return [leaf.span for leaf in old.leaves] == spans and len(spans) == (width or len(spans))


def _counterparts(
    before: Mapping[Node, Sequence[int]],
    after: Mapping[Node, Sequence[int]],
    rows: Mapping[tuple[Node, Node], Sequence[Pair]],
    nothing_else: bool,
) -> list[tuple[Node, Node]]:
    """Which table is which: those that share most rows, each once; or the only ones there are."""
    if nothing_else and len(before) == len(after) == 1:
        return [(next(iter(before)), next(iter(after)))]
    taken: set[Node] = set()
    same = []
    for one, two in sorted(rows, key=lambda tables: -len(rows[tables])):
        if one not in taken and two not in taken:
            taken |= {one, two}
            same.append((one, two))
    return same


def _by_name(
    old: Sequence[Unit],
    new: Sequence[Unit],
    free_old: Sequence[int],
    free_new: Sequence[int],
    headers: Pair,
    columns: Sequence[Column],
) -> Pairs:
    """Of the free rows of a table those that have the same name, in the first of the columns that are in
    both; and the two headers."""
    if headers[0] in free_old and headers[1] in free_new:
        rest = [i for i in free_old if i != headers[0]], [j for j in free_new if j != headers[1]]
        return {headers: 1.0} | _by_name(old, new, *rest, headers, columns)
    shared = [(a, b) for a, b in columns if a is not None and b is not None][:1]
    if not shared:
        return {}
    names = [_reading(old[i], shared[0][0]) for i in free_old]
    others = [_reading(new[j], shared[0][1]) for j in free_new]
    one, two = Counter(names), Counter(others)
    where = dict(zip(others, free_new, strict=True))
    return {
        (i, where[name]): 1.0
        for i, name in zip(free_old, names, strict=True)
        if name and one[name] == two[name] == 1
    }


def _by_table(units: Sequence[Unit]) -> dict[Node, list[int]]:
    rows: dict[Node, list[int]] = {}
    for at, unit in enumerate(units):
        if unit.table:
            rows.setdefault(unit.table, []).append(at)
    return rows


def _shape(units: Sequence[Unit], rows: Sequence[int]) -> list[list[tuple[int, int]]]:
    return [[leaf.span for leaf in units[at].leaves] for at in rows]


def _is_plain(shape: Sequence[Sequence[tuple[int, int]]]) -> bool:
    return all(span == (1, 1) for cells in shape for span in cells)


def _cell(unit: Unit, column: int | None) -> Leaf | None:
    return unit.leaves[column] if column is not None and column < len(unit.leaves) else None


def filler(row: Unit) -> Leaf:
    """An empty cell for a row that has none in a column of the other text."""
    like = row.leaves[0]
    return Leaf(like.tag, f"<{like.tag}>", like.end, like.path, [], filler=True)


def _columns(rows: Sequence[tuple[Unit, Unit]]) -> list[Column]:
    """The columns of both tables in one order. The first of the rows are the headers."""
    wide, broad = (max(len(unit.leaves) for unit in side) for side in zip(*rows, strict=True))
    if wide * broad > WIDEST * WIDEST:
        return _in_place(list(range(wide)), list(range(broad)))
    weights = _weights(rows, wide, broad)
    best = [[0.0] * (broad + 1) for _ in range(wide + 1)]
    for a in range(wide - 1, -1, -1):
        for b in range(broad - 1, -1, -1):
            best[a][b] = max(best[a + 1][b], best[a][b + 1], weights[a][b] + best[a + 1][b + 1])
    columns: list[Column] = []
    a = b = low = start = 0
    while a < wide and b < broad:
        if weights[a][b] and best[a][b] == weights[a][b] + best[a + 1][b + 1]:
            columns += [*_in_place(range(low, a), range(start, b)), (a, b)]
            a, b = low, start = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return columns + _in_place(range(low, wide), range(start, broad))


def _in_place(old: Sequence[int], new: Sequence[int]) -> list[Column]:
    """Columns that nothing tells which is which: as many as before are the same ones."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    return [*((a, None) for a in old), *((None, b) for b in new)]


def _weights(rows: Sequence[tuple[Unit, Unit]], wide: int, broad: int) -> list[list[float]]:
    """What speaks for each column before being each column after, or 0 if it is too little."""
    headers, *body = rows
    names = [
        [_reading(unit, column) for column in range(size)]
        for unit, size in zip(headers, (wide, broad), strict=True)
    ]
    equal: Counter[tuple[int, int]] = Counter()
    for old, new in body:
        places: dict[Hashable, list[int]] = {}
        for b in range(broad):
            places.setdefault(_reading(new, b), []).append(b)
        for a in range(wide):
            text = _reading(old, a)
            equal.update((a, b) for b in places.get(text, ()) if text)
    weights = []
    for a in range(wide):
        line = []
        for b in range(broad):
            weight = _likeness(names[0][a], names[1][b]) + 1.5 * equal[a, b] / max(1, len(body))
            line.append(weight if weight >= LEAST else 0.0)
        weights.append(line)
    return weights


def _reading(unit: Unit, column: int) -> str:
    cell = _cell(unit, column)
    return cell.text if cell else ""


def _likeness(one: str, two: str) -> float:
    """2 for the same header, up to 1 for one like it."""
    if one == two:
        return 2.0 if one else 0.0
    return float(Indel.normalized_similarity(one, two, score_cutoff=0.6))

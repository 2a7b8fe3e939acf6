"""Labels of paragraphs, computed from the structure of the text.

The rule, so that a label is short, unique, and changes only if something near it changes:

- A heading that numbers itself keeps its number: ``Article 5``, ``§ 4``, ``3.2``, ``Члан 7``.
  One that does not is counted among its sisters below the same parent: ``1``, ``1.1``, ``2``. Where
  sisters number themselves, it gets ``0`` before the first of them and the next free number after.
- The first block, if it is the only heading of level 1, is the title of the text: its label is empty.
- What stands below a heading is counted in its section with a pilcrow: ``3.2 ¶4``, or ``¶1``
  before the first heading. Lists do not disturb the count: an item belongs to the paragraph that opens
  its list, ``3.2 ¶4(a)``, its own items to it, ``3.2 ¶4(a)(i)``; a paragraph further inside an item is
  ``3.2 ¶4(a) ¶2``.
- An item that carries its own number or letter keeps it: ``3. text`` is ``(3)``, ``- (b) text`` is
  ``(b)``; others are lettered, then numbered, then lettered again: ``(a)``, ``(i)``, ``(A)``. A list
  right below its heading hangs on it: ``3.2(a)``. So does a paragraph that begins with a number in
  brackets, as laws write it: ``Article 5(1)``.
- A footnote is ``note 2``, with the number that readers see: its place among the first references.
- Where two would have the same label, the later gets ``-2``, ``-3``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from documents.text.blocks import Block
from documents.text.dialect import footnote_label, footnote_numbers
from documents.text.enumerators import carried_label, marker, roman
from documents.text.sections import own_number
from documents.text.words import plain

LONGEST_LABEL = 60  # characters, as the database keeps it
_OWN = re.compile(r"\(((?:\w{1,3}|[ivxlc]{1,6}))\)(?=\s)")


def labels(blocks: Sequence[Block]) -> list[str]:
    """The label of each block, in order; all differ but the empty one of the title."""
    counter = _Counter(_has_title(blocks), footnote_numbers(blocks), _numbered_sisters(blocks))
    return [counter.label(block) for block in blocks]


def _numbered_sisters(blocks: Sequence[Block]) -> list[frozenset[int]]:
    """For each heading, in order, the numbers that it and its sisters carry themselves."""
    above: list[tuple[int, set[int]]] = []  # open headings: level, and the numbers of their sisters
    families: list[set[int]] = []
    for block in blocks:
        if block.kind == "heading":
            sisters: set[int] = set()
            while above and above[-1][0] >= block.level:
                sisters = above.pop()[1]
            own = own_number(plain(block.markdown))
            if own.isdigit():
                sisters.add(int(own))
            above.append((block.level, sisters))
            families.append(sisters)
    return [frozenset(numbers) for numbers in families]


def _has_title(blocks: Sequence[Block]) -> bool:
    first = [block.kind == "heading" and block.level == 1 for block in blocks]
    return bool(first) and first[0] and sum(first) == 1 and not own_number(plain(blocks[0].markdown))


class _Counter:
    """Where in the text we are."""

    def __init__(self, has_title: bool, notes: Mapping[str, int], sisters: Sequence[frozenset[int]]) -> None:
        self.title_next = has_title
        self.sisters = iter(sisters)  # of each heading
        self.notes = notes
        self.headings: list[tuple[int, str]] = []  # open headings: level and label
        self.counts: Counter[tuple[str, str]] = Counter()  # what was counted below which label
        self.unit = ""  # label of the last unit outside lists
        self.items: list[str] = []  # labels of the open item of each depth
        self.given: Counter[str] = Counter()

    def label(self, block: Block) -> str:
        if self.title_next:
            self.title_next = False
            next(self.sisters)
            return ""
        if block.kind == "heading":
            return self._heading(block)
        if block.kind == "footnote":
            self.items = []
            return self._give(f"note {self.notes[footnote_label(block)]}")
        if block.kind == "item":
            return self._item(block)
        return self._unit(block)

    def _give(self, label: str) -> str:
        if len(label) > LONGEST_LABEL:
            label = label[: LONGEST_LABEL - 8] + "…"
        self.given[label] += 1
        if self.given[label] == 1:
            return label
        return self._give(f"{label}-{self.given[label]}")

    def _next(self, below: str, what: str) -> int:
        self.counts[below, what] += 1
        return self.counts[below, what]

    def _heading(self, block: Block) -> str:
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        parent = self.headings[-1][1] if self.headings else ""
        own, sisters = own_number(plain(block.markdown)), next(self.sisters)
        if own.isdigit():
            self.counts[parent, "heading"] = int(own)
        elif not own:
            own = self._counted(parent, sisters)
        if parent and own.isalnum():  # «2» below «Part I» is short for I.2
            own = f"{parent}.{own}"
        label = self._give(own)
        self.headings.append((block.level, label))
        self.unit, self.items = "", []
        return label

    def _counted(self, parent: str, sisters: frozenset[int]) -> str:
        """The number of a heading that carries none: no other's, as far as there is one."""
        last = self.counts[parent, "heading"]
        if last + 1 in sisters:
            return str(last)
        self.counts[parent, "heading"] += 1
        return str(last + 1)

    def _unit(self, block: Block) -> str:
        if block.level and self.items:
            self.items = self.items[: block.level]
            inside = self.items[-1]
            return self._give(f"{inside} ¶{self._next(inside, 'unit') + 1}")
        self.items = []
        section = self.headings[-1][1] if self.headings else ""
        number = self._next(section, "unit")
        own = _OWN.match(block.markdown)
        self.unit = self._give(f"{section}({own[1]})" if own else f"{section} ¶{number}".lstrip())
        return self.unit

    def _item(self, block: Block) -> str:
        self.items = self.items[: block.level - 1]
        if not self.unit:  # a list right below its heading
            self.unit = self.headings[-1][1] if self.headings else ""
        outer = self.items[-1] if self.items else self.unit
        depth = len(self.items)
        own = (carried_label(block) or marker(block).replace("•", "")).strip("().")
        sign = own or _sign(self._next(outer, "item"), depth)
        label = self._give(f"{outer}({sign})")
        self.items.append(label)
        return label


def _sign(number: int, depth: int) -> str:
    """(a) (b) … (z) (aa), then (i) (ii), then (A) (B), in turn by depth."""
    if depth % 3 == 1:
        return roman(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters if depth % 3 == 0 else letters.upper()

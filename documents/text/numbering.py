"""Labels of paragraphs, computed from the structure of the text.

The rule, so that a label is short, unique, and changes only if something near it changes:

- What the text numbers itself keeps its number, exactly as it is written (`own_numbers` says what counts as
  one): a heading ``Article 5``, ``Члан 5ђ``, ``3.2``; an article in the line of its first paragraph, or alone
  in one, ``Чл. 2``; a paragraph ``Чл. 2(1)``; an item ``Чл. 2(2)(а)``. Such a label stays when others are
  taken out.
- A heading without a number is counted among its sisters below the same parent, ``1``, ``1.1``, ``2``, where
  none of them numbers itself; else, and in an article, it is ``heading 1``, which nobody can take for a
  number of the law.
- The first block, if it is the only heading of level 1, is the title of the text: its label is empty. A
  heading (or a bold line) right above an article numbered in its line is the title of that article and has
  its label, ``MADDE 1``, or none where the paragraph has that: ``MADDE 1 – (1)`` is ``MADDE 1(1)``.
- What stands below a heading is counted in its section with a pilcrow: ``3.2 ¶4``, or ``¶1``
  before the first heading. Lists do not disturb the count: an item belongs to the paragraph that opens
  its list, ``3.2 ¶4(a)``, its own items to it, ``3.2 ¶4(a)(i)``; a paragraph further inside an item is
  ``3.2 ¶4(a) ¶2``, one without a number between (1) and (2) ``Чл. 2(1) ¶2``. A list right below its
  heading hangs on it: ``3.2(a)``.
- Items without a number are lettered, then numbered, then lettered again: ``(a)``, ``(i)``, ``(A)``; they
  pass over the letters that others of the list have themselves.
- A footnote is ``note 2``, with the number that readers see: its place among the first references.
- Where articles are numbered anew in each chapter, the chapter stands before them: ``Part II Article 1``.
  Where the text has the same number twice, the later one is ``Article 5 (second)``.

A document may have its labels `plain`: headings have their own numbers alone, and paragraphs are counted
through them; or `none`: only what the text numbers itself has a label. Empty labels are the only ones that
may be the same.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from documents.text.blocks import Block
from documents.text.dialect import footnote_label, footnote_numbers
from documents.text.enumerators import marker, roman
from documents.text.laws.articles import article_titles, has_title, restarting
from documents.text.laws.own_numbers import (
    head_numbers,
    heading_words,
    own_numbers,
    word_and_number,
)
from documents.text.laws.series import Own, item_mark
from documents.text.sections import Rank, own_number, section_at

LabelsStyle = Literal["legal", "plain", "none"]
LABELS_STYLES: tuple[LabelsStyle, ...] = get_args(LabelsStyle)
LONGEST_LABEL = 60  # characters, as the database keeps it

_AGAIN = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

_SAID_AGAIN = re.compile(rf" \((?:{'|'.join(_AGAIN)}|\d+(?:st|nd|rd|th))\)$")


def labels(blocks: Sequence[Block], style: LabelsStyle = "legal") -> list[str]:
    """The label of each block, in order; all differ but the empty ones."""
    walk = _Walk(blocks, style)
    return [walk.label(at) for at in range(len(blocks))]


def again(number: int) -> str:
    """How a label says that it is the second, third … of its number: `` (second)``."""
    if number - 2 < len(_AGAIN):
        return f" ({_AGAIN[number - 2]})"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f" ({number}{ending})"


class _Walk:
    """Where in the text we are."""

    def __init__(self, blocks: Sequence[Block], style: LabelsStyle) -> None:
        self.blocks, self.style = blocks, style
        self.own = own_numbers(blocks)
        self.notes = footnote_numbers(blocks)
        self.titles = article_titles(blocks, self.own)
        self.restarting = restarting(blocks, self.own, self.titles)
        self.reserved = {  # what may be a label by itself: no counted heading takes one
            own.article or own.sign
            for own, block in zip(self.own, blocks, strict=True)
            if block.kind == "heading" or own.article or "." in own.sign
        }
        self.headings: list[tuple[int, str | None, bool]] = []  # open ones: level, label, are they articles
        self.article = ""  # label of the article that began in a paragraph
        self.counts: Counter[tuple[str, str]] = Counter()  # what was counted below which label
        self.unit: str | None = ""  # label of the last unit outside lists; None: it has none
        self.is_numbered = False  # does that one number itself?
        self.items: list[str | None] = []  # labels of the open item of each depth
        self.given: Counter[str] = Counter()
        self.of: dict[int, str | None] = {}  # labels of paragraphs and items, by place

    def label(self, at: int) -> str:
        block = self.blocks[at]
        if at == 0 and has_title(self.blocks, self.own):
            return ""
        if block.kind == "heading":
            return self._heading(at, block)
        if block.kind == "footnote":
            self.items = []
            return self._give(f"note {self.notes[footnote_label(block)]}")
        if block.kind == "item":
            return self._item(at, block) or ""
        return self._unit(at, block) or ""

    def _give(self, label: str) -> str:
        """The label as it will stand: not too long, and no other's."""
        if len(label) > LONGEST_LABEL:
            label = label[: LONGEST_LABEL - 1] + "…"
        self.given[label] += 1
        number = self.given[label]
        if number == 1:
            return label
        ending = again(number)
        return self._give(label[: LONGEST_LABEL - len(ending)] + ending)

    def _next(self, below: str, what: str) -> int:
        self.counts[below, what] += 1
        return self.counts[below, what]

    def _section(self) -> str | None:
        """The label of the section we are in; None where it has none and says so."""
        if self.article:
            return self.article
        for _, label, _ in reversed(self.headings):
            if label or self.style == "none":
                return label
        return ""

    def _heading(self, at: int, block: Block) -> str:
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        self.article, self.unit, self.items = "", "", []
        self.is_numbered = False
        parent = next((label for _, label, _ in reversed(self.headings) if label), "")
        own = self.own[at]
        section = section_at(own.sign) if own.sign else None
        is_article = section is not None and section.rank == Rank.ARTICLE
        if at in self.titles:
            return self._title(at, block.level)
        if own.sign:
            label: str | None = self._give(self._placed(parent, own.sign))
        elif self.style != "legal":
            label = None
        else:
            label = self._give(self._counted(parent, bool(own.among)))
        self.headings.append((block.level, label, is_article))
        return label or ""

    def _title(self, at: int, level: int | None) -> str:
        """The label of an article's title: the article's, if its paragraph is to have a longer one."""
        if level is not None:
            self.headings.append((level, "", False))
        if not self.own[at + 1].sign:
            return ""
        article = self._placed(self._parent(), self.own[at + 1].article)
        self.of[at + 1] = label = self._give(article)
        return label

    def _parent(self) -> str:
        return next((label for _, label, _ in reversed(self.headings) if label), "")

    def _placed(self, parent: str, number: str) -> str:
        """An own number, behind that of its chapter where it would not tell alone: ``II Section 1``."""
        if parent and number.isalnum():
            return _below(parent, number)
        if parent and word_and_number(number)[0] in self.restarting:
            return f"{parent} {number}"
        return number

    def _counted(self, parent: str, has_numbered_sisters: bool) -> str:
        """``2.1`` of a heading without a number, or ``2 heading 1`` where the law numbers others."""
        number = self._next(parent, "heading")
        label = _below(parent, str(number)) if parent else str(number)
        is_in_article = bool(self.headings) and self.headings[-1][2]
        if has_numbered_sisters or is_in_article or label in self.reserved:
            return f"{parent} heading {number}".lstrip()
        return label

    def _unit(self, at: int, block: Block) -> str | None:
        if block.level and self.items:
            return self._inside(block)
        self.items = []
        if at in self.titles:
            return self._title(at, None)
        own = self.own[at]
        if own.article:  # its title may have its label already
            self.article = self.of.get(at) or self._give(self._placed(self._parent(), own.article))
            if own.is_alone:  # its paragraphs follow
                self.unit = self.article
                return self.article
        section = self._section()
        number = self._next(section or "", "unit")
        self.is_numbered = bool(own.sign) or (self.is_numbered and str(number) in own.among)
        if own.article and not own.sign:
            self.unit = self.article
        elif section is not None and own.sign:
            self.unit = self._give(self._signed(section, own))
        elif self.style == "none":
            self.unit = None
        elif self.unit and self.is_numbered and str(number) in own.among:  # (1), this, (2): it is of (1)
            return self._give(f"{self.unit} ¶{self._next(self.unit, 'unit') + 1}")
        else:
            self.unit = self._give(f"{section} ¶{number}".lstrip())
        self.of[at] = self.unit
        return self.unit

    def _signed(self, section: str, own: Own) -> str:
        """``Чл. 2(1)``, ``Чл. 2(1)(а)``; ``1.1`` below ``1`` stands by itself."""
        outer = self.of.get(own.within) if own.within is not None else None
        if outer:
            return f"{outer}({own.sign})"
        last = section.split(" ")[-1]
        if "." in own.sign and (not section or own.sign.startswith(last + ".")):
            return own.sign
        return f"{section}({own.sign})"

    def _opened(self) -> str | None:
        """What a list right below its heading hangs on: the heading, or a count where that has no label."""
        section = self._section()
        if self.style == "plain" and not self.article and self.headings and self.headings[-1][1] is None:
            return self._give(f"{section} ¶{self._next(section or '', 'unit')}".lstrip())
        return section

    def _inside(self, block: Block) -> str | None:
        """A further paragraph of an item."""
        self.items = self.items[: block.level]
        inside = self.items[-1]
        if inside is None or self.style == "none":
            return None
        return self._give(f"{inside} ¶{self._next(inside, 'unit') + 1}")

    def _item(self, at: int, block: Block) -> str | None:
        self.items = self.items[: block.level - 1]
        if self.unit == "":  # a list right below its heading
            self.unit = self._opened()
        own, depth = self.own[at], len(self.items)
        outer = self.items[-1] if self.items else self.unit
        if own.within is not None:
            outer = self.of.get(own.within)
        label: str | None = None
        if outer is not None and own.sign:
            label = self._give(f"{outer}({own.sign})")
        elif outer is not None and self.style != "none":
            sign = _sign(self._next(outer, "item"), depth)
            while sign in own.among:
                sign = _sign(self._next(outer, "item"), depth)
            label = self._give(f"{outer}({sign})")
        self.items.append(label)
        self.of[at] = label
        return label


def _below(parent: str, number: str) -> str:
    """``I.1``, ``Chapter IV.1``, but ``Глава първа 1``: no stop after a word."""
    last = parent.split()[-1]
    return (
        f"{parent} {number}"
        if len(last) > 1 and last.isalpha() and not last.isupper()
        else f"{parent}.{number}"
    )


def _sign(number: int, depth: int) -> str:
    """(a) (b) … (z) (aa), then (i) (ii), then (A) (B), in turn by depth."""
    if depth % 3 == 1:
        return roman(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters if depth % 3 == 0 else letters.upper()


def is_written(block: Block, label: str) -> bool:
    """Do the words or the marker of the block say the number that its label ends with? The words after it
    that tell it from another of the same number, `` (second)``, are the label's alone."""
    label = _SAID_AGAIN.sub("", label)
    if block.kind == "heading":
        numbers = [own_number(heading_words(block))]
    elif block.kind == "item":
        numbers = [item_mark(block)]
    elif block.kind == "paragraph":
        numbers = head_numbers(block)
    else:
        return False
    return any(
        label == number or label.endswith((f"({number})", f".{number}", f" {number}"))
        for number in numbers
        if number
    )


def lead(block: Block, label: str) -> str:
    """What stands before the words of an item on a page: ``3.`` as it is typed, or ``•``; nothing where its
    words begin with its number, ``(a)``."""
    typed = marker(block)
    return "•" if block.kind == "item" and not typed and not is_written(block, label) else typed

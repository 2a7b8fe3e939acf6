"""Two states of a text compared: what became what, in reading order, and how it is marked. Pure.

What somebody changed is told apart from what only followed from it: a paragraph that got another
number because others came or went is no change. That others did, its series has to show
(`documents.text.renumbering`); any other number that is another is a changed word.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from documents import lineage
from documents.lineage import LineageKind
from documents.redline import Words, kind_of, number_shown, redline_block, side_by_side
from documents.text import renumbering
from documents.text.blocks import Block
from documents.text.numbering import is_written, lead

Change = Literal[
    "edited",
    "added",
    "deleted",
    "moved",
    "moved and edited",
    "split",
    "merged",
    "script",
    "formatting",
    "spacing",
]
CHANGES: tuple[str, ...] = get_args(Change)  # in the order in which a summary counts them
SAME_WORDS = ("script", "formatting", "spacing")
MOVED = (LineageKind.MOVED, LineageKind.MOVED_AND_EDITED)
_FINER = {
    "words": LineageKind.EDITED,
    "number": "renumbered",
    "script": "script",
    "format": "formatting",
    "space": "spacing",
    None: "formatting",
}
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class ParagraphText(NamedTuple):
    """A paragraph of a state. ``html`` is empty where it was never made."""

    pid: int
    label: str
    kind: str
    level: int
    markdown: str
    html: str = ""

    @property
    def block(self) -> Block:
        return Block(self.kind, self.level, self.markdown)  # type: ignore[arg-type]

    @property
    def marker(self) -> str:
        """What stands before an item: «•», «3.»."""
        return lead(self.block, self.label)

    @property
    def is_written(self) -> bool:
        """Does its text say its number?"""
        return is_written(self.block, self.label)


class ComparedParagraph(NamedTuple):
    """What became what at one place.

    number: counts the changes from 1; 0 where nobody changed anything.
    kind: one of CHANGES (``script``, ``formatting`` and ``spacing`` where nothing else is another),
        ``unchanged``, or ``renumbered`` where nothing but the number is.
    certain: False where an import guessed it and nobody has confirmed the guess.
    pids: every paragraph it was on the way from the older state to the newer.
    renumbered: whether the number that its source begins with is another because its neighbours count
        otherwise, in both texts.
    """

    number: int
    kind: str
    old: tuple[ParagraphText, ...]
    new: tuple[ParagraphText, ...]
    certain: bool = True
    pids: frozenset[int] = frozenset()
    renumbered: bool = False

    @property
    def main(self) -> ParagraphText:
        """The paragraph by which it is named: the newer one if there is one."""
        return (self.new or self.old)[0]

    @property
    def key(self) -> tuple[bool, int]:
        """Tells it from every other one of its comparison."""
        return bool(self.new), self.main.pid

    @property
    def name(self) -> str:
        """What the names of moved passages in it begin with, so that no two on a page are the same."""
        return f"{'' if self.new else 'ended-'}{self.main.pid}-"

    @property
    def same(self) -> bool:
        """Whether the source is the same before and after, so that there is nothing to mark in it."""
        return len(self.old) == len(self.new) == 1 and self.old[0].markdown == self.new[0].markdown

    @property
    def numbers_marked(self) -> bool:
        """Whether the numbers of its list stand in the redline, since one is another and unexplained; so
        they need not stand before the text."""
        numbers = {number_shown(text.markdown) for text in (*self.old, *self.new)}
        return len(self.old) == len(self.new) == 1 and len(numbers) > 1 and not self.renumbered

    @property
    def html(self) -> str:
        """The text where its source is the same, as it was kept at publication."""
        return self.new[0].html or self.old[0].html


class Occurrence(NamedTuple):
    """A compared paragraph where a reader of the newer text meets it. ``away``: where it stood before it
    moved."""

    paragraph: ComparedParagraph
    away: bool = False


class TextComparison:
    """Two states of a text with all that became of their paragraphs.

    The redline of a paragraph is made when somebody first asks for it, in the words of their language,
    and kept: of a long text a reader sees one page at a time.
    """

    def __init__(self, places: Sequence[Occurrence]) -> None:
        self.places = tuple(places)
        self.paragraphs = tuple(place.paragraph for place in places if not place.away)
        self.changes = tuple(paragraph for paragraph in self.paragraphs if paragraph.number)
        self.counts = dict(Counter(paragraph.kind for paragraph in self.paragraphs))
        self._inline: dict[tuple[Words, tuple[bool, int]], str] = {}
        self._beside: dict[tuple[Words, tuple[bool, int]], tuple[str, str]] = {}

    @cached_property
    def by_pid(self) -> dict[int, ComparedParagraph]:
        """Where each paragraph of either state is found; the newer state has the say."""
        older = {text.pid: paragraph for paragraph in self.paragraphs for text in paragraph.old}
        return older | {text.pid: paragraph for paragraph in self.paragraphs for text in paragraph.new}

    def anchors(self, paragraph: ComparedParagraph) -> list[int]:
        """The pids by which links find a compared paragraph, each at one alone."""
        pids = dict.fromkeys(text.pid for text in (*paragraph.new, *paragraph.old))
        return [pid for pid in pids if self.by_pid[pid] is paragraph]

    def inline(self, paragraph: ComparedParagraph, words: Words) -> str:
        """A paragraph as one text with its changes marked."""
        if paragraph.same:
            return paragraph.html
        key = words, paragraph.key
        if key not in self._inline:
            self._inline[key] = redline_block(
                *_sources(paragraph), words, paragraph.name, paragraph.renumbered
            )
        return self._inline[key]

    def beside(self, paragraph: ComparedParagraph, words: Words) -> tuple[str, str]:
        """A paragraph as two texts: the older with what went, the newer with what came."""
        if paragraph.same:
            return paragraph.html, paragraph.html
        key = words, paragraph.key
        if key not in self._beside:
            self._beside[key] = side_by_side(
                *_sources(paragraph), words, paragraph.name, paragraph.renumbered
            )
        return self._beside[key]


def compare(
    old: Sequence[ParagraphText],
    new: Sequence[ParagraphText],
    lines: Sequence[lineage.Line],
    names: Mapping[int, frozenset[int]] | None = None,
) -> TextComparison:
    """Two states and what became what between them, in the order of the newer.

    names: for a pid of either state others that its paragraph had on the way.
    """
    before, after = ({text.pid: text for text in texts} for texts in (old, new))
    guessed = {(line.old, line.new) for line in lines if not line.certain}
    counted_anew = _counted_anew(old, new, lines)
    places = []
    number = 0
    for link, away in _in_reading_order(lineage.links(lines), list(before), list(after)):
        texts = tuple(before[pid] for pid in link.old), tuple(after[pid] for pid in link.new)
        renumbered = len(link.old) == len(link.new) == 1 and (link.old[0], link.new[0]) in counted_anew
        kind = _kind(link.kind, *texts, renumbered)
        certain = not any((a, b) in guessed for a in link.old for b in link.new)
        pids = frozenset(pid for own in (*link.old, *link.new) for pid in ((names or {}).get(own) or {own}))
        counted = kind in CHANGES and not away
        number += counted
        compared = ComparedParagraph(number if counted else 0, kind, *texts, certain, pids, renumbered)
        places.append(Occurrence(compared, away))
    return TextComparison(_same_paragraphs(places))


def _counted_anew(
    old: Sequence[ParagraphText], new: Sequence[ParagraphText], lines: Sequence[lineage.Line]
) -> set[tuple[int, int]]:
    """Pids of an old and a new paragraph whose own number is another because its neighbours are."""
    one, two = ({text.pid: at for at, text in enumerate(texts)} for texts in (old, new))
    pairs = [(one[line.old], two[line.new]) for line in lines if line.old in one and line.new in two]
    before, after = (renumbering.own_numbers(text.block for text in texts) for texts in (old, new))
    return {(old[i].pid, new[j].pid) for i, j in renumbering.explained(before, after, pairs)}


def _same_paragraphs(places: Iterable[Occurrence]) -> list[Occurrence]:
    """Both places of a moved paragraph speak of one, with one number."""
    places = list(places)
    here = {place.paragraph.key: place.paragraph for place in places if not place.away}
    return [Occurrence(here[place.paragraph.key], place.away) for place in places]


def _sources(paragraph: ComparedParagraph) -> tuple[str, str]:
    one, two = ("\n\n".join(text.markdown for text in texts) for texts in (paragraph.old, paragraph.new))
    return one, two


def _kind(kind: str, old: tuple[ParagraphText, ...], new: tuple[ParagraphText, ...], renumbered: bool) -> str:
    """The kind of a link between neighbours told more finely: what left the words as they were."""
    if kind == LineageKind.UNCHANGED:
        if (old[0].kind, old[0].level) != (new[0].kind, new[0].level):
            return "formatting"
        if old[0].markdown != new[0].markdown:
            return "script"
        return LineageKind.UNCHANGED if old[0].label == new[0].label else "renumbered"
    if kind != LineageKind.EDITED:
        return kind
    one, two = old[0].markdown, new[0].markdown
    return LineageKind.EDITED if _other_words(one, two) else _FINER[kind_of(one, two, renumbered)]


def _other_words(one: str, two: str) -> bool:
    """Whether the words certainly differ, told without reading the Markdown: where there are no links
    and notes, all letters of the source are those of the words. What may be another number, or another
    script, is read more closely."""
    if "]" in one + two or bool(_CYRILLIC.search(one)) != bool(_CYRILLIC.search(two)):
        return False
    return _LETTERS.findall(one)[1:] != _LETTERS.findall(two)[1:]


def _in_reading_order(
    links: Sequence[lineage.Link], old: Sequence[int], new: Sequence[int]
) -> list[tuple[lineage.Link, bool]]:
    """Links by the place of their first new paragraph. What was deleted follows what stood before it;
    so does, with True, the place that a moved one left."""
    place = {pid: index for index, pid in enumerate(new)}
    target = {pid: link for link in links for pid in link.old}
    order = {(link, False): (place[link.new[0]], 0) for link in links if link.new}
    last = -1
    for index, pid in enumerate(old, start=1):
        link = target[pid]
        if link.kind in MOVED:
            order[link, True] = last, index
        elif not link.new:
            order[link, False] = last, index
        elif pid in link.new or len(link.old) == len(link.new) == 1:
            last = place[pid if pid in link.new else link.new[0]]
    return sorted(order, key=order.__getitem__)

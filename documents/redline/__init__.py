"""What changed between two versions, shown to a reader like a careful person's redline.

Both texts become rows of leaves (`leaf_reader`); equal and alike ones are paired (`pairing`), what was
split or merged is made one with its parts (`joining`), and both rows merged into one (`merging`). Within a
pair the changed words are found (`word_diff`), and sentences that went elsewhere are recognised
(`passages`). `folding` says which words are the same, `kinds` what a change is about; `marking`, `writing`
and `assembly` make the HTML. Whatever comes in, dropping every ``<del>`` leaves the new text, dropping every
``<ins>`` the old one, and the HTML is safe: text is escaped, links go only where a reader may be sent.
"""

import re
from collections.abc import Sequence

from documents.redline.assembly import assemble, edits_of
from documents.redline.columns import align_columns
from documents.redline.joining import KINDS, gather
from documents.redline.kinds import WEIGHTS
from documents.redline.leaf_reader import Reader
from documents.redline.marking import Edited, Marker
from documents.redline.merging import MergedLine, merge
from documents.redline.pairing import pair
from documents.redline.units import Pairs, Unit, units
from documents.redline.writing import MarkKind, Words, Writer
from documents.text import renumbering

__all__ = ["MarkKind", "Words", "kind_of", "number_shown", "redline", "redline_block", "side_by_side"]

ENGLISH = Words()
_MARKER = re.compile(r"\s*(?:[-*+]|(?P<number>\d{1,9}[.)]))(?=\s|$)")


def redline(old_markdown: str, new_markdown: str, words: Words = ENGLISH, prefix: str = "") -> str:
    """Takes a document before and after; gives the whole of it as safe HTML with its changes marked.

    What kept its words but not its place or form stands twice, with the same ``data-move``: as
    ``<del>`` where and as it was, and as ``<ins>`` where and as it is, with its edits. Such a passage has
    the class ``moved`` or ``form``. A mark that is not about words says in ``data-change`` what it is
    about: ``number``, ``script``, ``format`` or ``space``. What was split or merged is compared as one
    text with its parts. The number of a list item that is another, and not only counted anew, is marked at
    the head of the item, as the attribute of an element and as words for those who listen: it is the
    list's, and no word of the text.

    words: what screen readers say.
    prefix: what the names in ``data-move`` begin with; another one for each redline on a page.
    """
    old, new = Reader(linked=False).read(old_markdown), Reader().read(new_markdown)
    before, after = units(old), units(new)
    pairs = pair(before, after)
    _name_notes(before, after, pairs)
    before, after, pairs = gather(before, after, pairs)
    pairs, tables = align_columns(before, after, pairs)
    one, two = ([_own_number(unit) for unit in side] for side in (before, after))
    renumbered = renumbering.explained(one, two, pairs)
    lines = merge(before, after, pairs, _keeps_form, renumbered, tables=tables)
    return assemble(lines, edits_of(lines), Writer(words, prefix))


def redline_block(
    old: str, new: str, words: Words = ENGLISH, prefix: str = "", renumbered: bool = False
) -> str:
    """Takes one paragraph's Markdown before and after, either may be empty; gives its changes as safe HTML.

    Several paragraphs, parted by empty lines, on one side are compared with the one on the other side as
    one text. What belongs to the list around it (marker, number) is left to the page; a number that is
    another stands in the text, marked as words, unless it is known to be ``renumbered``: its neighbours
    count on to it in both texts. ``words`` and ``prefix`` as in `redline`.
    """
    lines = _block(old, new, renumbered)
    return assemble(lines, edits_of(lines), Writer(words, prefix)).strip()


def side_by_side(
    old: str, new: str, words: Words = ENGLISH, prefix: str = "", renumbered: bool = False
) -> tuple[str, str]:
    """The changes of `redline_block` as two texts: the old one with ``<del>``, the new one with ``<ins>``."""
    writer = Writer(words, prefix, beside=True)
    left, right = (_block(old, new, renumbered, by_old) for by_old in (True, False))
    return (
        assemble(left, edits_of(left), writer, "old").strip(),
        assemble(right, edits_of(right), writer, "new").strip(),
    )


def kind_of(old: str, new: str, renumbered: bool = False) -> MarkKind | None:
    """Takes one paragraph's Markdown before and after; gives what their difference is about, at its most.

    ``words``; only its ``number``, of a list or its own, where that is known to be ``renumbered``; only its
    ``script``; ``format`` (bold, links, the level of a heading, typographic signs); or white ``space`` and
    signs without width. None where nothing differs.
    """
    lines = _block(old, new, renumbered)
    edits = edits_of(lines)
    kinds = {kind for line, edited in zip(lines, edits, strict=True) for kind in _kinds(line, edited)}
    if not kinds and number_shown(old) != number_shown(new):
        kinds.add("number" if renumbered else "words")
    if not kinds and old.split() != new.split():
        kinds.add("format")
    if not kinds and old != new:
        kinds.add("space")
    return max(kinds, key=WEIGHTS.index, default=None)


def number_shown(markdown: str) -> str:
    """The number that a list item begins with in its Markdown, which the page shows before it; or nothing."""
    marker = _MARKER.match(markdown)
    return (marker["number"] or "") if marker else ""


def _block(old: str, new: str, renumbered: bool, by_old: bool = False) -> list[MergedLine]:
    other_number = number_shown(old) != number_shown(new)
    reader = Reader(whole=False, numbered=other_number and not renumbered)
    before, after = units(reader.read(old)), units(reader.read(new))
    one_to_several = 1 in (len(before), len(after)) and len(before) + len(after) > 2
    if one_to_several and before and after and all(unit.kind in KINDS for unit in (*before, *after)):
        before, after = ([_all_in_one(side)] for side in (before, after))
    pairs = {(0, 0): 1.0} if len(before) == len(after) == 1 else pair(before, after)
    pairs, tables = align_columns(before, after, pairs)
    same = frozenset({(0, 0)}) if renumbered and not other_number else frozenset()
    return merge(before, after, pairs, lambda _old, _new: True, same, by_old, tables)


def _all_in_one(side: Sequence[Unit]) -> Unit:
    return Unit([leaf for unit in side for leaf in unit.leaves], joined=len(side) > 1)


def _keeps_form(old: Unit, new: Unit) -> bool:
    return old.joined or new.joined or old.kind == new.kind


def _own_number(unit: Unit) -> renumbering.Member | None:
    """What a unit is counted by: the number of its list item, or what its words begin with."""
    if unit.number:
        return renumbering.Member(f"item {len(unit.leaves[0].path)}", str(unit.number))
    heading = unit.kind[0] == "h" and unit.kind != "hr"
    text = "".join(segment.text for segment in unit.leaves[0].segments[:4])
    return renumbering.of_text("heading" if heading else unit.kind, text.strip())


def _name_notes(old: Sequence[Unit], new: Sequence[Unit], pairs: Pairs) -> None:
    """Gives a footnote the same name before and after, whatever its number."""
    before = {note: ("old", note) for unit in old for note in _notes(unit)}
    after = {note: ("new", note) for unit in new for note in _notes(unit)}
    for i, j in pairs:
        before.update((a, after[b]) for a, b in zip(_notes(old[i]), _notes(new[j]), strict=False))
    for side, names in ((old, before), (new, after)):
        if side:
            side[0].leaves[0].names.update(names)


def _kinds(line: MergedLine, edited: Edited | None) -> set[MarkKind]:
    """What the changes of a line are about."""
    if line.move or line.state in ("del", "ins"):
        return {"words"}
    if edited is None:
        return set()
    pieces = Marker(edited, "", None, "").pieces()
    return {piece.shell.kind if piece.shell else piece.kind for piece in pieces if piece.mark or piece.shell}


def _notes(unit: Unit) -> list[int]:
    return [node.note for node in unit.leaves[0].path if node.note >= 0]

"""Items of lists: their marks, the text that carries one, and items that hold nothing but a list."""

from collections.abc import Sequence
from itertools import pairwise

from documents.formats.foreign.series import Head
from documents.formats.inline import guard, guard_item
from documents.formats.tree import Node
from documents.formats.writing import holds_text, join_marker
from documents.text.blocks import Block
from documents.text.enumerators import roman, step

_LETTERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "абвгдежзийклмнопрстуфхцчшщъьюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
)


def marks(items: Sequence[Node]) -> list[tuple[str, str]]:
    """The marker of each item of a list and the number or letter that its text carries.

    Numbers stay as typed, except ``1. 1. 1.``, which means counting, as ``#.`` does.
    """
    heads: list[Head | None] = [item.token.meta.get("head") for item in items]
    ones = {head.text if head and head.kind == "digits" else "" for head in heads}
    counted = [_mark(head) for head in heads]
    if len(items) > 1 and len(ones) == 1 and ones != {""}:
        first = ones.pop()
        return [(f"{int(first[:-1]) + n}{first[-1]}", "") for n in range(len(items))]
    for at, head in enumerate(heads):
        if head is not None and head.kind == "counting":
            counted[at] = _next(counted[at - 1]) if at else (f"1{head.text[-1]}", "")
    return counted


def key_of(node: Node) -> tuple[str, ...]:
    """What the items of a list have in common."""
    first = node.inside[0].meta.get("head") if node.inside else None
    return first.key if first is not None else (node.token.markup,)


def is_foreign(node: Node) -> bool:
    """A list with marks that CommonMark does not have: on the margin of another, it is the deeper one."""
    first = node.inside[0].meta.get("head") if node.inside else None
    return first is not None and first.kind not in ("digits", "counting")


def item(mark: str, sign: str, depth: int, first: Block, number: Head | None = None) -> list[Block]:
    """An item that begins with this block. ``number``: what its text begins with, where that counts."""
    if sign and first.kind != "paragraph":
        return [Block("item", depth, f"- {sign}"), first._replace(level=depth)]
    text = f"{sign} {first.markdown}" if sign else first.markdown
    if number is not None and number.kind == "digits" and text.startswith(number.text + " "):
        mark, text = number.text, guard(text[len(number.text) + 1 :])
    elif mark == "-" and not sign and number is None and first.kind == "paragraph":
        text = guard_item(text)
    return [Block("item", depth, join_marker(mark, text, len(mark) + 1))]


def in_order(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, none deeper than the open items allow: where nothing was left of an item, what
    stood in it is higher."""
    result: list[Block] = []
    open_ = 0
    for block in blocks:
        if block.kind == "item":
            open_ = min(block.level, open_ + 1)
        elif block.kind != "heading":
            open_ = min(block.level, open_)
        else:
            open_ = 0
        result.append(block if block.kind == "heading" else block._replace(level=open_))
    return result


def merged(mark: str, sign: str, depth: int, blocks: Sequence[Block]) -> list[Block] | None:
    """``- 1. text`` and ``1. - text``: an item with nothing but a list is one item, with the number.
    None if its own number has no text to go with."""
    first, *rest = blocks
    inner, _, text = first.markdown.partition(" ")
    if sign and not holds_text(first):
        return None
    if (mark != "-" or sign) and inner == "-":
        lead = f"{sign} " if sign else ""
        text = lead + text.replace("\n  ", "\n")
        rest = [block._replace(level=max(depth, block.level)) for block in rest]
        return [Block("item", depth, join_marker(mark, text, len(mark) + 1)), *rest]
    if mark != "-" or sign:
        return None
    return [block._replace(level=max(depth, block.level - 1)) for block in blocks]


def _mark(head: Head | None) -> tuple[str, str]:
    if head is None or head.kind == "glyph":
        return "-", ""
    return (head.text, "") if head.kind == "digits" else ("-", head.text)


def _next(before: tuple[str, str]) -> tuple[str, str]:
    """The mark that counts on from another."""
    mark, sign = before
    if mark != "-":
        return f"{int(mark[:-1]) + 1}{mark[-1]}", ""
    letters = sign.strip("().")
    following = next((other for other in _candidates(letters) if step(letters, other) == 1), "")
    return mark, sign.replace(letters, following) if following else ""


def _candidates(sign: str) -> list[str]:
    """What may follow a sign: Roman where it begins as they do, else the next of an alphabet."""
    small = sign.lower()
    numerals = [roman(number) for number in range(1, 100)]
    letters = [two for alphabet in _LETTERS for one, two in pairwise(alphabet) if one == small]
    if small in numerals and (len(small) > 1 or small == "i"):
        letters = [two for one, two in pairwise(numerals) if one == small] + letters
    if sign.isdigit():
        letters = [str(int(sign) + 1)]
    return [letter.upper() if sign[:1].isupper() else letter for letter in letters]

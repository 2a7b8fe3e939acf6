"""The names of footnotes in a file that is put together with a draft. Pure.

``[^1]`` in the file is the file's first source, and in the draft that of others. Where both notes are to
stand in one text, that of the file takes another name, and so does every reference of the file to it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from documents.imports.groups import Inputs
from documents.imports.verdicts import Clash, Piece
from documents.text.blocks import Block
from documents.text.dialect import footnote_label, footnote_references

_NAME = re.compile(r"\[\^([^\s\]]+)\]")


def may_collide(inputs: Inputs) -> bool:
    """Has the file a footnote of a name that stands for other words in the draft?"""
    theirs = {footnote_label(place.block): place.block for place in inputs.theirs if _is_note(place.block)}
    return any(theirs.get(footnote_label(block), block) != block for block in inputs.mine if _is_note(block))


def other_names(inputs: Inputs, pieces: Sequence[Piece], clashes: Sequence[Clash]) -> dict[str, str]:
    """New names for the footnotes of the file that stand beside another of their name with other words.

    pieces, clashes: what comes of the inputs as long as nothing is settled.
    """
    others: dict[str, list[Piece]] = {}
    for piece in pieces:
        if _is_note(piece.block) and piece.by != "mine":
            others.setdefault(footnote_label(piece.block), []).append(piece)
    # Of each paragraph of the file that has a place in the text, or may get one: the key of its clash.
    stays: dict[int | None, int | None] = {piece.index: None for piece in pieces if piece.by != "theirs"}
    stays |= {index: clash.key for clash in clashes for index in clash.indexes}
    names: dict[str, str] = {}
    free = _free(inputs)
    for index, block in enumerate(inputs.mine):
        if index in stays and _is_note(block):
            label, key = footnote_label(block), stays[index]
            beside = (piece for piece in others.get(label, ()) if piece.index != index)
            if any(piece.block != block and (key is None or piece.key != key) for piece in beside):
                names[label] = free(label)
    return names


def renamed(block: Block, names: Mapping[str, str]) -> Block:
    """The block with other names of footnotes, that of its own and those that it refers to."""
    text, own = block.markdown, footnote_label(block) if _is_note(block) else ""
    head = f"[^{own}]:" if own else ""
    named = [name for name in _NAME.finditer(text, len(head)) if name[1] in names]
    before = footnote_references(text) if named else []
    is_simple = len(named) == sum(label in names for label in before)
    for name in reversed(named):
        other = f"{text[: name.start()]}[^{names[name[1]]}]{text[name.end() :]}"
        # What only looks like a reference, in code or after an escape, stays as it is.
        if is_simple or footnote_references(other) != footnote_references(text):
            text = other
    if own in names:
        text = f"[^{names[own]}]:{text[len(head) :]}"
    return block._replace(markdown=text)


def _free(inputs: Inputs) -> Callable[[str], str]:
    """Gives for a name one like it that nothing has, each once."""
    typed = [block for settled in inputs.settled.values() for block in settled.blocks]
    blocks = [*(place.block for place in (*inputs.base, *inputs.theirs)), *inputs.mine, *typed]
    taken = {name for block in blocks for name in _NAME.findall(block.markdown)}

    def free(label: str) -> str:
        names = map(str, count(1)) if label.isdecimal() else (f"{label}-{number}" for number in count(2))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        return name

    return free


def _is_note(block: Block) -> bool:
    return block.kind == "footnote"

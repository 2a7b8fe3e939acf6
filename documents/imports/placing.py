"""In which order the paragraphs stand that a file and a draft give together. Pure.

What others moved stands after the paragraph that it follows in the draft, what they added too; all else
stands as in the file. Where nobody moved anything that is the file with their additions; where the file
moved nothing it is the draft with the file's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from documents.imports.verdicts import Piece


class Standing(NamedTuple):
    """The order of both sides. theirs: the pids of the draft; moved: those that others moved; size: of the
    file; primary: the paragraph of the file in which each pid goes on."""

    theirs: Sequence[int]
    moved: AbstractSet[int]
    size: int
    primary: Mapping[int, int]


def in_order(groups: Sequence[Sequence[Piece]], standing: Standing) -> list[Piece]:
    """The pieces of all groups in one order."""
    pieces, following = _heads(groups)
    in_file = {piece.index: piece for piece in pieces if piece.index is not None}
    in_draft = {piece.pid: piece for piece in pieces if piece.pid is not None}
    chains: dict[int | None, list[Piece]] = defaultdict(list)  # after a piece, or before all
    is_free = {
        id(piece)
        for piece in pieces
        if piece.pid is not None and (piece.index is None or piece.pid in standing.moved)
    }
    before: Piece | None = None
    for pid in standing.theirs:
        piece = in_draft.get(pid)
        if piece is not None and id(piece) in is_free:
            chains[id(before) if before is not None else None].append(piece)
        before = piece or before
    order: list[Piece] = []
    last: Piece | None = None
    for index in range(standing.size):
        piece = in_file.get(index)
        if piece is None:
            continue
        if id(piece) in is_free:
            last = piece
        elif last is not None and piece.pid is None:
            chains[id(last)].append(piece)  # the file added it to what others moved
        else:
            order.append(piece)
            last = None
    return _laid_out(order, chains, following)


def _heads(groups: Sequence[Sequence[Piece]]) -> tuple[list[Piece], dict[int, list[Piece]]]:
    """Every piece that has a place of its own, and those that follow another because they have none."""
    pieces: list[Piece] = []
    following: dict[int, list[Piece]] = defaultdict(list)
    for group in groups:
        for piece in group:
            if piece.pid is None and piece.index is None and pieces:
                following[id(pieces[-1])].append(piece)
            else:
                pieces.append(piece)
    return pieces, following


def _laid_out(
    order: Sequence[Piece], chains: Mapping[int | None, list[Piece]], following: Mapping[int, list[Piece]]
) -> list[Piece]:
    """Each piece, then what follows it, then what follows that."""
    result: list[Piece] = []
    waiting = [*reversed(order), *reversed(chains.get(None, []))]
    while waiting:
        piece = waiting.pop()
        result += [piece, *following.get(id(piece), [])]
        waiting += reversed(chains.get(id(piece), []))
    return result

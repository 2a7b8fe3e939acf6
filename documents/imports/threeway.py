"""A file put together with the draft, where both come from one text: base, theirs, mine. Pure.

The paragraphs of the three that hang together (by their pids, by what they come from, by the links of the
file to the base) are one group (``groups``), and each group is decided by itself (``verdicts``):

- only the file changed it: the file's words, as in an import that has nothing beside it;
- only others changed it: their words, or nothing where they took the paragraph out;
- both did: the two together where that is certain (``documents.drafting.rebase``), else a clash, which
  waits for a person. Until then others' words stand.

Others' changes of which somebody said that they are to be taken back give way to the file's words. In which
order the paragraphs stand is told in ``placing``, and what becomes of two footnotes of one name in
``footnotes``. Work grows as n·log n.
"""

from dataclasses import dataclass, replace

from documents.imports.footnotes import may_collide, other_names, renamed
from documents.imports.groups import Inputs, World, groups_of
from documents.imports.placing import Standing, in_order
from documents.imports.verdicts import Clash, Piece, Verdict


@dataclass(frozen=True)
class Merged:
    """The text put together, in order; the clashes, in the order of the base; the saved changes that the
    file, as it is written, would undo, of all that there are since the base; those that it does take back,
    which stand nowhere in the text."""

    pieces: list[Piece]
    clashes: list[Clash]
    undone: list[int]
    taken_back: list[int]
    since: frozenset[int]

    @property
    def undecided(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.settled is None]


def merge(inputs: Inputs) -> Merged:
    """Takes base, theirs and mine; gives the text in which all is kept that both did.

    Footnotes of the file have other names in it where others gave theirs to a note of their own.
    """
    if may_collide(inputs):
        # Whatever a person decides, the names are the same: decisions hold for the words that were seen.
        open_ = _put_together(replace(inputs, settled={}))
        if names := other_names(inputs, open_.pieces, open_.clashes):
            inputs = replace(inputs, mine=[renamed(block, names) for block in inputs.mine])
    return _put_together(inputs)


def _put_together(inputs: Inputs) -> Merged:
    world = World(inputs)
    pieces: list[list[Piece]] = []
    clashes, undone, put_back = [], set[int](), set[int]()
    gave_way, stand = set[int](), set[int]()
    for group in groups_of(world):
        verdict = Verdict(world, group)
        pieces.append(verdict.pieces)
        clashes += [verdict.clash] if verdict.clash else []
        undone |= verdict.undone
        gave_way |= verdict.gave_way
        stand |= verdict.undone - verdict.gave_way
        if verdict.is_put_back:
            put_back |= set(group.theirs)
    standing = Standing(
        [place.pid for place in inputs.theirs], world.moved - put_back, len(inputs.mine), world.primary
    )
    ordered = in_order(pieces, standing)
    taken_back = sorted((gave_way - stand) & inputs.taken_back)
    return Merged(ordered, clashes, sorted(undone), taken_back, frozenset(inputs.changes))

"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """``comments``, ``paragraphs`` and ``acts`` are the steps of growth.

    text: paragraphs of the texts that comments are on. unsent: responses that wait to be sent, more than
    are sent in all loads. pairs: loads, ours and bare in turn. repeats: how often single things are done.
    seconds: of each load. blocks, words: sizes of texts to align and to mark changes in.
    """

    comments: tuple[int, ...]
    paragraphs: tuple[int, ...]
    acts: tuple[int, ...]
    unsent: int
    pairs: int
    repeats: int
    seconds: float = 1
    text: int = 1000
    blocks: tuple[int, ...] = ()
    words: tuple[int, ...] = ()

    @property
    def versions(self) -> int:
        """How many a compared text has: two for the comparison under load, and one more for each
        comparison that nobody has asked for before."""
        return 2 + self.repeats

    @property
    def written(self) -> tuple[int, ...]:
        """Comments already there when more are sent."""
        return tuple(many for many in self.comments if many <= 10_000)


FULL = Size(
    comments=(100, 1000, 10_000, 100_000),
    paragraphs=(100, 1000, 10_000),
    acts=(100, 2_000, 10_000),
    unsent=10_000,
    pairs=9,
    repeats=5,
    blocks=(100, 300, 1000, 3000, 5000, 10_000),
    words=(1000, 3000, 10_000, 30_000, 100_000),
)
QUICK = Size(
    comments=(100, 10_000),
    paragraphs=(1000,),
    acts=(100,),
    unsent=5000,
    pairs=5,
    repeats=3,
    blocks=(100, 300, 1000, 3000, 5000),
    words=(1000, 3000, 10_000, 30_000),
)
# Its figures say nothing: it shows that every part still runs.
SMOKE = Size(
    comments=(100,),
    paragraphs=(100,),
    acts=(100,),
    unsent=1000,
    pairs=1,
    repeats=1,
    seconds=0.1,
    text=100,
    blocks=(100,),
    words=(1000,),
)
AUTHORITY = Size((100,), (), (), unsent=0, pairs=5, repeats=5)
PUBLICATION = Size((100, 1000, 10_000, 100_000), (), (), unsent=0, pairs=0, repeats=5)
DRAFTING = Size((100,), (), (), unsent=0, pairs=5, repeats=15)
GLANCE = Size((100,), (), FULL.acts, unsent=0, pairs=9, repeats=5, text=100)

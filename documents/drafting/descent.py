"""What became of the words of a saved change since: which paragraphs of a text stem from those that it
touched, which came later, and so what of it stands. Pure; ``standing.py`` reads what it takes.

Splits and merges say so themselves. What an imported file made of a paragraph is in the lineage of the
version that was published after it, and until then in the origins of the draft's paragraphs.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from documents.drafting.survival import Kept, Saved, Standing, Texts, kept
from documents.references import FOLLOW

Edges = Mapping[int, Collection[int]]  # from a pid to others
ALONE = (
    "edit",
    "insert",
    "delete",
    "move",
    "restore",
    FOLLOW,
)  # operations after which every paragraph has its own words
IMPORT = "import"
NOT_PLACING = (
    "edit",
    "insert",
    "delete",
    "split",
    "merge",
    "restore",
    FOLLOW,
)  # operations that leave paragraphs in their order
NOT_ADDING = (
    "edit",
    "delete",
    "move",
    "split",
    "merge",
    FOLLOW,
)  # operations that bring no paragraph but of others


class Made(NamedTuple):
    """A saved change with its number in the database and that of the version it comes after."""

    id: int
    base: int
    saved: Saved


class Regrouped(NamedTuple):
    """A saved change after which words stand in other paragraphs than before."""

    id: int
    base: int
    before: frozenset[int]
    after: frozenset[int]


class Added(NamedTuple):
    """A saved change that brought paragraphs, by hand or by a file."""

    id: int
    pids: frozenset[int]


class Placed(NamedTuple):
    """A saved change that gave paragraphs another place; with no pids, any."""

    id: int
    base: int
    pids: frozenset[int]


class Descent(ABC):
    """A text, and the way of its words to there. texts: its paragraphs. last: the number of the version after
    which it was made, from which on nothing is looked at."""

    texts: Texts
    last: int

    @abstractmethod
    def read_regrouped(self) -> Sequence[Regrouped]:
        """Every split, merge and the like, the first first."""

    @abstractmethod
    def read_edges(self) -> Mapping[int, Edges]:
        """From each paragraph to the others that stem from it in the next version, or in the draft, by the
        number of the version that it belongs to."""

    @abstractmethod
    def read_added(self) -> Sequence[Added]:
        """What was added after the first version, the first first."""

    @abstractmethod
    def read_placed(self) -> Sequence[Placed]:
        """What was moved after the first version, the first first."""

    @abstractmethod
    def order(self, number: int) -> Sequence[int]:
        """The pids of a version, in the order of its text."""

    def kept(self, made: Made, pids: Collection[int] | None = None) -> Kept:
        """What of a saved change still stands; with ``pids`` of what it did to these paragraphs. What was
        asked once is known: many comments may have led to one file."""
        saved = made.saved
        judged = saved.judged(pids)
        key = made.id, None if judged is saved.touched else frozenset(judged)
        if key not in self._known:
            now = Standing(
                self.texts,
                lambda pid: self.stems(made, pid),
                born=self._born(made.id) if saved.ended else (),
                put_back=saved.operation == "move" and self._is_put_back(made),
            )
            self._known[key] = kept(saved, now, key[1])
        return self._known[key]

    def may_differ(
        self, made: Made, pids: Collection[int] | None, by: Saved, family: Collection[int]
    ) -> bool:
        """Whether a change that was saved later, to this text, may have made something else of what stands of
        an earlier one. ``pids``: as of ``kept``. ``family``: of the paragraphs that the later one touched."""
        judged = made.saved.judged(pids)
        if any(pid in family for pid in judged):
            return True
        if made.saved.operation == "move":  # other paragraphs beside it are another place
            return by.operation not in NOT_PLACING or by.before.keys() != by.after.keys()
        if not any(pid in made.saved.ended for pid in judged):
            return False
        born = self._born(made.id)
        return not by.after.keys() <= by.before.keys() or any(pid in born for pid in by.touched)

    def stems(self, made: Made, pid: int) -> list[int]:
        """The paragraphs of the text whose words stem from one as it was right after a saved change."""
        reached = {pid}
        for base in range(made.base, self.last + 1):
            for step in self._regrouped:
                if step.base == base and step.id > made.id and step.before & reached:
                    reached |= step.after
            edges = self._edges.get(base, {})
            reached |= {
                new
                for old in set(reached)
                for new in edges.get(old, ())
                if base > made.base or self._came_since(made, old, new)
            }
        return sorted(reached & self._places.keys(), key=self._places.__getitem__)

    def family(self, pids: Iterable[int]) -> set[int]:
        """These paragraphs, and all others that words of theirs may have come from or gone to."""
        every, waiting = set(pids), list(pids)
        while waiting:
            others = self._beside.get(waiting.pop(), set()) - every
            every |= others
            waiting += others
        return every

    @cached_property
    def _beside(self) -> Mapping[int, set[int]]:
        """The paragraphs that words of each may have come from or gone to at once."""
        beside: dict[int, set[int]] = defaultdict(set)
        pairs = [(old, new) for step in self._regrouped for old in step.before for new in step.after]
        pairs += [(old, new) for edges in self._edges.values() for old, news in edges.items() for new in news]
        for old, new in pairs:
            beside[old].add(new)
            beside[new].add(old)
        return beside

    @cached_property
    def _known(self) -> dict[tuple[int, frozenset[int] | None], Kept]:
        return {}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        """Where each paragraph stands in the text."""
        return {pid: place for place, pid in enumerate(self.texts)}

    @cached_property
    def _orders(self) -> dict[int, Sequence[int]]:
        return {}

    @cached_property
    def _ends(self) -> dict[int, Collection[int]]:
        return {self.last: self.texts.keys()}

    @cached_property
    def _born_since(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def _regrouped(self) -> Sequence[Regrouped]:
        return self.read_regrouped()

    @cached_property
    def _edges(self) -> Mapping[int, Edges]:
        return self.read_edges()

    @cached_property
    def _added(self) -> Sequence[Added]:
        return self.read_added()

    @cached_property
    def _placed(self) -> Sequence[Placed]:
        return self.read_placed()

    def _came_since(self, made: Made, old: int, new: int) -> bool:
        """Whether words went from one paragraph to another after a saved change, and not before it: the other
        is newer, or the one is gone."""
        return self._births.get(new, 0) > made.id or old not in self._end(made.base)

    def _order(self, number: int) -> Sequence[int]:
        if number not in self._orders:
            self._orders[number] = self.order(number)
        return self._orders[number]

    def _end(self, base: int) -> Collection[int]:
        """The pids with which the work after a version ended."""
        if base not in self._ends:
            self._ends[base] = frozenset(self._order(base + 1))
        return self._ends[base]

    def _born(self, since: int) -> frozenset[int]:
        """The paragraphs that were added after a saved change."""
        if since not in self._born_since:
            later = (pid for added in self._added if added.id > since for pid in added.pids)
            self._born_since[since] = frozenset(later)
        return self._born_since[since]

    @cached_property
    def _births(self) -> dict[int, int]:
        """The saved change that brought a paragraph, for those that came after the first version."""
        parts = [Added(step.id, step.after - step.before) for step in self._regrouped]
        return {pid: added.id for added in [*self._added, *parts] for pid in added.pids}

    def _is_put_back(self, made: Made) -> bool:
        """Whether a paragraph that was moved was placed anew since, and stands again where it stood in the
        version before. Where it stood between two moves nobody has kept."""
        pids = made.saved.before.keys()
        others = [
            other.id
            for other in self._placed
            if other.id != made.id and other.base >= made.base and (not other.pids or other.pids & pids)
        ]
        if not others or min(others) < made.id:
            return False
        before, now = self._order(made.base), list(self.texts)
        return all(_same_place(pid, before, now) for pid in pids)


def _same_place(pid: int, old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether a paragraph stands between the same others in two texts, as far as both have them."""
    if pid not in old or pid not in new:
        return False
    both = set(old) & set(new)
    one, two = (both.intersection(text[: text.index(pid)]) for text in (old, new))
    return one == two

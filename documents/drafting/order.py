"""The order of paragraphs while several of them change places: each step takes the same time. Pure."""

from collections.abc import Callable, Iterable, Iterator


class Order:
    """pids in the order of the text; None stands before the first."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._next: dict[int | None, int | None] = {None: None}
        self._before: dict[int, int | None] = {}
        last: int | None = None
        for pid in pids:
            self.put(pid, last)
            last = pid

    def __contains__(self, pid: int) -> bool:
        return pid in self._before

    def __iter__(self) -> Iterator[int]:
        at = self._next[None]
        while at is not None:
            yield at
            at = self._next[at]

    def before(self, pid: int) -> int | None:
        """What a paragraph follows; None if it is the first."""
        return self._before[pid]

    def put(self, pid: int, after: int | None) -> None:
        """Put a paragraph after another, or at the beginning, wherever it stood."""
        if pid in self._before:
            self.take_out(pid)
        following = self._next[after]
        self._next[after], self._next[pid] = pid, following
        self._before[pid] = after
        if following is not None:
            self._before[following] = pid

    def take_out(self, pid: int) -> None:
        before, following = self._before.pop(pid), self._next.pop(pid)
        self._next[before] = following
        if following is not None:
            self._before[following] = before

    def nearest(self, after: int | None, once_after: Callable[[int], int | None]) -> int | None:
        """The paragraph after which something goes back: the one that it followed, or what that one followed
        when it ended (``once_after``), and so on; None for the beginning."""
        seen: set[int] = set()
        while after is not None and after not in self:
            if after in seen:
                return None
            seen.add(after)
            after = once_after(after)
        return after

"""Work of one kind that many want at once is done together.

While some of it is done, more of it gathers, and then all of that is done in one go: the more come, the less
each of them costs, as in the group commit of databases.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from core.outages import outage_of

MOST = 32  # pieces of work in one go: whoever waits behind it waits no longer than that takes

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]


class _Piece(Generic[Item, Result]):
    """A piece of work that waits, since a moment of the monotonic clock."""

    def __init__(self, item: Item) -> None:
        self.item, self.since = item, time.monotonic()
        self.done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    def end(self, error: Exception) -> None:
        if not self.done.done():  # else whoever waited has gone
            self.done.set_exception(error)

    def give(self, result: Result) -> None:
        if not self.done.done():
            self.done.set_result(result)


class Line(Generic[Item, Result]):
    """Those who wait for work of one kind, in one event loop.

    ``work`` is given some pieces in the order in which they came, and gives for each what came of it. Where
    it cannot be done for all of them, each is done alone, so that nobody's mistake is another's. Where the
    database cannot do it just now, all are told so, with those behind them who have waited for ``patience``
    seconds.
    """

    def __init__(self, work: Work[Item, Result], patience: float) -> None:
        self._work, self._patience = work, patience
        self._waiting: list[_Piece[Item, Result]] = []
        self._doing: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Have a piece of work done; what came of it. Raises what the work raises."""
        piece = _Piece[Item, Result](item)
        self._waiting.append(piece)
        if self._doing is None:
            self._doing = asyncio.create_task(self._do_all())
        return await piece.done

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                some = self._waiting[:MOST]
                del self._waiting[:MOST]
                await self._do_some(some)
        finally:
            self._doing = None
            _let_go(self._waiting)

    async def _do_some(self, some: list[_Piece[Item, Result]]) -> None:
        try:
            results = await self._work([piece.item for piece in some])
            for piece, result in zip(some, results, strict=True):
                piece.give(result)
        except Exception as error:
            if outage_of(error) is None and len(some) > 1:
                for piece in some:
                    await self._do_some([piece])
                return
            for piece in some if outage_of(error) is None else [*some, *self._late()]:
                piece.end(error)
        finally:
            _let_go(some)

    def _late(self) -> list[_Piece[Item, Result]]:
        """Who waits no longer."""
        latest = time.monotonic() - self._patience
        late = [piece for piece in self._waiting if piece.since < latest]
        self._waiting = [piece for piece in self._waiting if piece.since >= latest]
        return late


def _let_go(pieces: list[_Piece[Item, Result]]) -> None:
    """Where the loop ends, nobody waits for what is not done."""
    for piece in pieces:
        piece.done.cancel()

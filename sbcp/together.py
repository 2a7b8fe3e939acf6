"""Work of one kind that many want at once is done together.

While some of it is done, more of it gathers, and then all of that is done in one go: the more come, the less
each of them costs, as in the group commit of databases.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import structlog

from core.outages import WaitedLong, outage_of

MOST = 32  # pieces of work in one go: whoever waits behind it waits no longer than that takes

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]

log = structlog.get_logger()


class _Piece(Generic[Item, Result]):
    """A piece of work that waits, since a moment of the monotonic clock."""

    def __init__(self, item: Item) -> None:
        self.item, self.since = item, time.monotonic()
        self.error: Exception | None = None
        self.done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    def give(self, result: Result) -> None:
        if not self.done.done():  # else whoever waited has gone
            self.done.set_result(result)

    def end(self, error: Exception) -> None:
        self.error = error
        if not self.done.done():
            self.done.set_exception(error)


class Gathering(Generic[Item, Result]):
    """Those who wait for work of one kind, in one event loop.

    ``work`` is given some pieces in the order in which they came, and gives for each what came of it; it may
    be asked to do again what it has done. Where it cannot be done for all of them, each is done alone, so
    that nobody's mistake is another's. Where the database cannot do it just now, all of them are told so.
    Whose piece has not been begun within ``patience`` seconds waits no longer.
    """

    def __init__(self, work: Work[Item, Result], patience: float) -> None:
        self._work, self._patience = work, patience
        self._waiting: list[_Piece[Item, Result]] = []
        self._doing: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Have a piece of work done; what came of it. Raises what the work raises, and WaitedLong."""
        piece = _Piece[Item, Result](item)
        self._waiting.append(piece)
        if self._doing is None:
            self._doing = asyncio.create_task(self._do_all())
        return await piece.done

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                self._send_away()
                some = self._waiting[:MOST]
                del self._waiting[:MOST]
                await self._do_some(some)
        finally:
            self._doing = None
            _let_go(self._waiting)
            self._waiting.clear()

    def _send_away(self) -> None:
        """Those whose turn has not come in time."""
        latest = time.monotonic() - self._patience
        while self._waiting and self._waiting[0].since < latest:
            self._waiting.pop(0).end(WaitedLong("it was not begun in time"))

    async def _do_some(self, some: list[_Piece[Item, Result]]) -> None:
        if not some:
            return
        try:
            results = await self._work([piece.item for piece in some])
            if len(results) != len(some):
                raise ValueError(f"{len(results)} results of {len(some)} pieces of work")
            for piece, result in zip(some, results, strict=True):
                piece.give(result)
        except Exception as error:
            if len(some) > 1 and outage_of(error) is None:
                log.warning("together.failed", pieces=len(some), exc_info=error)
                await self._do_each(some)
            else:
                for piece in some:
                    piece.end(error)
        finally:
            _let_go(some)

    async def _do_each(self, some: list[_Piece[Item, Result]]) -> None:
        """Alone, until the database cannot: each of the others would wait as long for that as the first."""
        for place, piece in enumerate(some):
            await self._do_some([piece])
            if piece.error is not None and outage_of(piece.error) is not None:
                for other in some[place + 1 :]:
                    other.end(piece.error)
                return


def _let_go(pieces: list[_Piece[Item, Result]]) -> None:
    """Where the loop ends, nobody waits for what is not done."""
    for piece in pieces:
        piece.done.cancel()

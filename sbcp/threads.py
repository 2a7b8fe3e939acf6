"""Threads for what asks the database: some that read, others that write.

On SQLite whoever writes waits for the one who writes just now, and so do those on PostgreSQL who want the
same row. They wait in threads of their own, so that nobody who reads waits for them. Whoever gets no thread
in a while is told so: a queue has an end.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from core.outages import WaitedLong
from sbcp.together import Gathering

PATIENCE = 10.0  # seconds that one waits for a thread

Item = TypeVar("Item")
Result = TypeVar("Result")
WorkOnMany = Callable[[Sequence[Item]], Sequence[Result]]

# Of each event loop.
_WRITING: RunVar[CapacityLimiter] = RunVar("sbcp.threads.writing")
_GATHERINGS: RunVar[dict[Any, Gathering[Any, Any]]] = RunVar("sbcp.threads.gatherings")


class Threads:
    """The budgets of one process. ``reading`` and ``writing``: how many at once; ``patience``: how many
    seconds one waits for a thread.

    Those that read are the threads that Starlette takes for everything else as well: making the forms of
    kept pages, looking for files.
    """

    def __init__(self, reading: int, writing: int, patience: float = PATIENCE) -> None:
        self.reading, self.writing, self.patience = reading, writing, patience

    def open(self) -> None:
        """In an event loop, before it serves."""
        to_thread.current_default_thread_limiter().total_tokens = self.reading

    async def run(
        self, work: Callable[..., Result], *values: Any, writes: bool, patience: float | None = None
    ) -> Result:
        """Do some work in a thread. patience: another one than usual, in seconds; 0 if it is only to be
        done where a thread is free. Raises WaitedLong if none was in time."""
        limiter = self._limiter(writes)
        borrower = object()
        try:
            limiter.acquire_on_behalf_of_nowait(borrower)
        except anyio.WouldBlock:
            await _wait(limiter, borrower, self.patience if patience is None else patience)
        try:
            return await to_thread.run_sync(partial(work, *values), limiter=CapacityLimiter(1))
        finally:
            limiter.release_on_behalf_of(borrower)

    async def run_together(self, work: WorkOnMany[Item, Result], item: Item) -> Result:
        """Have a piece of work that writes done in a thread, in one go with the others that want the same
        ``work`` and gather meanwhile (``sbcp.together``). Raises what ``work`` raises, and WaitedLong."""
        try:
            gatherings = _GATHERINGS.get()
        except LookupError:
            gatherings = {}
            _GATHERINGS.set(gatherings)
        if (self, work) not in gatherings:
            gatherings[self, work] = Gathering(partial(self.run, work, writes=True), self.patience)
        return await gatherings[self, work].do(item)  # type: ignore[no-any-return]

    def _limiter(self, writes: bool) -> CapacityLimiter:
        """Of the event loop at hand."""
        if not writes:
            return to_thread.current_default_thread_limiter()
        try:
            return _WRITING.get()
        except LookupError:
            limiter = CapacityLimiter(self.writing)
            _WRITING.set(limiter)
            return limiter


async def _wait(limiter: CapacityLimiter, borrower: object, seconds: float) -> None:
    if seconds:
        with anyio.move_on_after(seconds):
            await limiter.acquire_on_behalf_of(borrower)
            return
    raise WaitedLong("no thread was free in time")

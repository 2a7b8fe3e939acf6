"""What requests ask of the database, without what the threads behind them do at the same time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from sbcp.background import worker
from sbcp.mail import sender

BEHIND = {worker.THREAD, sender.THREAD}  # names of threads that look for work by themselves


@contextmanager
def hearing(
    engine: Engine, statement: Callable[[str], None], commit: Callable[[], None] | None = None
) -> Iterator[None]:
    """Within the block: ``statement(sql)`` before each statement, ``commit()`` before each commit, on any
    connection of the engine. What these raise breaks off the statement or the commit."""

    def before_statement(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if threading.current_thread().name not in BEHIND:
            statement(sql)

    def before_commit(_connection: Any) -> None:
        if commit is not None and threading.current_thread().name not in BEHIND:
            commit()

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)

"""Comparisons kept in memory: made once for each pair of states, whoever asks and however often.

Two published versions and what lies between them never change. The draft changes with each saved
revision, whose number is part of the key. Who may see a pair is checked before it is asked for.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from weakref import WeakValueDictionary

from sqlalchemy.orm import Session

from documents import queries
from documents.comparison import loading
from documents.comparison.loading import Compared
from documents.models import Version

MAX_ROWS = 20_000  # some 50 MB of text


class Pairs:
    """The pairs kept by one process, the least recently used dropped beyond MAX_ROWS."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Compared] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()
        self._making: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()

    def of_versions(self, db: Session, old: Version, new: Version) -> Compared:
        """An earlier version and a later one."""
        return self._get((old.id, new.id), lambda: loading.of_versions(db, old, new))

    def with_draft(self, db: Session, old: Version, last: Version) -> Compared:
        """A version and the working draft, which comes after the version ``last``."""
        revision = queries.last_revision_id(db, old.document)
        return self._get((old.id, last.id, revision), lambda: loading.with_draft(db, old, last))

    def _get(self, key: Hashable, make: Callable[[], Compared]) -> Compared:
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:  # two who ask at once: the second waits for what the first makes
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            compared = make()
            with self._lock:
                self._kept[key] = compared
                self._rows += len(compared.pair.rows)
                while self._rows > MAX_ROWS and len(self._kept) > 1:
                    self._rows -= len(self._kept.popitem(last=False)[1].pair.rows)
            return compared

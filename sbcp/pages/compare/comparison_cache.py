"""Comparisons kept in memory: made once for each pair of states, whoever asks and however often.

Two published versions and what lies between them never change. The draft changes with each saved
revision, whose number is part of the key. Who may see a pair is checked before it is asked for.
"""

from collections.abc import Callable, Hashable
from threading import Condition

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from documents import queries
from documents.comparison import loading
from documents.comparison.loading import Compared
from documents.models import Version

MAX_ROWS = 20_000  # some 50 MB of text


class Pairs:
    """The pairs kept by one process: an LRU cache by number of rows. The last one is kept however large.

    Two who ask at once: the second waits for what the first makes.
    """

    def __init__(self, max_rows: int = MAX_ROWS) -> None:
        self.kept: LRUCache[Hashable, Compared] = LRUCache(
            max_rows, lambda compared: min(len(compared.pair.paragraphs), max_rows)
        )
        keep = cached(self.kept, key=lambda key, _make: key, condition=Condition())
        self._get: Callable[[Hashable, Callable[[], Compared]], Compared] = keep(lambda _key, make: make())

    def of_versions(self, db: Session, old: Version, new: Version) -> Compared:
        """An earlier version and a later one."""
        return self._get((old.id, new.id), lambda: loading.of_versions(db, old, new))

    def with_draft(self, db: Session, old: Version, last: Version) -> Compared:
        """A version and the working draft, which comes after the version ``last``."""
        revision = queries.last_revision_id(db, old.document)
        return self._get((old.id, last.id, revision), lambda: loading.with_draft(db, old, last))

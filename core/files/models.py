"""The table of files. A room links one by a table of its own that says what it is for."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.enumeration import Labelled
from core.errors import N_
from core.personal import MACHINE, NUMBER, PROCESS, not_personal

LONGEST_NAME = 160  # characters

PLACE = not_personal("where the bytes of a file lie: a random name, none once they are gone")
PAPER = not_personal("what a paper of the process is called; emptied with its bytes")


class Scan(Labelled):
    """What a scanner for viruses says of a file. It is handed out if it is clean, or if there is no scanner
    by the operator's own word."""

    WAITING = "waiting", N_("Waits to be scanned for viruses")
    CLEAN = "clean", N_("Scanned for viruses, none was seen")
    REFUSED = "refused", N_("Refused by the scanner for viruses")
    NONE = "none", N_("Not scanned: this instance has no scanner for viruses")


OPEN = (Scan.CLEAN, Scan.NONE)


class File(Base):
    """A file as it was sent. Its bytes lie elsewhere (``core.files.store``), under a random name.

    media_type: by its content. name: text alone, safe to be shown and saved under. erased_at: since when its
    bytes are gone, and its name with them; what it was, how large, and its digest stay.
    """

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True, info=NUMBER)
    storage_key: Mapped[str | None] = mapped_column(String(64), unique=True, info=PLACE)
    sha256: Mapped[str] = mapped_column(String(64), info=PROCESS)
    size: Mapped[int] = mapped_column(info=PROCESS)  # bytes
    media_type: Mapped[str] = mapped_column(String(100), info=PROCESS)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), info=PAPER)
    scan: Mapped[str] = mapped_column(String(8), index=True, info=MACHINE)
    uploaded_at: Mapped[datetime] = mapped_column(info=PROCESS)
    erased_at: Mapped[datetime | None] = mapped_column(info=PROCESS)

    @property
    def is_open(self) -> bool:
        """Whether it may be handed out."""
        return self.scan in OPEN and self.erased_at is None

    def erase(self, now: datetime) -> None:
        """Have it handed out to nobody from now on, and its bytes taken away when files are next let go."""
        self.erased_at, self.name = now, ""

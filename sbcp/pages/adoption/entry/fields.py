"""Fields of rows that repeat: paragraphs with the words of a reservation, files with their purposes, and
those who signed."""

from typing import Any, NamedTuple

from starlette.datastructures import UploadFile

from adoption.recording.papers import MOST_FILES
from adoption.recording.signatories import MOST_SIGNATORIES, Signed
from sbcp.web.forms import Inputs, integer

MOST_ROWS = 100  # of reservations in one form
ROW_OF_SIGNATORY = ("name", "office", "powers", "text")  # as ``Signed`` has them


class ReservationRow(NamedTuple):
    """A row of the form: its number, the paragraph, and the words, each of which may be missing."""

    number: int
    pid: int | None
    words: str


class Reservations(Inputs):
    """Rows of a paragraph and words, in inputs ``name-1-pid`` and ``name-1-text``."""

    @property
    def last_row(self) -> int:
        """The number of the last row that is filled in, 0 for none."""
        return max((each.number for each in self.rows), default=0)

    @property
    def rows(self) -> list[ReservationRow]:
        """The rows that are filled in."""
        numbers = {integer(rest.partition("-")[0], MOST_ROWS) or 0 for rest in self.data} - {0}
        rows = [
            ReservationRow(
                number,
                integer(self.data.get(f"{number}-pid")) or None,
                self.data.get(f"{number}-text", "").strip(),
            )
            for number in sorted(numbers)
        ]
        return [each for each in rows if each.pid or each.words]

    @property
    def told(self) -> str:
        return "\n\n".join(each.words for each in self.rows).replace("\r\n", "\n")


class PaperRow(NamedTuple):
    """A row of the form for a file: its number, the file that was chosen now, or the key of one that is kept
    already, and what it is. Each may be missing."""

    number: int
    upload: UploadFile | None
    key: str
    purpose: str


class Papers(Inputs):
    """Rows of a file and its purpose, in inputs ``name-1-file``, ``name-1-key`` and ``name-1-purpose``; with
    ``name-1-drop`` ticked, one that is kept already is left out."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        sent = formdata.multi_items() if formdata is not None else []
        self.uploads = {
            name.removeprefix(f"{self.name}-"): value
            for name, value in sent
            if isinstance(value, UploadFile) and value.filename
        }
        for rest in [each for each in self.data if each.endswith("-drop")]:
            number = rest.partition("-")[0]
            self.data = {name: text for name, text in self.data.items() if name.partition("-")[0] != number}

    @property
    def rows(self) -> list[PaperRow]:
        """The rows that are filled in, so far as an act takes them."""
        rows = [
            PaperRow(
                number,
                self.uploads.get(f"{number}-file"),
                self.data.get(f"{number}-key", ""),
                self.data.get(f"{number}-purpose", ""),
            )
            for number in range(1, MOST_FILES + 1)
        ]
        return [each for each in rows if each.upload or each.key or each.purpose]

    def keep(self, number: int, key: str) -> None:
        """The file of a row is kept now, under this key: whatever else is wrong, nobody sends it again."""
        self.data[f"{number}-key"] = key
        self.uploads.pop(f"{number}-file", None)

    def let_go(self, number: int) -> None:
        """The file of a row is not there any more."""
        self.data.pop(f"{number}-key", None)

    @property
    def told(self) -> str:
        return ""


class Signatories(Inputs):
    """Rows of somebody who signed, in inputs ``name-1-name``, ``name-1-office``, ``name-1-powers`` and
    ``name-1-text``."""

    @property
    def last_row(self) -> int:
        """The number of the last row that is filled in, 0 for none."""
        return max(self.rows, default=0)

    @property
    def rows(self) -> dict[int, Signed]:
        """The rows that are filled in, by number, so far as an act takes them."""
        numbers = range(1, MOST_SIGNATORIES + 1)
        rows = {number: [self._input(number, rest) for rest in ROW_OF_SIGNATORY] for number in numbers}
        return {number: Signed(*typed) for number, typed in rows.items() if any(typed)}

    @property
    def told(self) -> str:
        signed = self.rows.values()
        return "\n\n".join("\n".join((each.name, each.office, each.powers_text)) for each in signed)

    def _input(self, number: int, rest: str) -> str:
        return str(self.data.get(f"{number}-{rest}", "")).strip()

"""What the forms about acts hold: an act to be recorded, and a second person's verification of one."""

from typing import Any, ClassVar, NamedTuple

from starlette.datastructures import UploadFile

from adoption.kinds import ActKind, Level, Purpose
from adoption.models import Act
from adoption.papers import MOST_FILES
from adoption.services import MAX_TEXT
from core.errors import N_
from core.files.models import Scan
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.web.forms import Choice, Choices, Day, Form, Hidden, Inputs, Number, OneLine, Tick, Words, integer

CHAPTERS = "chapters"  # what an act covers that does not cover the whole text
MOST_ROWS = 100  # of reservations in one form
NO_KIND = N_("Choose what kind of act this is.")
NO_LANGUAGE = N_("Choose the language of the instrument.")
NO_LEVEL = N_("Choose how well the act is proved.")
WRONG_DAY = N_("Enter a real date, with day, month and year.")
KINDS = [(kind, kind.label) for kind in ActKind]
PURPOSES = [(purpose, purpose.label) for purpose in Purpose]
LEVELS = [(level, level.label) for level in Level]
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]


class ReservationRow(NamedTuple):
    """A row of the form: its number, the paragraph, and the words, each of which may be missing."""

    number: int
    pid: int | None
    words: str


class Reservations(Inputs):
    """Rows of a paragraph and words, in inputs ``name-1-pid`` and ``name-1-text``."""

    @property
    def last_row(self) -> int:
        """The number of the last row, 0 for none."""
        numbers = [integer(rest.partition("-")[0]) or 0 for rest in self.data]
        return min(max(numbers, default=0), MOST_ROWS)

    @property
    def rows(self) -> list[ReservationRow]:
        """The rows that are filled in."""
        rows = [
            ReservationRow(
                number,
                integer(self.data.get(f"{number}-pid")) or None,
                self.data.get(f"{number}-text", "").strip(),
            )
            for number in range(1, self.last_row + 1)
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


class NewAct(Form):
    """An act as it is recorded. ``country``: of the mandate under which it is. ``confirm``: it has been
    checked, and is to be put on the record."""

    aliases: ClassVar = {
        "reservations": "reservation-1-pid",
        "scopes": "coverage",
        "papers": "paper-1-file",
        "": "kind",
    }

    version = Number()
    country = Hidden()
    kind = Choice(N_("Kind of act"), options=KINDS, missing=NO_KIND, wrong=NO_KIND)
    about = Number()
    coverage = Choice()
    scopes = Choices()
    language = Choice(N_("Language it was issued in"), options=LANGUAGES, missing=NO_LANGUAGE)
    title = OneLine(N_("Title as issued"), missing=N_("Enter the title of the instrument as it was issued."))
    title_en = OneLine(N_("Title in English"), missing=N_("Enter the title of the instrument in English."))
    body = OneLine(
        N_("Body that issued it"), limit=300, missing=N_("Enter the body that issued the instrument.")
    )
    number = OneLine(N_("Number (optional)"), limit=120)
    gazette = OneLine(N_("Gazette (optional)"), limit=300)
    done_on = Day(N_("Date of the act"), missing=N_("Enter the date of the act."), wrong=WRONG_DAY)
    effective_on = Day(N_("In effect from (optional)"), wrong=WRONG_DAY)
    reservation = Reservations(N_("Reservations and statement"))
    statement = Words(N_("Statement"), limit=MAX_TEXT)
    statement_language = Choice(N_("Language of the reservations and the statement"), options=LANGUAGES)
    paper = Papers(N_("Files"))
    confirm = Tick()

    @property
    def chapters(self) -> list[int]:
        """The pids of the chapters that it covers, none for the whole text."""
        if self.coverage.raw != CHAPTERS:
            return []
        return [pid for each in self.scopes.data if (pid := integer(each))]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed as inputs for the page on which it is checked."""
        inputs = {name: value for name, value in self.values.items() if name not in ("version", "confirm")}
        return [
            (name, text)
            for name, value in inputs.items()
            for text in (value if isinstance(value, list) else [value])
        ]

    def check(self) -> None:
        if self.coverage.raw == CHAPTERS and not self.chapters:
            self.faults.setdefault("scopes", _("Choose the chapters, or the whole text above."))
        for each in self.reservation.rows:
            if not each.words:
                message = _("Enter the words of reservation %(row)s.")
                self.add(f"reservation-{each.number}-text", message % {"row": each.number})
            elif not each.pid:
                message = _("Choose the paragraph of reservation %(row)s.")
                self.add(f"reservation-{each.number}-pid", message % {"row": each.number})
        for paper in self.paper.rows:
            if not paper.key and not paper.upload:
                message = _("Choose file %(row)s, or say nothing of what it is.")
                self.add(f"paper-{paper.number}-file", message % {"row": paper.number})
            elif paper.purpose not in dict(PURPOSES):
                message = _("Choose what file %(row)s is.")
                self.add(f"paper-{paper.number}-purpose", message % {"row": paper.number})
        worded = self.statement.raw.strip() or any(each.pid and each.words for each in self.reservation.rows)
        if worded and not self.statement_language.raw:
            self.add("statement_language", _("Choose the language of these words."))


class Verification(Form):
    """How well an act is proved, as a second person says."""

    aliases: ClassVar = {"": "level"}

    level = Choice(N_("How well is it proved?"), options=LEVELS, missing=NO_LEVEL, wrong=NO_LEVEL)
    note = Words(N_("What did you see, and where?"), limit=MAX_TEXT)


class EarlierAct(Form):
    """What an address asks to record: an act on a version, of a kind, about an earlier one."""

    version = Number()
    kind = Hidden()
    about = Number()


def given_by(act: Act) -> dict[str, Any]:
    """The form filled from an act, for correcting it."""
    given: dict[str, Any] = {
        name: getattr(act.instrument, name, "")
        for name in ("title", "language", "title_en", "number", "body", "gazette")
    }
    reservations = {
        f"{number}-{name}": str(getattr(reservation, name))
        for number, reservation in enumerate(act.reservations, 1)
        for name in ("pid", "text")
    }
    papers = {
        f"{number}-{name}": value
        for number, link in enumerate(act.files, 1)
        if link.file.storage_key and link.file.erased_at is None and link.file.scan != Scan.REFUSED
        for name, value in (("key", link.file.storage_key), ("purpose", link.purpose))
    }
    return given | {
        "paper": papers,
        "coverage": CHAPTERS if act.scopes else "whole",
        "scopes": act.scopes,
        "done_on": act.done_on,
        "effective_on": act.effective_on,
        "reservation": reservations,
        "statement": act.statement,
        "statement_language": act.language,
    }

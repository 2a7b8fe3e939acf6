"""What the forms about acts hold: an act to be recorded, and a second person's verification of one."""

from typing import Any, ClassVar, NamedTuple

from adoption.kinds import ActKind, Level
from adoption.models import Act
from adoption.services import MAX_TEXT
from core.errors import N_
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


class NewAct(Form):
    """An act as it is recorded. ``country``: of the mandate under which it is. ``confirm``: it has been
    checked, and is to be put on the record."""

    aliases: ClassVar = {"reservations": "reservation-1-pid", "scopes": "coverage", "": "kind"}

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
        name: getattr(act.instrument, name)
        for name in ("title", "language", "title_en", "number", "body", "gazette")
    }
    reservations = {
        f"{number}-{name}": str(getattr(reservation, name))
        for number, reservation in enumerate(act.reservations, 1)
        for name in ("pid", "text")
    }
    return given | {
        "coverage": CHAPTERS if act.scopes else "whole",
        "scopes": act.scopes,
        "done_on": act.done_on,
        "effective_on": act.effective_on,
        "reservation": reservations,
        "statement": act.statement,
        "statement_language": act.language,
    }

"""What each page of entering an act holds. All of them can be left by three more buttons, which save what is
typed as it is: to the page before, to the list of what was begun, and to more rows of the same page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from adoption.kinds import ABOUT_ANOTHER, ActKind, Powers, Purpose
from adoption.recording.acts import MAX_LINE, MAX_NAME, MAX_TEXT
from adoption.recording.signatories import MOST_SIGNATORIES
from core.errors import N_
from sbcp.language.locales import USER_LANGUAGES, language_name
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry.fields import MOST_ROWS, Papers, Reservations, Signatories
from sbcp.web.forms import (
    Choice,
    Choices,
    Day,
    Form,
    Hidden,
    Number,
    OneLine,
    PartialDay,
    Tick,
    Words,
    integer,
)

WHOLE_TEXT, CHAPTERS = "whole", "chapters"  # what an act covers
EVERYTHING = "everything"  # instead of one act, what a country withdraws from
NO_KIND = N_("Choose what kind of act this is.")
NO_LANGUAGE = N_("Choose the language of the instrument.")
WRONG_DAY = N_("Enter a real date, with day, month and year.")
KINDS = [(kind, kind.label) for kind in ActKind]
PURPOSES = [(purpose, purpose.label) for purpose in Purpose]
LANGUAGES = [(tag, language_name(tag)) for tag in USER_LANGUAGES]
BUTTONS = ("back", "leave", "more")


class PageOfAct(Form):
    """The base of these forms: the buttons beside «Continue»."""

    back = Tick()
    leave = Tick()
    more = Tick()

    @property
    def is_left(self) -> bool:
        """Whether it is to be kept as it is, by a button beside «Continue»."""
        return self.is_sent and bool(self.back.data or self.leave.data or self.more.data)

    @property
    def typed(self) -> dict[str, Any]:
        """What is kept of the page: all that was typed, without buttons and what is empty."""
        return {name: value for name, value in self.values.items() if value and name not in BUTTONS}


class KindOfAct(PageOfAct):
    """What it is. ``about``: where an address has said what act it is about. It is not left half done: all
    other pages rest on it. ``takes_new``: the numbers of the versions that take any kind of act."""

    is_left = False
    takes_new: Sequence[str] = ()
    country = Choice(N_("Country"), missing=N_("Choose the country whose act it is."))
    version = Choice(N_("Version of the text"), missing=N_("Choose the version that it is on."))
    kind = Choice(N_("Kind of act"), options=KINDS, missing=NO_KIND, wrong=NO_KIND)
    about = Hidden()

    def check(self) -> None:
        if self.takes_new and self.version.raw not in self.takes_new and self.kind.raw not in ABOUT_ANOTHER:
            words = _(
                "New acts are on version %(number)s now. On others, earlier ones are withdrawn or corrected."
            )
            self.faults.setdefault("version", words % {"number": self.takes_new[-1]})


class AboutAct(PageOfAct):
    """Which earlier act it is about: a number, or ``EVERYTHING``. ``needed``: not without one."""

    needed = False
    about = Choice(N_("The earlier act"))

    def check(self) -> None:
        if self.needed and not self.about.raw:
            self.faults.setdefault("about", _("Choose the act that this one is about."))


class Dates(PageOfAct):
    """When it happened."""

    done_on = PartialDay(N_("Date of the act"), missing=N_("Enter the date of the act."))
    effective_on = PartialDay(N_("In effect from (optional)"))
    deposited_on = Day(N_("Deposited on (optional)"), wrong=WRONG_DAY)
    depositary = OneLine(N_("Deposited with (optional)"), limit=MAX_LINE)
    published_on = Day(N_("Published in the gazette on (optional)"), wrong=WRONG_DAY)
    early_reason = Words(N_("Why it is older than the text (optional)"), limit=MAX_TEXT)


class InstrumentOfAct(PageOfAct):
    """The paper that it rests on."""

    title = OneLine(N_("Title as issued"), missing=N_("Enter the title of the instrument as it was issued."))
    language = Choice(N_("Language of this title"), options=LANGUAGES, missing=NO_LANGUAGE)
    title_en = OneLine(N_("Title in English"), missing=N_("Enter the title of the instrument in English."))
    languages = Choices(N_("Languages in which its text was issued (optional)"))
    body = OneLine(
        N_("Body that issued it"), limit=300, missing=N_("Enter the body that issued the instrument.")
    )
    number = OneLine(N_("Number (optional)"), limit=120)
    gazette = OneLine(N_("Gazette (optional)"), limit=300)
    link = OneLine(N_("Link to it on the internet (optional)"))

    def check(self) -> None:
        self.languages.data = [tag for tag in self.languages.data if tag in USER_LANGUAGES]
        link = self.link.raw.strip()
        if link and not link.startswith(("https://", "http://")):
            self.faults.setdefault("link", _("Enter a link that begins with https:// or http://."))


class SignatoriesOfAct(PageOfAct):
    """Who signed it, and under what. ``row_count``: rows that were asked for."""

    aliases: ClassVar = {"signatories": "signatory-1-name"}

    signatory = Signatories(N_("Who signed"))
    row_count = Number(most=MOST_SIGNATORIES)

    def check(self) -> None:
        for number, signed in self.signatory.rows.items():
            if not signed.name and not signed.office:
                message = _("Enter the name or the office of signatory %(row)s.")
                self.add(f"signatory-{number}-name", message % {"row": number})
            if not Powers.has(signed.powers):
                message = _("Choose under what signatory %(row)s signed.")
                self.add(f"signatory-{number}-powers", message % {"row": number})


class FilesOfAct(PageOfAct):
    """What came with it, each with its purpose. ``letter``: it has to be among them."""

    aliases: ClassVar = {"papers": "paper-1-file"}

    letter = False
    paper = Papers(N_("Files"))

    def check(self) -> None:
        for paper in self.paper.rows:
            if not paper.key and not paper.upload:
                message = _("Choose file %(row)s, or say nothing of what it is.")
                self.add(f"paper-{paper.number}-file", message % {"row": paper.number})
            elif paper.purpose not in dict(PURPOSES):
                message = _("Choose what file %(row)s is.")
                self.add(f"paper-{paper.number}-purpose", message % {"row": paper.number})
        if self.letter and not any(paper.purpose == Purpose.LETTER for paper in self.paper.rows):
            self.add("papers", _("Attach the letter by which the government asks for this to be recorded."))


class WordsOfAct(PageOfAct):
    """What it covers, and what it says beside. ``row_count``: rows of reservations that were asked for."""

    aliases: ClassVar = {"reservations": "reservation-1-pid", "scopes": "coverage"}

    name = OneLine(N_("New name of the country"), limit=MAX_NAME)
    coverage = Choice()
    scopes = Choices()
    reservation = Reservations(N_("Reservations"))
    row_count = Number(most=MOST_ROWS)
    statement = Words(N_("Statement"), limit=MAX_TEXT)
    statement_language = Choice(N_("Language of the reservations and the statement"), options=LANGUAGES)

    @property
    def chapters(self) -> list[int]:
        """The pids of the chapters that it covers, none for the whole text."""
        if self.coverage.raw != CHAPTERS:
            return []
        return [pid for each in self.scopes.data if (pid := integer(each))]

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


class EarlierAct(Form):
    """What an address asks to record: an act on a version, of a kind, about an earlier one."""

    version = Hidden()
    kind = Hidden()
    about = Number()

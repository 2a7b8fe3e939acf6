"""The pages on which an act is entered: which there are, which a kind needs, and what was entered on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from adoption.begun.keeping import Content
from adoption.kinds import ABOUT_ANOTHER, ADOPTIONS, CONSENTS, SIGNED_BY_PEOPLE, STATEMENTS, ActKind
from adoption.recording.checks import WHOLE
from core.errors import N_
from sbcp.pages.adoption.entry.forms import (
    AboutAct,
    Dates,
    FilesOfAct,
    InstrumentOfAct,
    KindOfAct,
    PageOfAct,
    SignatoriesOfAct,
    WordsOfAct,
)
from sbcp.web.forms import integer

# Kinds in the order and the groups in which they are offered.
GROUPS: tuple[tuple[str, tuple[ActKind, ...]], ...] = (
    (
        N_("Supporting and signing"),
        (
            ActKind.ENDORSED,
            ActKind.SIGNED,
            ActKind.SIGNED_AD_REFERENDUM,
            ActKind.SIGNED_SUBJECT_TO_APPROVAL,
            ActKind.SUCCESSION_TO_SIGNATURE,
            ActKind.PROVISIONAL_APPLICATION,
        ),
    ),
    (N_("Adopting, and consenting to be bound"), (*ADOPTIONS, *CONSENTS)),
    (
        N_("Statements"),
        (*STATEMENTS, ActKind.OBJECTION_TO_RESERVATION, ActKind.CHANGE_OF_NAME),
    ),
    (N_("About an earlier act"), ABOUT_ANOTHER),
)

# Kinds that may or must name an earlier act.
NAMING_ANOTHER = (*ABOUT_ANOTHER, ActKind.OBJECTION_TO_RESERVATION, *STATEMENTS)


@dataclass(frozen=True)
class EntryPage:
    """One page. name: in its address. title: its heading, marked for translation."""

    name: str
    title: str
    form: type[PageOfAct]
    template: str

    @property
    def route(self) -> str:
        return f"begun_act_{self.name}"


KIND = EntryPage("kind", N_("What it is"), KindOfAct, "adoption/entry/kind.html")
ABOUT = EntryPage("about", N_("The earlier act"), AboutAct, "adoption/entry/about.html")
DATES = EntryPage("dates", N_("Dates"), Dates, "adoption/entry/dates.html")
INSTRUMENT = EntryPage("instrument", N_("The instrument"), InstrumentOfAct, "adoption/entry/instrument.html")
SIGNATORIES = EntryPage("signatories", N_("Who signed"), SignatoriesOfAct, "adoption/entry/signatories.html")
FILES = EntryPage("files", N_("Files of the act"), FilesOfAct, "adoption/entry/files.html")
WORDS = EntryPage("words", N_("What it covers and says"), WordsOfAct, "adoption/entry/words.html")
PAGES = (KIND, ABOUT, DATES, INSTRUMENT, SIGNATORIES, FILES, WORDS)

RESTATES = "restates"  # beside what was typed about an earlier act: the number and kind of the one corrected
OF_THE_FIRST_PAGE = ("country", "version", "kind")
OF_WHOLE_ACTS = ("statement", "statement_language", "name")  # all that such kinds say


@dataclass(frozen=True)
class Entered:
    """What was entered of an act so far."""

    content: Content

    @property
    def kind(self) -> str:
        return str(self._typed(KIND).get("kind", ""))

    @property
    def country(self) -> str:
        return str(self._typed(KIND).get("country", ""))

    @property
    def version(self) -> int | None:
        return integer(self._typed(KIND).get("version"))

    @property
    def about(self) -> int | None:
        """The number of the earlier act; None for none, and for everything."""
        return integer(self._typed(ABOUT).get("about")) if ABOUT in self.pages else None

    @property
    def says(self) -> str:
        """The kind of what it says: of a correction, that of the act which it restates."""
        restated = self._typed(ABOUT).get(RESTATES)
        return str(restated[1]) if self.kind == ActKind.CORRECTION and restated else self.kind

    @property
    def pages(self) -> tuple[EntryPage, ...]:
        """The pages that its kind needs."""
        left_out = {
            ABOUT: self.kind not in NAMING_ANOTHER,
            SIGNATORIES: self.says not in SIGNED_BY_PEOPLE,
        }
        return tuple(page for page in PAGES if not left_out.get(page))

    @property
    def is_whole_act(self) -> bool:
        """Whether it speaks of a whole act, and so of no chapter or paragraph."""
        return self.says in WHOLE

    @property
    def is_change_of_name(self) -> bool:
        return self.says == ActKind.CHANGE_OF_NAME

    def form(self, page: EntryPage) -> PageOfAct:
        """What was entered on a page, as if it had just been sent."""
        return page.form(FormData(list(_pairs(self._typed(page)))))

    def after(self, page: EntryPage) -> EntryPage | None:
        """The next page after one on which nothing was entered yet; None if there is none."""
        later = self.pages[self.pages.index(page) + 1 :]
        return next((each for each in later if each.name not in self.content), None)

    def before(self, page: EntryPage) -> EntryPage:
        return self.pages[max(self.pages.index(page) - 1, 0)]

    def with_page(self, page: EntryPage, typed: Mapping[str, Any]) -> "Entered":
        """The same with what was typed on a page. Which act a correction was filled from is remembered."""
        kept = self.content.get(page.name, {})
        restated = {RESTATES: kept[RESTATES]} if RESTATES in kept else {}
        return Entered({**self.content, page.name: {**restated, **self._fitting(page, typed)}})

    def _typed(self, page: EntryPage) -> Mapping[str, Any]:
        return self._fitting(page, self.content.get(page.name, {}))

    def _fitting(self, page: EntryPage, typed: Mapping[str, Any]) -> Mapping[str, Any]:
        """What of it is asked for on the page: of whole acts no paragraph, of the first page what it is."""
        if page is KIND:
            return {name: value for name, value in typed.items() if name in OF_THE_FIRST_PAGE}
        if page is not WORDS:
            return typed
        kept = {
            name: value for name, value in typed.items() if name in OF_WHOLE_ACTS or not self.is_whole_act
        }
        return {name: value for name, value in kept.items() if name != "name" or self.is_change_of_name}


def page_of_field(name: str) -> EntryPage:
    """The page on which a field stands, by the name that services have for it."""
    return next(
        (page for page in PAGES if name and (name in page.form.aliases or hasattr(page.form, name))), KIND
    )


def _pairs(typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in typed.items():
        if name != RESTATES:
            for each in value if isinstance(value, list) else [value]:
                yield name, each

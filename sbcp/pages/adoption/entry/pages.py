"""The pages on which an act is entered: which there are, which a kind needs, and what was entered on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from adoption.begun.keeping import Content
from adoption.kinds import ABOUT_ANOTHER, ADOPTIONS, CONSENTS, STATEMENTS, ActKind
from adoption.recording.checks import WHOLE
from core.errors import N_
from sbcp.pages.adoption.entry.forms import (
    AboutAct,
    Dates,
    FilesOfAct,
    InstrumentOfAct,
    KindOfAct,
    PageOfAct,
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
        (*STATEMENTS, ActKind.OBJECTION, ActKind.OBJECTION_TO_RESERVATION, ActKind.CHANGE_OF_NAME),
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

    @property
    def route(self) -> str:
        return f"begun_act_{self.name}"


KIND = EntryPage("kind", N_("What it is"), KindOfAct)
ABOUT = EntryPage("about", N_("The earlier act"), AboutAct)
DATES = EntryPage("dates", N_("Dates"), Dates)
INSTRUMENT = EntryPage("instrument", N_("The instrument"), InstrumentOfAct)
FILES = EntryPage("files", N_("Files of the act"), FilesOfAct)
WORDS = EntryPage("words", N_("What it covers and says"), WordsOfAct)
PAGES = (KIND, ABOUT, DATES, INSTRUMENT, FILES, WORDS)

RESTATES = "restates"  # beside what was typed about an earlier act: the number and kind of the one corrected
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
        return tuple(page for page in PAGES if page is not ABOUT or self.kind in NAMING_ANOTHER)

    @property
    def is_whole_act(self) -> bool:
        """Whether it speaks of a whole act, and so of no chapter or paragraph."""
        return self.says in WHOLE

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
        return Entered({**self.content, page.name: {**restated, **typed}})

    def _typed(self, page: EntryPage) -> dict[str, Any]:
        typed = self.content.get(page.name, {})
        if page is WORDS and self.is_whole_act:
            return {name: value for name, value in typed.items() if name in OF_WHOLE_ACTS}
        return typed


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

"""The pages of a correction, filled from the act that it corrects."""

from typing import Any

from adoption.begun.keeping import Content
from adoption.models import Act
from adoption.recording.checks import kind_restated
from core.days import PartialDay, Precision
from core.files.models import Scan
from sbcp.pages.adoption.entry.fields import ROW_OF_SIGNATORY
from sbcp.pages.adoption.entry.forms import CHAPTERS, WHOLE_TEXT
from sbcp.pages.adoption.entry.pages import (
    DATES,
    FILES,
    INSTRUMENT,
    RESTATES,
    SIGNATORIES,
    WORDS,
    EntryPage,
)

PAPER = ("title", "language", "title_en", "languages", "body", "number", "gazette", "link")


def restated(content: Content, act: Act) -> Content:
    """What was entered, with the pages after the choice of an act as it is on the record."""
    given: dict[EntryPage, dict[str, Any]] = {
        DATES: {
            "done_on": PartialDay(act.done_on, Precision(act.done_precision)),
            "effective_on": _partial(act),
            "deposited_on": act.deposited_on,
            "depositary": act.depositary,
            "published_on": act.published_on,
            "early_reason": act.early_reason,
        },
        INSTRUMENT: {name: getattr(act.instrument, name, "") for name in PAPER},
        SIGNATORIES: {"signatory": _signatories(act)},
        FILES: {"paper": _files(act)},
        WORDS: {
            "name": act.name,
            "coverage": CHAPTERS if act.scopes else WHOLE_TEXT,
            "scopes": act.scopes,
            "reservation": {
                f"{number}-{name}": str(getattr(reservation, name))
                for number, reservation in enumerate(act.reservations, 1)
                for name in ("pid", "text")
            },
            "statement": act.statement,
            "statement_language": act.language,
        },
    }
    pages = {page.name: page.form(None, values).typed for page, values in given.items()}
    return {**content, **pages, "about": {"about": str(act.id), RESTATES: [act.id, kind_restated(act)]}}


def _partial(act: Act) -> PartialDay | None:
    return PartialDay(act.effective_on, Precision(act.effective_precision)) if act.effective_on else None


def _files(act: Act) -> dict[str, str]:
    """Those that are still there."""
    there = [
        link
        for link in act.files
        if link.file.storage_key and link.file.erased_at is None and link.file.scan != Scan.REFUSED
    ]
    return {
        f"{number}-{name}": value
        for number, link in enumerate(there, 1)
        for name, value in (("key", link.file.storage_key or ""), ("purpose", link.purpose))
    }


def _signatories(act: Act) -> dict[str, str]:
    """Those of whom something is left to say: of an erased name nothing is."""
    left = [each for each in act.signatories if each.name or each.office]
    return {
        f"{number}-{name}": value
        for number, each in enumerate(left, 1)
        for name, value in zip(
            ROW_OF_SIGNATORY, (each.name, each.office, each.powers, each.powers_text), strict=True
        )
    }

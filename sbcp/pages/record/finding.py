"""Which entries a reader asks for, and the same in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents.queries import documents, documents_by_slugs
from sbcp.language import glossary
from sbcp.language.locales import format_date, in_script
from sbcp.language.locales import gettext as _
from sbcp.pages.record.forms import RecordFilter
from sbcp.pages.record.kinds import KINDS
from sbcp.record import search
from sbcp.record.search import Matches, Wanted
from sbcp.web.visit import Visit


@dataclass(frozen=True)
class Choices:
    """What may be chosen, each with its words."""

    documents: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    kinds: list[tuple[str, str]]


def choices(visit: Visit) -> Choices:
    """The documents, the countries and the kinds."""
    listed = documents(visit.db)
    asked_for = documents_by_slugs(visit.db, [visit.query.get("document", "")])
    listed += [each for each in asked_for if each not in listed]  # one that is in no list has its entries
    return Choices(
        documents=[(document.slug, in_script(document.title, document.language)) for document in listed],
        countries=list(visit.countries.items()),
        kinds=[(name, _(words)) for name, (words, _actions) in KINDS.items()],
    )


def asked(visit: Visit, offered: Choices) -> RecordFilter:
    """The filter as the address has it, with its faults."""
    form = RecordFilter.asked(visit)
    form.document.options, form.country.options = offered.documents, offered.countries
    form.is_right()
    return form


def matching(visit: Visit, form: RecordFilter, offered: Choices) -> Matches:
    """The entries that fit a filter without faults."""
    return search.matches(visit.db, list(_wanted(form, offered)))


def told(form: RecordFilter, offered: Choices) -> list[tuple[str, str]]:
    """What was filtered by, each with its label; nothing where nothing was."""
    chosen = [
        (form.thing, form.thing.data),
        (form.document, dict(offered.documents).get(form.document.data or "")),
        (form.country, dict(offered.countries).get(form.country.data or "")),
        (form.kind, dict(offered.kinds).get(form.kind.data or "")),
        (form.since, form.since.data and format_date(form.since.data)),
        (form.until, form.until.data and format_date(form.until.data)),
    ]
    return [(_(field.label.text), words) for field, words in chosen if words]


def _wanted(form: RecordFilter, offered: Choices) -> Iterator[Wanted]:
    if form.document.data:
        yield search.one_of([f"document:{form.document.data}"])
    if form.country.data:
        yield search.one_of([f"country:{form.country.data}"])
    if form.kind.data:
        yield search.one_of(f"action:{action}" for action in KINDS[form.kind.data][1])
    if form.since.data or form.until.data:
        yield search.between(form.since.data, form.until.data)
    for word in search.words(form.thing.data or ""):
        yield search.named(word, _called(word, offered))


def _called(word: str, offered: Choices) -> list[str]:
    """Terms of what a word names as pages call it today, in the reader's language: a document, a country,
    what happened."""
    actions = [(action, glossary.action_name(action)) for action in glossary.ACTIONS]
    kinds = [("document", offered.documents), ("country", offered.countries), ("action", actions)]
    return [
        f"{kind}:{code}"
        for kind, things in kinds
        for code, name in things
        if any(each.startswith(word) for each in search.words(name))
    ]

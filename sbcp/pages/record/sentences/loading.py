"""The names of what the entries of a page speak of, fetched together."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.record.entries import Entry
from documents.models import Document
from members.models import Mandate
from sbcp.pages.record.sentences.sentence import Sentence
from sbcp.pages.record.sentences.told import DocumentName, Names, Told, count_of
from sbcp.pages.record.sentences.writers import tell
from sbcp.web.visit import Visit

# Where bodies name mandates, by number or as the record calls an actor.
NAMING = ("mandate", "mandates", "to", "asked_by", "approved_by", "substitute_for")


def sentences(visit: Visit, listed: Sequence[Entry]) -> dict[int, Sentence]:
    """What each of these entries says, by its number; the number of statements does not grow with them."""
    return {entry.seq: tell(told) for entry, told in _told(visit, listed)}


def sentence_and_told(visit: Visit, entry: Entry) -> tuple[Sentence, Told]:
    """What one entry says, and the entry with the names that it needs."""
    ((_entry, told),) = _told(visit, [entry])
    return tell(told), told


def _told(visit: Visit, listed: Sequence[Entry]) -> list[tuple[Entry, Told]]:
    names = load_names(visit, listed)
    return [
        (
            entry,
            Told(entry.action, entry.subject, entry.actor, body_of(entry), names, entry.payload is None),
        )
        for entry in listed
    ]


def load_names(visit: Visit, listed: Sequence[Entry]) -> Names:
    """What these entries refer to, in three statements."""
    slugs = {entry.subject.removeprefix("document:") for entry in listed}
    rows = visit.db.execute(
        select(Document.slug, Document.title, Document.language).where(Document.slug.in_(slugs))
    )
    numbers = {number for entry in listed for number in _mandates_named(entry)}
    mandates = visit.db.scalars(
        select(Mandate)
        .where(Mandate.id.in_(numbers))
        .options(joinedload(Mandate.person), joinedload(Mandate.organisation))
    )
    return Names(
        documents={document.slug: DocumentName(*document) for document in rows},
        mandates={mandate.id: mandate for mandate in mandates},
        countries=visit.countries,
    )


def body_of(entry: Entry) -> dict[str, Any]:
    """The content of an entry; nothing once it was erased."""
    return entry.payload.body if entry.payload is not None else {}


def _mandates_named(entry: Entry) -> Iterator[int]:
    """The numbers of the mandates that an entry speaks of."""
    body = body_of(entry)
    values: list[Any] = [entry.actor]
    for key in NAMING:
        value = body.get(key)
        values += value if isinstance(value, list) else [value]
    for value in values:
        number = count_of(value.removeprefix("mandate:") if isinstance(value, str) else value)
        if number is not None:
            yield number

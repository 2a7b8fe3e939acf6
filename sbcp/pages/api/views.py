"""The same facts for programs, as JSON. Read only, open to everyone, documented by openapi.json."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from adoption.binding.bindings import binding, binding_json
from adoption.queries import Days, adoption_json, participant_of_address
from consultation.reports.comments_json import comments_json
from core.errors import N_, Invalid
from core.record import entries as core_record
from core.record.canonical import timestamp
from documents import queries, summaries
from documents.comparison.comparison import ComparedParagraph
from documents.models import Document
from process.lifecycle import FIRST_STAGE
from process.queries import in_force, last_steps
from process.stances.reading import stances_json
from sbcp.pages.api import openapi as description
from sbcp.pages.compare.comparison_cache import Pairs
from sbcp.record.inclusion import entry_json
from sbcp.web.forms import as_of, day_asked, integer
from sbcp.web.visit import Visit

MOST_ENTRIES = 1000


def documents(visit: Visit) -> Response:
    """Every document, the newest first, those without a version among them."""
    return answer({"documents": _documents(visit.db, queries.documents(visit.db), visit.now.date())})


def document(visit: Visit) -> Response:
    """One document: what it is called, where it stands, its versions."""
    [described] = _documents(visit.db, [visit.subject()], visit.now.date())
    return answer(described)


def _documents(db: Session, listed: Sequence[Document], on: date) -> list[dict[str, Any]]:
    """The public facts of documents. Of one that is being drafted its name and stage: nothing of the draft
    is read here."""
    steps = last_steps(db, listed)
    force = in_force(db, listed, on)
    published = queries.versions_of(db, listed)
    out = queries.out_of_the_lists(db, listed)
    return [
        {
            "slug": each.slug,
            "title": each.title,
            "summary": each.summary,
            "titles": each.titles,
            "summaries": each.summaries,
            "language": each.language,
            "begun_at": timestamp(each.created_at),
            "stage": steps[each.id].stage if each.id in steps else FIRST_STAGE,
            "reason": steps[each.id].reason if each.id in steps else "",
            "listed": each.id not in out,
            "in_force": force[each.id].number or None,
            "versions": [
                {
                    "number": version.number,
                    "label": version.label,
                    "digest": version.digest,
                    "published_at": timestamp(version.published_at),
                }
                for version in published[each.id]
            ],
        }
        for each in listed
    ]


def version(visit: Visit) -> Response:
    """A version with all that its digest is taken of."""
    published = visit.version
    lines = queries.lines_of(visit.db, published)
    return answer(
        {
            "document": visit.subject().slug,
            "number": published.number,
            "label": published.label,
            "title": published.title,
            "language": published.language,
            "digest": published.digest,
            "published_at": timestamp(published.published_at),
            "summaries": summaries.of_version(visit.db, published),
            "paragraphs": [
                {
                    "pid": paragraph.pid,
                    "label": paragraph.label,
                    "kind": paragraph.kind,
                    "level": paragraph.level,
                    "markdown": paragraph.markdown,
                    "html": paragraph.html,
                    "first_line": lines[paragraph.pid].first if paragraph.pid in lines else None,
                }
                for paragraph in queries.paragraphs(visit.db, published)
            ],
        }
    )


def as_it_binds(visit: Visit) -> Response:
    """A version as it stands for a country, on any day, as far as was known on another."""
    country = participant_of_address(visit.db, str(visit.path["country"]))
    days = Days(as_of(visit), day_asked(visit, "known_at"))
    return answer(binding_json(binding(visit.db, visit.version, country, days)))


def comparison(visit: Visit) -> Response:
    """What became what between two versions, as the comparison page has it."""
    old = queries.version_by_number(visit.db, visit.subject(), visit.path["a"])
    new = queries.version_by_number(visit.db, visit.subject(), visit.path["b"])
    if old.number > new.number:
        path = f"/api/v1/documents/{visit.subject().slug}/compare/{new.number}...{old.number}"
        return RedirectResponse(path, 303)
    pairs: Pairs = visit.request.app.state.pairs
    return answer(
        {
            "document": visit.subject().slug,
            "old": old.number,
            "new": new.number,
            "links": [_link(change) for change in pairs.of_versions(visit.db, old, new).pair.paragraphs],
        }
    )


def comments(visit: Visit) -> Response:
    """Every comment of a round with its placements and its answer."""
    return answer(comments_json(visit.db, visit.path["consultation"]))


def stances(visit: Visit) -> Response:
    """What countries have said of a document, and which of it stands, on any day."""
    return answer(stances_json(visit.db, visit.subject(), as_of(visit)))


def adoption(visit: Visit) -> Response:
    """Who stands where at the end of any day, as far as was known at the end of another."""
    days = Days(as_of(visit), day_asked(visit, "known_at"))
    known_at = days.known_at.isoformat() if days.known_at else None
    documents = adoption_json(visit.db, days)
    return answer({"as_of": days.as_of.isoformat(), "known_at": known_at, "documents": documents})


def record(visit: Visit) -> Response:
    """The entries of the record after a number, a thousand at a time, and its head."""
    head = core_record.head(visit.db)
    entries = core_record.entries(visit.db, after=asked_after(visit), limit=MOST_ENTRIES)
    listed = [entry_json(entry) for entry in entries]
    return answer({"head": {"seq": head.seq, "digest": head.digest}, "entries": listed})


def asked_after(visit: Visit) -> int:
    """The number after which a list goes on. Raises Invalid for anything else."""
    after = integer(visit.query.get("after", "0"))
    if after is None:
        raise Invalid(N_("“after” is the number of an entry."), field="after")
    return after


def openapi(visit: Visit) -> Response:
    """The description of these addresses."""
    return answer(description.document(visit.settings.base_url))


def answer(value: Any) -> Response:
    return Response(
        msgspec.json.encode(value),
        media_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )


def _link(change: ComparedParagraph) -> dict[str, Any]:
    return {
        "number": change.number,
        "kind": change.kind,
        "old": [text.pid for text in change.old],
        "new": [text.pid for text in change.new],
        "certain": change.certain,
    }

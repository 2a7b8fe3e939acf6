"""What the server tells the sheet, as JSON (docs/sheet.md)."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from starlette.responses import JSONResponse, Response

from core.errors import N_, DomainError, NotFound
from documents import queries
from documents.drafting import sets
from documents.models import Document, DraftParagraph, Revision
from documents.references import name_of
from documents.sheet.inline import Node
from documents.sheet.reading import node_of
from documents.sheet.saving import Clash, Outcome
from documents.sheet.since import since as changed_since
from documents.text.blocks import Block
from documents.text.numbering import labels, lead
from sbcp.language.local_times import ZONES
from sbcp.language.locales import gettext as _
from sbcp.urls import url
from sbcp.web.errors import SecondFactorFirst, SignInFirst, message_of, status_of
from sbcp.web.text_html import alone, redline
from sbcp.web.visit import Visit

AGAIN = 4000  # milliseconds until the browser asks again who is there

Told = dict[str, Any]


def answer_error(visit: Visit, error: DomainError) -> Response:
    """An error as the sheet takes it: its words, and where to sign in if that is missing."""
    told: Told = {"message": message_of(error)}
    if isinstance(error, SignInFirst):
        told["sign_in"] = url(visit.locale.code, "signin")
    elif isinstance(error, SecondFactorFirst):
        told["sign_in"] = url(visit.locale.code, "second_factor")
    return JSONResponse(told, status_of(error))


def text(visit: Visit) -> Told:
    """The whole sheet."""
    document = visit.subject()
    rows = queries.draft(visit.db, document)
    named = _labels(rows, document)
    return {
        "revision": queries.last_revision_id(visit.db, document),
        "language": document.language,
        "blocks": [
            block(each) | {"label": label, "marker": mark, "name": name}
            for each, (_pid, label, mark, name) in zip(rows, named, strict=True)
        ],
        "set": open_set(visit),
    }


def block(paragraph: DraftParagraph) -> Told:
    """A paragraph with what it was last changed by."""
    return {"pid": paragraph.pid, "changed_in": paragraph.changed_in, "node": node_of(paragraph.block)}


def news(visit: Visit, since: int) -> Told:
    """What has been saved after a change: the paragraphs, and their order."""
    document = visit.subject()
    rows = queries.draft(visit.db, document)
    last = queries.last_revision_id(visit.db, document)
    return {
        "revision": last,
        "blocks": [block(each) for each in rows if each.changed_in > since],
        "order": [each.pid for each in rows],
        "labels": _labels(rows, document),
        "set": open_set(visit),
    }


def since(visit: Visit) -> Told:
    """What changed since the last version, as marks in the blocks, each with who changed it."""
    document = visit.subject()
    last = queries.last_version(visit.db, document)
    if last is None:
        raise NotFound(N_("There is no version yet."))
    rows = queries.draft(visit.db, document)
    version = {each.pid: each.block for each in queries.paragraphs(visit.db, last)}
    draft, origins = {each.pid: each.block for each in rows}, {each.pid: each.origins for each in rows}
    revisions = list(reversed(queries.revisions(visit.db, document, last.number)))
    told: Told = {"version": last.number, "blocks": [], "ended": []}
    for each in changed_since(version, draft, origins):
        by = _authors(revisions, {*each.olds, *each.marks})
        if not each.marks:
            told["ended"].append({"after": each.after, "words": each.ended, "by": by})
        for pid, marks in each.marks.items():
            told["blocks"].append({"pid": pid, "is_new": not each.olds, "marks": marks, "by": by})
    return told


def _authors(revisions: Sequence[Revision], pids: Collection[int]) -> str:
    """Who changed these paragraphs, each once with the names of the changes: «Ana Example (2.3, 2.7)»."""
    names: dict[str, list[str]] = {}
    for revision in revisions:
        if revision.made_by and not revision.pids.isdisjoint(pids):
            own = names.setdefault(revision.made_by.person.name, [])
            if revision.name and revision.name not in own:
                own.append(revision.name)
    return ", ".join(f"{name} ({', '.join(own)})" if own else name for name, own in names.items())


def saved(visit: Visit, outcome: Outcome, sent: Mapping[str, Node]) -> Told:
    """What came of a save. ``sent``: the nodes that were sent, by the keys of their blocks."""
    document = visit.subject()
    told: Told = {
        "revision": queries.last_revision_id(visit.db, document),
        "saved": clock(visit.now),
        "blocks": {},
        "conflicts": [_clash(each) for each in outcome.clashes],
        "refused": [{"window": each.window, "message": message_of(each.error)} for each in outcome.refusals],
        "left_out": list(dict.fromkeys(f"{_(each.what)}: {_(each.why)}" for each in outcome.left_out)),
        "set": open_set(visit),
    }
    for key, paragraph in outcome.stored.items():
        told["blocks"][key] = {"pid": paragraph.pid, "changed_in": paragraph.changed_in}
        if key in sent and (node := node_of(paragraph.block)) != without_sources(sent[key]):
            told["blocks"][key]["node"] = node
    told["followed"] = _followed(outcome)
    if outcome.followed or (outcome.stored and not outcome.in_order):
        told["labels"] = _labels(queries.draft(visit.db, document), document)
    return told


def _followed(outcome: Outcome) -> list[Told]:
    """The paragraphs whose references followed what was saved, and that were not sent themselves."""
    sent = {paragraph.pid for paragraph in outcome.stored.values()}
    return [block(paragraph) for paragraph in outcome.followed if paragraph.pid not in sent]


def taken(visit: Visit, outcome: Outcome) -> Told:
    """What came of taking a wording: as of a save, with the node that stands there now."""
    told = saved(visit, outcome, {})
    for key, paragraph in outcome.stored.items():
        told["blocks"][key]["node"] = node_of(paragraph.block)
    return told


def without_sources(node: Node) -> Node:
    """A block as its paragraph alone decides it."""
    attrs = {name: value for name, value in (node.get("attrs") or {}).items() if name != "sources"}
    return {**node, "attrs": attrs}


def open_set(visit: Visit) -> Told | None:
    """The person's own open changes of the draft."""
    if not visit.may("draft:edit"):
        return None
    document = visit.subject()
    own = sets.open_set_of(visit.db, document, visit.mandate("draft:edit"))
    if own is None:
        return None
    count = visit.db.scalar(select(func.count()).where(Revision.change_set_id == own.id)) or 0
    close = url(visit.locale.code, "draft_close", slug=document.slug, set=own.id)
    return {"changes": count, "since": clock(own.opened_at), "close": close}


def clock(at: datetime) -> str:
    """The time of day that the process goes by (Brussels)."""
    return f"{at.astimezone(ZoneInfo(ZONES[0])):%H:%M}"


def _labels(rows: Sequence[DraftParagraph], document: Document) -> list[tuple[int, str, str, str]]:
    """Of each paragraph its label, what stands before its words, and how the text calls it in a reference."""
    blocks = [each.block for each in rows]
    return [
        (each.pid, label, lead(block, label), name_of(label, block, document.language) if label else "")
        for each, block, label in zip(rows, blocks, labels(blocks, document.labels_style), strict=True)
    ]


def _clash(clash: Clash) -> Told:
    base = clash.base.markdown if clash.base else ""
    mine: Iterable[tuple[str, Block | None]] = (
        ("yours", clash.yours),
        ("theirs", clash.theirs),
        ("together", clash.both),
    )
    html = {name: redline(base, each.markdown) for name, each in mine if each is not None}
    if clash.base is not None:
        html["base"] = alone(base)
    by = clash.revision.made_by if clash.revision else None
    return {
        "window": clash.window,
        "key": clash.key,
        "pid": clash.pid,
        "by": by.person.name if by else "",
        "changed_in": clash.changed_in,
        "theirs": node_of(clash.theirs) if clash.theirs else None,
        "base": node_of(clash.base) if clash.base else None,
        "together": node_of(clash.both) if clash.both else None,
        "certain": clash.certain,
        "html": html,
    }


def event(told: Told) -> Response:
    """One server-sent event (HTML standard, 9.2), after which the browser asks again."""
    words = json.dumps(told, ensure_ascii=False)
    headers = {"Cache-Control": "no-store"}
    return Response(f"retry: {AGAIN}\ndata: {words}\n\n", media_type="text/event-stream", headers=headers)

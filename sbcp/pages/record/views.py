"""The public record: its entries, its signed heads, and what it takes to check them elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

from consultation import queries
from core.db import Database
from core.errors import N_, NotFound
from core.record import entries
from core.record import signed_heads as core_heads
from core.record.canonical import canonical, timestamp
from core.record.entries import Entry
from sbcp.pages.api.views import answer, asked_after
from sbcp.pages.record import finding
from sbcp.pages.record.facts import as_json, facts_of
from sbcp.pages.record.sentences.loading import sentence_and_told, sentences
from sbcp.paths import VERIFIER
from sbcp.record import inclusion
from sbcp.web.paging import paging
from sbcp.web.render import render
from sbcp.web.visit import Visit

PAGE = 100
CHUNK = 1000  # entries or heads read at once for programs


def show(visit: Visit) -> Response:
    """The entries in words, the newest first, a hundred a page: all of them, or those that fit a filter."""
    head = entries.head(visit.db)
    offered = finding.choices(visit)
    form = finding.asked(visit, offered)
    chosen = finding.told(form, offered)
    listed: Sequence[Entry] = []
    page, unread = paging(visit, 0, PAGE), False
    if not form.faults and chosen:
        matches = finding.matching(visit, form, offered)
        page, unread = paging(visit, matches.total, PAGE), matches.unread
        listed = matches.page(visit.db, page.offset, PAGE)
    elif not form.faults:
        page = paging(visit, head.seq, PAGE)
        after, limit = head.seq - page.last, page.last - page.offset
        listed = entries.entries(visit.db, after=after, limit=limit)[::-1]
    return render(
        visit,
        "record/record.html",
        block="list",
        **form.shown(),
        head=head,
        signed=core_heads.newest(visit.db),
        offered=offered,
        chosen=chosen,
        entries=listed,
        sentences=sentences(visit, listed),
        unread=unread,
        paging=page,
    )


def entry(visit: Visit) -> Response:
    """One entry in words and as it is kept, and the signed head above it."""
    wanted = entries.entry_by_seq(visit.db, visit.path["seq"])
    if wanted is None:
        raise NotFound(N_("The record has no such entry."))
    last = entries.head(visit.db).seq
    included = inclusion.of_entry(visit.db, wanted)
    sentence, told = sentence_and_told(visit, wanted)
    kept = inclusion.entry_json(wanted)
    content = kept.pop("payload")
    return render(
        visit,
        "record/entry.html",
        entry=wanted,
        sentence=sentence,
        told=told,
        facts=facts_of(told),
        chained=as_json(kept),
        content=as_json(content["body"]) if content else "",
        included=included,
        last=last,
    )


def heads(visit: Visit) -> Response:
    """The signed heads, the newest first, a hundred a page."""
    newest = core_heads.newest(visit.db)
    count = newest.number if newest else 0
    page = paging(visit, count, PAGE)
    listed = core_heads.heads(visit.db, after=count - page.last, limit=page.last - page.offset)
    return render(
        visit,
        "record/heads.html",
        block="list",
        heads=listed[::-1],
        causes=_actions(visit, listed),
        keys=core_heads.keys(visit.db),
        late=newest is not None and core_heads.due_by(core_heads.due_by(newest.at)) < visit.now,
        paging=page,
    )


def head(visit: Visit) -> Response:
    """One signed head, with the text that was signed."""
    signed_head = core_heads.head_by_number(visit.db, visit.path["number"])
    if signed_head is None:
        raise NotFound(N_("There is no such signed head."))
    return render(
        visit,
        "record/head.html",
        head=signed_head,
        shown=signed_head.published(),
        signed_text=canonical(signed_head.signed()).decode(),
        causes=_actions(visit, [signed_head]),
    )


def heads_json(visit: Visit) -> Response:
    """The signed heads after a number, a thousand at a time."""
    listed = core_heads.heads(visit.db, after=asked_after(visit), limit=CHUNK)
    return answer({"heads": [head.published() for head in listed]})


def download(visit: Visit) -> Response:
    """The whole record in one file: a first line that says what it is, then an entry a line. Entries
    never change, so those up to the head that was read first are one state, however long it takes."""
    last = entries.head(visit.db)
    first = {
        "format": "sbcp record 1",
        "origin": visit.settings.base_url,
        "at": timestamp(visit.now),
        "head": {"seq": last.seq, "digest": last.digest},
    }
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="record-{last.seq}.jsonl"',
    }
    if visit.request.method == "HEAD":
        return Response(headers=headers, media_type="application/jsonl")
    lines = _lines(visit.request.app.state.database, first, last.seq)
    return StreamingResponse(lines, headers=headers, media_type="application/jsonl")


def verifier(visit: Visit) -> Response:
    """The program that checks all this, to be read and run elsewhere."""
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{VERIFIER.name}"',
    }
    return Response(VERIFIER.read_bytes(), headers=headers, media_type="text/x-python")


def check_receipt(visit: Visit) -> Response:
    """A page on which the browser checks a receipt: the file stays with the reader."""
    return render(visit, "record/check_receipt.html")


def receipt(visit: Visit) -> Response:
    """A receipt as a file that proves by itself what was sent. Its address is the key, as its page's is."""
    sent = queries.receipt_by_token(visit.db, visit.path["token"])
    content = inclusion.receipt(visit.db, sent, visit.settings.base_url)
    name = f"receipt-{sent.consultation.document.slug}-{sent.entry}.json"
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    body = msgspec.json.format(msgspec.json.encode(content), indent=1)
    return Response(body, headers=headers, media_type="application/json")


def _lines(database: Database, first: dict[str, Any], last: int) -> Iterator[bytes]:
    """The lines of the download. The database is open only while a piece is read: a slow reader holds
    nothing up."""
    yield msgspec.json.encode(first) + b"\n"
    after = 0
    while after < last:
        with database.reading() as db:
            piece = entries.entries(db, after=after, limit=min(CHUNK, last - after))
            lines = [msgspec.json.encode(inclusion.entry_json(entry)) + b"\n" for entry in piece]
        if not piece:  # rows were taken away meanwhile: the reader sees that the end is missing
            return
        yield b"".join(lines)
        after = piece[-1].seq


def _actions(visit: Visit, listed: Sequence[core_heads.SignedHead]) -> dict[int, str]:
    """What happened in the entries that called for these heads, by number of the entry."""
    return entries.actions(visit.db, [head.cause for head in listed if head.cause is not None])

"""Looking at what became what before a file becomes the draft: every decision is a button, kept at once."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from consultation.answers import changing
from consultation.queries import comment_counts
from core.errors import N_, Conflict, Invalid, NotFound
from documents import queries
from documents.drafting import history
from documents.imports import bases, confirming, merging
from documents.imports.nearest import Closest
from documents.models import PendingImport
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.paragraphs import named_paragraphs
from sbcp.pages.drafts.requests import ended_by_a_change, told_ended
from sbcp.pages.imports import rows as import_rows
from sbcp.pages.imports.begun import begun
from sbcp.pages.imports.clashes import places_of
from sbcp.pages.imports.decisions import DECISIONS, NOT_LISTED, take_choices
from sbcp.pages.imports.forms import NO_REASON, Decision, Listing
from sbcp.pages.imports.rows import ImportRow, Preview
from sbcp.pages.imports.undoing import undone
from sbcp.web.forms import integer
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

SHOWS = ("check", "changed", "all")
PAGE = 50  # rows
LIKELY = 6  # paragraphs offered first


def preview(visit: Visit) -> Response:
    """What became what, to be looked at; of an import that is done, what was left out."""
    pending = _pending(visit)
    if not bases.is_known(pending):
        return _to_base(visit, pending)
    return _page(visit, pending, Decision.read(visit, {"reason": pending.reason}))


def decide(visit: Visit) -> Response:
    """Keep what a person says of a row, and come back to it; or make the file the draft."""
    pending, form = _pending(visit), Decision.read(visit)
    if not bases.is_known(pending):
        return _to_base(visit, pending)
    name, _colon, what = form.do.raw.partition(":")
    takes_over = name in ("", "take")
    form.reason.missing = NO_REASON if takes_over else ""
    if form.is_right():
        try:
            with form.telling():
                if name == "again":
                    confirming.compare_again(visit.db, pending)
                    pending.reason = form.reason.data
                    flash = _("The file was put together with the draft again.")
                    return _back(visit, pending, form, "", flash=flash)
                confirming.lock_unconfirmed(visit.db, pending)
                pending.reason = form.reason.data
                take_choices(visit, pending, form)
                if form.ticks.raw:
                    together = merging.merged(visit.db, pending)
                    confirming.take_back(pending, together, _ids(form))
                if takes_over:
                    return _take_over(visit, pending, form)
                if name not in DECISIONS:
                    raise Invalid(NOT_LISTED)
                return _back(visit, pending, form, DECISIONS[name](visit, pending, form, what))
        except Conflict:
            return _page(visit, pending, form, status=409)
    return _page(visit, pending, form)


def _take_over(visit: Visit, pending: PendingImport, form: Decision) -> Response:
    """Make the file the draft. What nobody has confirmed stays uncertain."""
    by = visit.mandate("draft:import")
    reason = form.reason.data
    ended = ended_by_a_change(visit)
    revision = changing.confirm_import(visit.db, pending, by=by, reason=reason, now=visit.now, sure=False)
    flash = _("The file is the draft now, saved as revision %(name)s.") % {"name": revision.name}
    flash = " ".join([flash, *told_ended(ended)])
    return redirect(visit, "draft", flash=flash, slug=visit.subject().slug)


def _to_base(visit: Visit, pending: PendingImport) -> Response:
    """First a person says from which text the file was begun."""
    return redirect(visit, "pending_import_base", slug=visit.subject().slug, pending=pending.id)


def _ids(form: Decision) -> list[int]:
    """The saved changes that were ticked. What is no number of ours is none of the list."""
    return [integer(text) or 0 for text in form.takes_back.data]


def _back(visit: Visit, pending: PendingImport, form: Decision, key: str, flash: str = "") -> Response:
    """To the row that was decided on, in the view from which it was."""
    query = {"row": key} if form.row and key else {"show": form.show.raw} if form.show.raw in SHOWS else {}
    if key and not form.row:
        query["at"] = key
    return redirect(
        visit,
        "pending_import",
        flash=flash,
        anchor=f"#{key}" if key else "",
        slug=visit.subject().slug,
        pending=pending.id,
        query=query,
    )


def _page(visit: Visit, pending: PendingImport, form: Decision, *, status: int = 0) -> Response:
    """The list of rows or, asked for by its key, one row with every choice. status: if it is not what
    the form says."""
    document, shown_form = visit.subject(), form.shown()
    values: dict[str, Any] = {
        "document": document,
        "pending": pending,
        "status": status or shown_form["status"],
        "reason": shown_form["values"]["reason"],
        "errors": shown_form["errors"],
        "chosen": shown_form["values"],
    }
    if pending.confirmed_at is not None:
        return render(visit, "imports/done.html", **values)
    if confirming.is_outdated(visit.db, pending):
        last = queries.last_revision_id(visit.db, document)
        between = history.revisions_by_id(visit.db, document, [last]).get(last)
        return render(visit, "imports/outdated.html", between=between, **values)
    version = queries.last_version(visit.db, document)
    together = merging.merged(visit.db, pending)
    draft = named_paragraphs(visit.db, document)
    comments = comment_counts(visit.db, version) if version is not None else {}
    shown = import_rows.preview(pending, together, draft, comments)
    values["begun"] = begun(visit, bases.base_of(pending))
    places = places_of(document, together.clashes, draft)
    values["clashes"] = list(zip(together.clashes, places, strict=True))
    values["undecided"] = len(together.undecided)
    values["undone"] = undone(visit, together)
    values["ticked"] = set(_ids(form) if form.ticks.raw else pending.takes_back or ())
    asked = Listing.asked(visit)
    key = asked.alone.raw or form.row
    if key:
        return _one_row(visit, shown, key, values)
    return _list(visit, shown, asked, form, values)


def _list(visit: Visit, shown: Preview, asked: Listing, form: Decision, values: dict[str, Any]) -> Response:
    """A page of rows, with what it takes to confirm them all."""
    show = asked.show.raw or form.show.raw
    if show not in SHOWS:
        show = "check" if shown.to_check else "changed"
    rows, at = shown.of(show), asked.at.raw
    index = _index(rows, at)
    if at and index is None and (index := _index(shown.rows, at)) is not None:
        show, rows = "all", shown.rows  # the filter would hide what was decided on
    page = paging(visit, len(rows), PAGE, show=show, at=None, row=None)
    if index is not None:
        page = page.around(index)
    here = list(page.cut(rows))
    return render(
        visit,
        "imports/preview.html",
        shown=shown,
        show=show,
        rows=here,
        found=len(rows),
        offers=dict(_offers(shown, [each for each in here if each.asked])),
        next=shown.beside(None)[1],
        would_end=ended_by_a_change(visit),
        paging=page,
        **values,
    )


def _one_row(visit: Visit, shown: Preview, key: str, values: dict[str, Any]) -> Response:
    """One row alone, with every paragraph to choose from."""
    chosen = shown.named(key)
    if chosen is None:
        pid = integer(key.removeprefix("end-")) if key.startswith("end-") else None
        chosen = next((each for each in shown.rows if pid in [old.pid for old in each.old]), None)
    if chosen is None:
        raise NotFound(N_("There is no such paragraph in this file."))
    before, after = shown.beside(chosen)
    return render(
        visit,
        "imports/row.html",
        shown=shown,
        row=chosen,
        key=key if key in chosen.keys else chosen.key,
        offers=dict(_offers(shown, [chosen])),
        before=before,
        next=after,
        **values,
    )


def _offers(shown: Preview, rows: list[ImportRow]) -> Iterator[tuple[str, list[Any]]]:
    """For the key of each paragraph asked about, what it is likeliest to come from or to go on in."""
    if not rows:
        return
    old = Closest([paragraph.paragraph.markdown for paragraph in shown.draft])
    ends = any(not each.new for each in rows)
    new = Closest([each.block.markdown for each in shown.file] if ends else [])
    for each in rows:
        for paragraph in each.of_file:
            has = {source.pid for source in paragraph.sources}
            near = [shown.draft[at] for at in old.to(paragraph.block.markdown, LIKELY + len(has))]
            yield paragraph.key, [source for source in near if source.pid not in has][:LIKELY]
        if not each.new:
            yield each.key, [shown.file[at] for at in new.to(each.old[0].paragraph.markdown, LIKELY)]


def _index(rows: list[ImportRow], key: str) -> int | None:
    """Where a row stands among others; None if it does not."""
    return next((index for index, each in enumerate(rows) if key in each.keys), None) if key else None


def _pending(visit: Visit) -> PendingImport:
    return queries.pending_import_by_id(visit.db, visit.subject(), visit.path["pending"])

"""Looking at what became what before a file becomes the draft: every decision is a button, kept at once."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from consultation.queries import comment_counts
from core.errors import N_, Conflict, Invalid, NotFound
from core.text import clean
from documents import queries
from documents.drafting import history
from documents.imports import confirming, importing
from documents.imports.nearest import Closest
from documents.models import PendingImport
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.fields import text, whole
from sbcp.pages.drafts.paragraphs import places
from sbcp.pages.imports import rows as import_rows
from sbcp.pages.imports.decisions import DECISIONS, take_choices
from sbcp.pages.imports.rows import Preview, Row
from sbcp.web.errors import message_of
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

Errors = dict[str, str]
SHOWS = ("check", "changed", "all")
PAGE = 50  # rows
LIKELY = 6  # paragraphs offered first
LONGEST_REASON = 5000


def preview(visit: Visit) -> Response:
    """What became what, to be looked at; of an import that is done, what was left out."""
    pending = _pending(visit)
    return _page(visit, pending, pending.reason or "")


def decide(visit: Visit) -> Response:
    """Keep what a person says of a row, and come back to it; or make the file the draft."""
    pending, reason = _pending(visit), clean(text(visit.form, "reason")).text
    name, _colon, what = text(visit.form, "do").partition(":")
    try:
        if name == "again":
            confirming.compare_again(visit.db, pending)
            pending.reason = _kept(reason)
            return _back(visit, pending, "", flash=_("The file was compared with the draft again."))
        confirming.lock_unconfirmed(visit.db, pending)
        pending.reason = _kept(reason)
        take_choices(visit, pending)
        if name in ("", "take"):
            return _take_over(visit, pending, reason)
        if name not in DECISIONS:
            raise Invalid(N_("Choose a paragraph from the list."))
        key = DECISIONS[name](visit, pending, what)
    except Conflict:
        return _page(visit, pending, reason, status=409)
    except Invalid as error:
        errors = {error.field or "reason": message_of(error)}
        return _page(visit, pending, reason, errors=errors, status=422)
    return _back(visit, pending, key)


def _kept(reason: str) -> str:
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            N_("This reason is longer than %(limit)s characters."), field="reason", limit=LONGEST_REASON
        )
    return reason


def _take_over(visit: Visit, pending: PendingImport, reason: str) -> Response:
    """Make the file the draft. What nobody has confirmed stays uncertain."""
    if not reason.strip():
        raise Invalid(N_("Say why you make this change."), field="reason")
    by = visit.mandate("draft:import")
    revision = importing.confirm(visit.db, pending, by=by, reason=reason, now=visit.now, sure=False)
    flash = _("The file is the draft now, saved as revision %(name)s.") % {"name": revision.name}
    return redirect(visit, "draft", flash=flash, slug=visit.subject().slug)


def _back(visit: Visit, pending: PendingImport, key: str, flash: str = "") -> Response:
    """To the row that was decided on, in the view from which it was."""
    alone = text(visit.form, "alone") == "yes"
    show = text(visit.form, "show")
    query = {"row": key} if alone and key else {"show": show} if show in SHOWS else {}
    if key and not alone:
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


def _page(
    visit: Visit, pending: PendingImport, reason: str, *, errors: Errors | None = None, status: int = 200
) -> Response:
    """The list of rows or, asked for by its key, one row with every choice."""
    document = visit.subject()
    values: dict[str, Any] = {
        "document": document,
        "pending": pending,
        "reason": reason,
        "errors": errors or {},
        "chosen": {n: v for n, v in visit.form.multi_items() if n.startswith(("add-", "goes-"))},
    }
    if pending.confirmed_at is not None:
        return render(visit, "imports/done.html", status=status, **values)
    if confirming.is_outdated(visit.db, pending):
        last = queries.last_revision_id(visit.db, document)
        between = history.revisions_by_id(visit.db, document, [last]).get(last)
        return render(visit, "imports/outdated.html", status=status, between=between, **values)
    version = queries.last_version(visit.db, document)
    shown = import_rows.preview(
        pending,
        places(visit.db, document),
        comment_counts(visit.db, version) if version is not None else {},
    )
    key = _asked(visit, "row") or (_asked_in_form(visit) if errors else "")
    if key:
        return _one_row(visit, shown, key, status, values)
    return _list(visit, shown, status, values)


def _list(visit: Visit, shown: Preview, status: int, values: dict[str, Any]) -> Response:
    """A page of rows, with what it takes to confirm them all."""
    show = _asked(visit, "show") or text(visit.form, "show")
    if show not in SHOWS:
        show = "check" if shown.to_check else "changed"
    rows = shown.of(show)
    at = _asked(visit, "at")
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
        status=status,
        shown=shown,
        show=show,
        rows=here,
        found=len(rows),
        offers=dict(_offers(shown, [row for row in here if row.asked])),
        next=shown.beside(None)[1],
        paging=page,
        **values,
    )


def _one_row(visit: Visit, shown: Preview, key: str, status: int, values: dict[str, Any]) -> Response:
    """One row alone, with every paragraph to choose from."""
    current = shown.named(key)
    if current is None:
        pid = whole(key.removeprefix("end-")) if key.startswith("end-") else None
        current = next((r for r in shown.rows if pid in [place.row.pid for place in r.old]), None)
    if current is None:
        raise NotFound(N_("There is no such paragraph in this file."))
    before, after = shown.beside(current)
    return render(
        visit,
        "imports/row.html",
        status=status,
        shown=shown,
        row=current,
        key=key if key in current.keys else current.key,
        offers=dict(_offers(shown, [current])),
        before=before,
        next=after,
        **values,
    )


def _offers(shown: Preview, rows: list[Row]) -> Iterator[tuple[str, list[Any]]]:
    """For the key of each paragraph asked about, what it is likeliest to come from or to go on in."""
    if not rows:
        return
    old = Closest([place.row.markdown for place in shown.draft])
    ends = any(not row.new for row in rows)
    new = Closest([new.block.markdown for new in shown.file] if ends else [])
    for row in rows:
        for paragraph in row.new:
            has = {place.row.pid for place in paragraph.sources}
            near = [shown.draft[at] for at in old.to(paragraph.block.markdown, LIKELY + len(has))]
            yield f"new-{paragraph.index}", [place for place in near if place.row.pid not in has][:LIKELY]
        if not row.new:
            yield row.key, [shown.file[at] for at in new.to(row.old[0].row.markdown, LIKELY)]


def _index(rows: list[Row], key: str) -> int | None:
    """Where a row stands among others; None if it does not."""
    return next((index for index, row in enumerate(rows) if key in row.keys), None) if key else None


def _asked(visit: Visit, name: str) -> str:
    return visit.query.get(name, "")


def _asked_in_form(visit: Visit) -> str:
    """The row whose own page was sent, so that an error is shown there."""
    return text(visit.form, "key") if text(visit.form, "alone") == "yes" else ""


def _pending(visit: Visit) -> PendingImport:
    return queries.pending_import_by_id(visit.db, visit.subject(), visit.path["pending"])

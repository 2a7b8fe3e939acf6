"""A paragraph that both an imported file and somebody else changed: a person decides, as in the draft."""

from collections.abc import Sequence

from starlette.responses import Response

from core.errors import N_, Conflict, Invalid, NotFound
from documents import queries
from documents.drafting import history
from documents.drafting.input import paragraphs_typed
from documents.drafting.rebase import Rebased, rebase
from documents.formats.reading import Omission
from documents.imports import bases, confirming, merging
from documents.imports.verdicts import Clash, told
from documents.models import Document, PendingImport
from sbcp.language.locales import gettext as _
from sbcp.pages.drafts.conflicts import beside_each_other
from sbcp.pages.drafts.paragraphs import NamedParagraph, name_of, named_paragraphs
from sbcp.pages.imports.begun import begun
from sbcp.pages.imports.forms import ClashDecision
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

SEEN_OTHERWISE = N_("These texts have changed since you opened this page. Look at them again, and decide.")


def show(visit: Visit) -> Response:
    """Both texts, the one that they come from, what can be put together, and what was decided."""
    pending = _pending(visit)
    if not _waits(visit, pending):
        return _to_preview(visit, pending)
    clash = _clash(visit, pending)
    return _to_preview(visit, pending) if clash is None else _page(visit, pending, clash)


def settle(visit: Visit) -> Response:
    """Keep what a person decided."""
    pending, form = _pending(visit), ClashDecision.read(visit)
    try:
        confirming.lock_unconfirmed(visit.db, pending)
    except Conflict:
        clash = _clash(visit, pending) if bases.is_known(pending) else None
        if clash is None:
            raise
        form.add("markdown", _(SEEN_OTHERWISE))
        return _page(visit, pending, clash, form, status=409)
    clash = _clash(visit, pending)
    if clash is None:
        return _to_preview(visit, pending, flash=_("There is nothing to decide here any more."))
    if form.on.raw != clash.on:
        form.add("markdown", _(SEEN_OTHERWISE))
        return _page(visit, pending, clash, form, status=409)
    if form.is_right():
        with form.telling():
            left_out = _take(visit, pending, clash, form)
            names = ", ".join(dict.fromkeys(_(omission.what) for omission in left_out))
            notes = [_("Your decision is kept.")]
            notes += [_("Left out: %(names)s.") % {"names": names}] if names else []
            return _to_preview(visit, pending, flash=" ".join(notes))
    return _page(visit, pending, clash, form)


def _take(visit: Visit, pending: PendingImport, clash: Clash, form: ClashDecision) -> list[Omission]:
    """Do what the button says; gives what of a typed text cannot be kept."""
    do = form.do.raw
    if do == "open":
        confirming.unsettle(pending, clash.key)
        return []
    if do in ("mine", "theirs"):
        confirming.settle(pending, clash, do)
        return []
    if do not in ("together", "text"):
        raise Invalid(N_("Choose one of the texts."), field="markdown")
    text = form.markdown.data if do == "text" else (_together(clash).text or "")
    blocks, left_out = paragraphs_typed(visit.db, visit.subject(), text, clash.block, clash.pids)
    confirming.settle(pending, clash, "text", blocks)
    return left_out


def _together(clash: Clash) -> Rebased:
    return rebase(clash.base, clash.yours, clash.theirs)


def _page(
    visit: Visit, pending: PendingImport, clash: Clash, form: ClashDecision | None = None, status: int = 0
) -> Response:
    document = visit.subject()
    decided = clash.settled or clash.before
    typed = told(decided.blocks) if decided and decided.blocks else clash.yours or clash.theirs
    shown = (form or ClashDecision.read(visit, {"markdown": typed})).shown()
    asked = _together(clash) if clash.yours and clash.theirs else None
    changes = history.revisions_by_id(visit.db, document, clash.changes)
    return render(
        visit,
        "imports/clash.html",
        **{**shown, "status": status or shown["status"]},
        document=document,
        pending=pending,
        clash=clash,
        begun=begun(visit, bases.base_of(pending)),
        three=beside_each_other(clash.base, clash.yours, clash.theirs, asked),
        changes=[changes[id_] for id_ in clash.changes if id_ in changes],
        place=places_of(document, [clash], named_paragraphs(visit.db, document))[0],
    )


def places_of(document: Document, clashes: Sequence[Clash], draft: Sequence[NamedParagraph]) -> list[str]:
    """How a sentence calls each of these paragraphs: by its name in the draft, or by its first words."""
    names = {each.pid: each.name for each in draft}
    return [
        next((names[pid] for pid in clash.pids if pid in names), "")
        or name_of("", clash.block, document.language)
        for clash in clashes
    ]


def _clash(visit: Visit, pending: PendingImport) -> Clash | None:
    """The clash of the address; None if both do not change it any more."""
    together = merging.merged(visit.db, pending)
    return next((clash for clash in together.clashes if clash.key == visit.path["pid"]), None)


def _waits(visit: Visit, pending: PendingImport) -> bool:
    return (
        pending.confirmed_at is None
        and bases.is_known(pending)
        and not confirming.is_outdated(visit.db, pending)
    )


def _to_preview(visit: Visit, pending: PendingImport, flash: str = "") -> Response:
    return redirect(
        visit,
        "pending_import",
        flash=flash,
        anchor="#clashes",
        slug=visit.subject().slug,
        pending=pending.id,
    )


def _pending(visit: Visit) -> PendingImport:
    pending = queries.pending_import_by_id(visit.db, visit.subject(), visit.path["pending"])
    known = {pid for pid, *_rest in pending.compared or ()} | {link[0] for link in pending.links}
    if visit.path["pid"] not in known:
        raise NotFound(N_("There is no such paragraph in this file."))
    return pending

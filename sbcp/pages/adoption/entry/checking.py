"""The page on which all that was entered is checked, and recording it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import Response

from adoption import loading
from adoption.begun import keeping
from adoption.begun.models import ActDraft
from adoption.models import Act
from adoption.recording import acts
from core.errors import N_, Conflict, Forbidden, Invalid, Refused
from documents.models import Version
from members.models import Mandate
from sbcp.approvals import deciding
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry import confirming, papers, preparing, rights, shown
from sbcp.pages.adoption.entry.forms import FilesOfAct
from sbcp.pages.adoption.entry.pages import KIND, Entered, EntryPage, page_of_field
from sbcp.web.errors import message_of
from sbcp.web.kept.pages import forget_afterwards
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


class Fault(NamedTuple):
    """Something that is missing or wrong: on which page, at which field, in words."""

    page: EntryPage
    field: str
    message: str


Work = Callable[..., Act]
RECORDED = N_("The act is on the record. A second person verifies it now.")


def overview(visit: Visit) -> Response:
    """All that was entered, or what is missing of it."""
    one = confirming.shown(visit)
    draft = one.draft
    if draft.act_id is not None:
        return _to_act(visit, draft.act_id)
    try:
        act, faults = _worked(visit, draft, acts.prepare_act, by=_recorder(one))
    except Forbidden as error:
        act, faults = None, [Fault(KIND, "kind", message_of(error))]
    return _page(visit, one, act, faults)


def record(visit: Visit) -> Response:
    """Put it on the record; or ask whoever speaks for the country to confirm it; or confirm it. Sent twice,
    it leads to the act."""
    one = confirming.shown(visit)
    draft = one.draft
    if draft.act_id is not None:
        return _to_act(visit, draft.act_id)
    if one.confirms:
        return _confirm(visit, one)
    if one.waiting is not None:
        return redirect(visit, "approval", approval=one.waiting.id)
    entered = Entered(draft.content)
    asked = confirming.whom_to_ask(visit, entered)
    act, faults = _worked(visit, draft, acts.prepare_act if asked else acts.record_act)
    if act is None:
        return _page(visit, one, None, faults, status=422)
    if asked is not None:
        return confirming.ask(visit, draft, rights.mandate(visit, entered))
    keeping.became(visit.db, draft, act)
    return _to_act(visit, act.id, _(RECORDED))


def _confirm(visit: Visit, one: confirming.Shown) -> Response:
    """Approve what was asked for, and record it by the mandate that entered it."""
    draft, waiting = one.draft, one.waiting
    assert waiting is not None, "what is confirmed waits"
    asker = waiting.asked_by
    entered = Entered(draft.content)
    by = visit.mandate("adoption:confirm", country=entered.country)
    rights.check_asker(visit, entered, asker)
    act, faults = _worked(visit, draft, acts.prepare_act, by=asker)
    if act is None:
        return _page(visit, one, None, faults, status=422)

    def work() -> dict[str, int]:
        act, _faults = _worked(visit, draft, acts.record_act, by=asker, confirmed_by=by)
        if act is None:  # it was right a moment ago
            raise Conflict(N_("This act can no longer be recorded as it was entered."))
        keeping.became(visit.db, draft, act)
        return {"act": act.id}

    approval = deciding.approve(visit.db, visit.settings, waiting.id, by=by, now=visit.now, work=work)
    forget_afterwards(visit)
    return _to_act(visit, (approval.result or {})["act"], _(RECORDED))


def _recorder(one: confirming.Shown) -> Mandate | None:
    """Who records it, if it is not the reader."""
    return one.waiting.asked_by if one.confirms and one.waiting else None


def _worked(
    visit: Visit,
    draft: ActDraft,
    work: Work,
    *,
    by: Mandate | None = None,
    confirmed_by: Mandate | None = None,
) -> tuple[Act | None, list[Fault]]:
    """The act that a service makes of what was entered; or None, and why not. by: who records it, if not the
    reader. Raises Forbidden."""
    entered = Entered(draft.content)
    forms = preparing.forms_of(visit, entered)
    files = {}
    for form in forms.values():
        if isinstance(form, FilesOfAct):
            files = papers.kept(visit, form)
        form.is_right()
    faults = [
        Fault(page, field, message) for page, form in forms.items() for field, message in form.faults.items()
    ]
    if faults:
        return None, faults
    by = by or rights.mandate(visit, entered)
    data = preparing.act_data(visit, entered, {page.name: form for page, form in forms.items()}, files)
    data["confirmed_by"] = confirmed_by
    version = preparing.version_of(visit, entered)
    try:
        return work(visit.db, visit.subject(), version, by=by, now=visit.now, **data), []
    except Invalid as error:
        page = page_of_field(error.field)
        field = page.form.aliases.get(error.field, error.field)
        return None, [Fault(page, field, message_of(error))]
    except (Conflict, Refused) as error:
        return None, [Fault(KIND, "", message_of(error))]


def _page(
    visit: Visit, one: confirming.Shown, act: Act | None, faults: list[Fault], *, status: int = 200
) -> Response:
    frame = shown.frame(visit, one.draft)
    entered, version = frame["entered"], frame["version"]
    return render(
        visit,
        "adoption/entry/check.html",
        status=status,
        **frame,
        **_said(visit, version, act),
        waiting=one.waiting,
        confirms=one.confirms,
        asked=None if one.confirms else confirming.whom_to_ask(visit, entered),
        pages=[(page, [each for each in faults if each.page is page]) for page in entered.pages],
        faults=faults if status == 422 else [],
        errors={each.field: each.message for each in faults} if status == 422 else {},
    )


def _said(visit: Visit, version: Version, act: Act | None) -> dict[str, Any]:
    passages = loading.text(visit.db, version).passages if act is not None else {}
    return {"act": act, "passages": passages}


def _to_act(visit: Visit, number: int, flash: str = "") -> Response:
    return redirect(visit, "act", slug=visit.subject().slug, act=number, flash=flash)

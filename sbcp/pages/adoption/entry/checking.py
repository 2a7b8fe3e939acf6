"""The page on which all that was entered is checked, and recording it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import Response

from adoption import loading
from adoption.begun import keeping
from adoption.begun.models import ActDraft
from adoption.models import Act
from adoption.recording import acts
from core.errors import Conflict, Forbidden, Invalid, Refused
from documents.models import Version
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry import papers, preparing, rights, shown
from sbcp.pages.adoption.entry.forms import FilesOfAct
from sbcp.pages.adoption.entry.pages import KIND, Entered, EntryPage, page_of_field
from sbcp.pages.adoption.entry.views import own
from sbcp.web.errors import message_of
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit


class Fault(NamedTuple):
    """Something that is missing or wrong: on which page, at which field, in words."""

    page: EntryPage
    field: str
    message: str


Work = Callable[..., Act]


def overview(visit: Visit) -> Response:
    """All that was entered, or what is missing of it."""
    draft = own(visit)
    if draft.act_id is not None:
        return _to_act(visit, draft.act_id)
    try:
        act, faults = _worked(visit, draft, acts.prepare_act)
    except Forbidden as error:
        act, faults = None, [Fault(KIND, "kind", message_of(error))]
    return _page(visit, draft, act, faults)


def record(visit: Visit) -> Response:
    """Put it on the record. Sent twice, it leads to the act."""
    draft = own(visit)
    if draft.act_id is not None:
        return _to_act(visit, draft.act_id)
    act, faults = _worked(visit, draft, acts.record_act)
    if act is None:
        return _page(visit, draft, None, faults, status=422)
    keeping.became(visit.db, draft, act)
    return _to_act(visit, act.id, _("The act is on the record. A second person verifies it now."))


def _worked(visit: Visit, draft: ActDraft, work: Work) -> tuple[Act | None, list[Fault]]:
    """The act that a service makes of what was entered; or None, and why not. Raises Forbidden."""
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
    by = rights.mandate(visit, entered.country, entered.kind)
    data = preparing.act_data(visit, entered, {page.name: form for page, form in forms.items()}, files)
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
    visit: Visit, draft: ActDraft, act: Act | None, faults: list[Fault], *, status: int = 200
) -> Response:
    frame = shown.frame(visit, draft)
    entered, version = frame["entered"], frame["version"]
    return render(
        visit,
        "adoption/entry/check.html",
        status=status,
        **frame,
        **_said(visit, version, act),
        pages=[(page, [each for each in faults if each.page is page]) for page in entered.pages],
        faults=faults if status == 422 else [],
        errors={each.field: each.message for each in faults} if status == 422 else {},
    )


def _said(visit: Visit, version: Version, act: Act | None) -> dict[str, Any]:
    passages = loading.text(visit.db, version).passages if act is not None else {}
    return {"act": act, "passages": passages}


def _to_act(visit: Visit, number: int, flash: str = "") -> Response:
    return redirect(visit, "act", slug=visit.subject().slug, act=number, flash=flash)

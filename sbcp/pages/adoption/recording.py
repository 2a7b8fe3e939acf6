"""Recording an act: one form, a page to check, then the record. For a government's representative."""

from typing import Any

from starlette.responses import Response

from adoption import dossiers, loading, services
from adoption.dossiers import act_of_document
from adoption.kinds import ActKind, Purpose
from adoption.models import Act
from adoption.recorded import Paper
from adoption.services import ActData
from core.days import PartialDay
from core.errors import N_, NotFound
from core.files.kinds import ACCEPT, MAX_BYTES
from core.files.models import File
from documents.models import Version
from documents.queries import last_version, version_by_number
from members.models import Mandate
from sbcp.language.glossary import act_kind_name
from sbcp.language.locales import format_date
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption import papers, status_labels
from sbcp.pages.adoption.forms import EarlierAct, NewAct, given_by
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

RESERVATIONS = 3  # rows offered; a correction of an act with more gets as many as it has


def act_form(visit: Visit) -> Response:
    """An empty form; with ``?about=`` one about an earlier act, filled from it for a correction."""
    by, asked = visit.mandate("adoption:record"), EarlierAct.asked(visit)
    version = _version(visit, asked.version.data)
    given: dict[str, Any] = {"kind": asked.kind.raw}
    if asked.about.data:
        about = act_of_document(visit.db, visit.subject(), asked.about.data)
        if about.participant_id == by.participant_id:
            version = about.version
            restated = given_by(about) if asked.kind.raw == ActKind.CORRECTION else {}
            given = {**restated, **given, "about": about.id}
    return _form(visit, version, NewAct.read(visit, given))


def record_act(visit: Visit) -> Response:
    """Show the act for checking, and record it once it is confirmed."""
    form = NewAct.read(visit)
    visit.mandate("adoption:record", country=form.country.raw or None)
    new = papers.keep(visit, form)
    by = visit.mandate("adoption:record", country=form.country.raw or None)
    document, version = visit.subject(), _version(visit, form.version.data)
    kept = papers.kept(visit, form)
    if form.is_right():
        confirmed = form.confirm.data and not new  # what came just now is looked at first
        work = services.record_act if confirmed else services.prepare_act
        with form.telling():
            act = work(visit.db, document, version, by=by, now=visit.now, **_data(visit, form, by, kept))
            if not confirmed:
                return _check(visit, version, act, form)
            flash = _("The act is on the record. A second person verifies it now.")
            return redirect(visit, "act", slug=document.slug, act=act.id, flash=flash)
    return _form(visit, version, form)


def _form(visit: Visit, version: Version, form: NewAct) -> Response:
    by = visit.mandate("adoption:record", country=form.country.raw or None)
    assert by.participant is not None, "a government's mandate names its country"
    earlier = dossiers.acts_to_refer_to(visit.db, version, by.participant)
    return render(
        visit,
        "adoption/record.html",
        **form.shown(),
        document=visit.subject(),
        version=version,
        last=last_version(visit.db, visit.subject()),
        by=by,
        kinds=[(kind, _(kind.label), _(kind.meaning)) for kind in ActKind],
        earlier=[(act.id, _name(act)) for act in earlier],
        text=loading.text(visit.db, version),
        rows=range(1, max(RESERVATIONS, form.reservation.last_row) + 1),
        papers=papers.rows(form, papers.kept(visit, form)),
        purposes=[(purpose, _(purpose.label)) for purpose in Purpose],
        accept=ACCEPT,
        megabytes=MAX_BYTES >> 20,
        **status_labels.words(),
    )


def _check(visit: Visit, version: Version, act: Act, form: NewAct) -> Response:
    """What will be recorded, with the form in hidden fields."""
    return render(
        visit,
        "adoption/check.html",
        document=visit.subject(),
        version=version,
        act=act,
        text=loading.text(visit.db, version),
        kept=form.hidden,
        **status_labels.words(),
    )


def _data(visit: Visit, form: NewAct, by: Mandate, kept: dict[int, File]) -> ActData:
    """The act for the service."""
    assert by.participant is not None, "a government's mandate names its country"
    names = ("title", "language", "title_en", "body", "number", "gazette")
    about = form.about.data
    return {
        "participant": by.participant,
        "kind": form.kind.data,
        "instrument": Paper(**{name: form[name].data for name in names}),
        "done_on": PartialDay(form.done_on.data),
        "effective_on": PartialDay(form.effective_on.data) if form.effective_on.data else None,
        "scopes": form.chapters,
        "reservations": [(each.pid, each.words) for each in form.reservation.rows if each.pid],
        "statement": form.statement.data,
        "language": form.statement_language.data,
        "about": act_of_document(visit.db, visit.subject(), about) if about else None,
        "files": [(kept[each.number], each.purpose) for each in form.paper.rows if each.number in kept],
    }


def _version(visit: Visit, number: int | None) -> Version:
    """The version named by number, the last one by default."""
    document = visit.subject()
    if number:
        return version_by_number(visit.db, document, number)
    last = last_version(visit.db, document)
    if last is None:
        raise NotFound(N_("This document has no published version yet."))
    return last


def _name(act: Act) -> str:
    """An act as lists of choice name it."""
    words = {"number": act.id, "kind": act_kind_name(act.kind), "day": format_date(act.done_on)}
    return _("No. %(number)s: %(kind)s, %(day)s") % words + (
        f" ({act.instrument.title_en})" if act.instrument else ""
    )

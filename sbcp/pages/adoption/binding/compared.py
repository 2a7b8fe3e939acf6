"""Two countries side by side, on one document and one day."""

from starlette.responses import RedirectResponse, Response

from adoption import queries
from adoption.binding.comparing import Side, documents_of, side_by_side
from documents.queries import document_by_slug
from members.models import Participant
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name, names
from sbcp.pages.adoption import status_labels
from sbcp.pages.adoption.binding.sentences import head_sentence
from sbcp.pages.adoption.days import ASKED, days_asked, typed
from sbcp.pages.adoption.tracker import offered_documents
from sbcp.urls import url
from sbcp.web.forms import tomorrow
from sbcp.web.render import render
from sbcp.web.visit import Visit

KEPT = ("document", *ASKED)


def chosen(visit: Visit) -> Response:
    """From the form on which two countries are chosen to the page about them; the form, until both are."""
    codes = [visit.query.get(name, "") for name in ("country", "other")]
    if all(codes):
        one, other = (queries.participant_of_address(visit.db, code) for code in codes)
        return _to(visit, one, other)
    countries = names(visit.db)
    return render(
        visit,
        "adoption/compare.html",
        countries=[("", ""), *countries.items()],
        chosen=codes,
        kept={name: visit.query[name] for name in KEPT if visit.query.get(name)},
    )


def compared(visit: Visit) -> Response:
    """Where each of two countries stands, in a sentence and a table."""
    codes = str(visit.path["country"]), str(visit.path["other"])
    one, other = (queries.participant_of_address(visit.db, code) for code in codes)
    if one.id == other.id:
        return RedirectResponse(url(visit.locale.code, "country", country=one.code), 303)
    if codes != (one.code, other.code):
        return _to(visit, one, other)
    visit.request.state.good_until = tomorrow(visit.now)
    days, errors = days_asked(visit)
    offered, _open = offered_documents(visit)
    acted_on = documents_of(visit.db, (one, other))
    offered = [each for each in offered if each.id in acted_on] or offered
    wanted = visit.query.get("document")
    document = document_by_slug(visit.db, wanted) if wanted else next(iter(offered), None)
    shown = side_by_side(visit.db, document, (one, other), days) if document else None
    sides = [shown.one, shown.other] if shown else []
    return render(
        visit,
        "adoption/compared.html",
        status=422 if errors else 200,
        errors=errors,
        typed=typed(visit),
        days=days,
        one=one,
        other=other,
        offered=offered,
        document=document,
        shown=shown,
        sentences=[_sentence(side) for side in sides],
        **status_labels.words(visit.db),
    )


def _sentence(side: Side) -> str:
    name = display_name(side.participant)
    if side.shown is None:
        words = _("Nothing on the record says that %(country)s has acted on any version of this text.")
        return " ".join([words % {"country": name}, _("This is not a “no”.")])
    return head_sentence(side.shown, name)


def _to(visit: Visit, one: Participant, other: Participant) -> Response:
    asked = {name: visit.query[name] for name in KEPT if visit.query.get(name)}
    address = url(visit.locale.code, "countries_compared", country=one.code, other=other.code, query=asked)
    return RedirectResponse(address, 303)

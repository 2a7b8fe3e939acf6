"""What is on the record of an act, as one page to print, with the address at which it can be checked."""

import segno
from starlette.responses import Response

from adoption import dossiers
from sbcp.pages.adoption import status_labels
from sbcp.record import inclusion
from sbcp.urls import url
from sbcp.web.forms import tomorrow
from sbcp.web.render import render
from sbcp.web.visit import Visit


def show(visit: Visit) -> Response:
    """The certificate of an act, as of today: of none where the act is not as the record has it."""
    today = visit.now.date()
    view, company = dossiers.act_and_company(visit.db, visit.subject(), visit.path["act"], today)
    included = inclusion.of_act(visit.db, view.act)
    visit.request.state.good_until = tomorrow(visit.now)
    if included and not included.head and visit.now < included.due_by:
        visit.request.state.good_until = min(tomorrow(visit.now), included.due_by)
    address = address_of(visit, view.act.id)
    return render(
        visit,
        "adoption/certificate.html",
        document=visit.subject(),
        view=view,
        company=company,
        included=included,
        certain=included is not None
        and all(inclusion.act_is_as_recorded(visit.db, each.act) for each in (view, *company)),
        address=address,
        picture=code_of(address).svg_data_uri(scale=4, border=4, light="white"),
        **status_labels.words(visit.db),
    )


def address_of(visit: Visit, act: int) -> str:
    """Where anybody finds the act, whole."""
    return visit.settings.base_url + url(visit.locale.code, "act", slug=visit.subject().slug, act=act)


def code_of(address: str) -> segno.QRCode:
    """An address as a QR code: a fourth of it may be lost on paper."""
    return segno.make(address, error="q", micro=False, boost_error=False)

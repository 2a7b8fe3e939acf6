"""A document that was begun by mistake: a second person is asked to take it out of the lists."""

from starlette.responses import Response

from core.errors import Conflict, Refused
from sbcp.approvals import taking_out
from sbcp.language.locales import gettext as _
from sbcp.pages.approvals import views
from sbcp.pages.process.forms import TakeOut
from sbcp.web.errors import message_of
from sbcp.web.render import render
from sbcp.web.visit import Visit


def form(visit: Visit, sent: TakeOut | None = None) -> Response:
    """What follows from it, and the reason to be published; or why it stays in the lists."""
    document, refusal = visit.subject(), ""
    try:
        taking_out.prepare(visit.db, document)
    except (Refused, Conflict) as error:
        refusal = message_of(error)
    shown = (sent or TakeOut.read(visit)).shown()
    return render(
        visit,
        "process/take_out.html",
        **shown | ({"status": 409} if refusal and sent else {}),
        document=document,
        refusal=refusal,
        follows=_(taking_out.FOLLOWS),
        waiting=views.waiting_about(visit, document.subject, taking_out.KIND),
    )


def ask(visit: Visit) -> Response:
    """Ask a second person, with a reason."""
    sent, document = TakeOut.read(visit), visit.subject()
    if not sent.is_right():
        return form(visit, sent)
    try:
        body = taking_out.prepare(visit.db, document)
    except (Refused, Conflict):
        return form(visit, sent)
    by = visit.mandate("document:take_out")
    return views.ask(visit, taking_out.KIND, document.subject, body, sent.reason.data, by)

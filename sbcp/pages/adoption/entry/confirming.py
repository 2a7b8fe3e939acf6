"""An act of a country for which another mandate speaks: that one is asked to confirm it."""

from typing import NamedTuple

from starlette.responses import Response

from adoption.begun import keeping
from adoption.begun.models import ActDraft
from core.errors import NotFound
from members.absences.declaring import who_speaks
from members.approvals import Approval
from members.models import Mandate
from sbcp.approvals import acts, deciding
from sbcp.language.locales import gettext as _
from sbcp.pages.adoption.entry import preparing, rights
from sbcp.pages.adoption.entry.pages import Entered
from sbcp.pages.approvals import views as requests
from sbcp.web.visit import Visit


class Shown(NamedTuple):
    """An act that is not recorded yet, as the reader may see it. waiting: the request to confirm it, if there
    is one; confirms: the reader is the one who was asked."""

    draft: ActDraft
    waiting: Approval | None
    confirms: bool


def shown(visit: Visit) -> Shown:
    """What the address names: to its author, and while it waits to whoever confirms it. It is held while a
    form is taken. Raises NotFound for everybody else."""
    key, lock = str(visit.path["key"]), visit.request.method == "POST"
    draft = keeping.by_key(visit.db, visit.subject(), key, lock=lock)
    if draft is None or visit.person is None:
        raise NotFound(keeping.GONE)
    waiting = acts.waiting_for(visit.db, draft, visit.now)
    if draft.mandate.person_id == visit.person.id:
        return Shown(draft, waiting, confirms=False)
    if waiting is None or not deciding.decides(visit.db, waiting, visit.person, visit.now):
        raise NotFound(keeping.GONE)
    return Shown(draft, waiting, confirms=True)


def whom_to_ask(visit: Visit, entered: Entered) -> Mandate | None:
    """The mandate that speaks for the country, where it is another person's; None where the reader records at
    once: because they speak, because nobody does, or on behalf of the government by its letter."""
    if rights.is_on_behalf(visit, entered.country):
        return None
    country = preparing.participant_of(visit, entered)
    speaks = who_speaks(visit.db, country, visit.now.date(), visit.subject().subject)
    return speaks if speaks and visit.person and speaks.person_id != visit.person.id else None


def ask(visit: Visit, draft: ActDraft, by: Mandate) -> Response:
    """Ask whoever speaks for the country to confirm what was entered. It is kept as it is meanwhile."""
    entered = Entered(draft.content)
    keeping.save(draft, draft.content, now=visit.now)  # it is kept for as long as they have time
    body = acts.body_of(draft, country=entered.country, version=entered.version or 0, kind=entered.kind)
    reason = _("Another representative speaks for the country.")
    return requests.ask(visit, acts.KIND, draft.document.subject, body, reason, by)

"""Recording an act of a country for which another mandate speaks: what its two representatives agree to.

What was entered is kept beside (``adoption.begun``) and is named by its key alone: it is private until it is
recorded. It is read, checked and recorded by the pages on which it was entered; so it is approved there.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from adoption.begun.keeping import by_key
from adoption.begun.models import ActDraft
from core.errors import N_, Conflict, NotFound
from documents.queries import document_by_slug, version_by_number
from members.absences.declaring import who_speaks
from members.approvals import Approval, open_about
from members.models import Mandate
from members.queries import participant_by_code
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.glossary import act_kind_name
from sbcp.language.locales import gettext as _
from sbcp.language.participants import display_name

KIND = "act.record"


def body_of(draft: ActDraft, *, country: str, version: int, kind: str) -> Body:
    """What is asked for."""
    slug = draft.document.slug
    return {"slug": slug, "key": draft.key, "country": country, "version": version, "act": kind}


def waiting_for(db: Session, draft: ActDraft, now: datetime) -> Approval | None:
    """The request about what somebody has begun, while it waits."""
    waiting = open_about(db, draft.document.subject, (KIND,), now)
    return next((each for each in waiting if each.body["key"] == draft.key), None)


def refuse_waiting(db: Session, draft: ActDraft, now: datetime) -> None:
    """Raises Conflict while it waits to be confirmed: what is confirmed is what was asked for."""
    if waiting_for(db, draft, now) is not None:
        raise Conflict(N_("This act waits to be confirmed. Withdraw the request to change or delete it."))


def _decider(db: Session, body: Body, now: datetime) -> Mandate | None:
    """The mandate that speaks for the country now, on this document."""
    country = participant_by_code(db, body["country"])
    subject = document_by_slug(db, body["slug"]).subject
    return who_speaks(db, country, now.date(), subject) if country else None


def _carry_out(_db: Session, _body: Body, _asked_by: Mandate, _by: Mandate, _now: datetime) -> Body:
    raise Conflict(N_("This is confirmed on the page that shows the act."))


def _details(db: Session, body: Body) -> list[Detail]:
    document, country = document_by_slug(db, body["slug"]), participant_by_code(db, body["country"])
    version = version_by_number(db, document, body["version"])
    return [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Version"), f"{version.number}, {version.label}"),
        Detail(_("Country"), display_name(country) if country else body["country"]),
        Detail(_("Act"), act_kind_name(body["act"])),
    ]


def _stale(db: Session, body: Body) -> bool:
    try:
        draft = by_key(db, document_by_slug(db, body["slug"]), body["key"])
    except NotFound:
        return True
    return draft is None or draft.act_id is not None


def _public(body: Body) -> Body:
    return {"participant": body["country"], "version": body["version"], "act": body["act"]}


def _page(body: Body) -> PageAddress:
    return "begun_act", {"slug": body["slug"], "key": body["key"]}


def _outcome_page(body: Body, result: Body) -> PageAddress:
    return "act", {"slug": body["slug"], "act": result["act"]}


RECORD = TwoPersonAct(
    permission="adoption:confirm",
    name=N_("Record an act of adoption"),
    button=N_("Confirm and record"),
    carry_out=_carry_out,
    details=_details,
    public=_public,
    outcome_page=_outcome_page,
    stale=_stale,
    secret_reason=True,
    decider=_decider,
    approved_on=_page,
)

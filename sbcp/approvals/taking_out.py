"""Taking a document that was begun by mistake out of the lists: what two persons agree to."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_
from documents import queries
from documents.models import Document
from members.models import Mandate
from process import taking_out
from sbcp.approvals.act import Body, Detail, PageAddress, TwoPersonAct
from sbcp.language.locales import format_date, format_number
from sbcp.language.locales import gettext as _

KIND = "document.take_out"


def prepare(db: Session, document: Document) -> Body:
    """What would be asked for. Raises what ``process.taking_out.refuse_staying`` raises."""
    taking_out.refuse_staying(db, document)
    return {"slug": document.slug}


def _carry_out(db: Session, body: Body, asked_by: Mandate, by: Mandate, now: datetime) -> Body:
    document = queries.document_by_slug(db, body["slug"])
    taking_out.take_out(db, document, reason=body["reason"], by=asked_by, approved_by=by, now=now)
    return {"document": document.slug}


def _details(db: Session, body: Body) -> list[Detail]:
    document = queries.document_by_slug(db, body["slug"])
    return [
        Detail(_("Document"), document.title, language=document.language),
        Detail(_("Begun"), format_date(document.created_at)),
        Detail(_("Saved changes in it"), format_number(queries.unpublished_revisions(db, document))),
        Detail(_("What follows"), _(FOLLOWS)),
    ]


def _stale(db: Session, body: Body) -> bool:
    document = queries.document_by_slug(db, body["slug"])
    return bool(queries.last_number(db, document)) or queries.removal_of(db, document) is not None


def _page(body: Body) -> PageAddress:
    return "document", {"slug": body["slug"]}


FOLLOWS = N_(
    "It is withdrawn, and it is in no list and no form any more. Its page stays at its address and says so, "
    "with who, when and why. No step leads back."
)
TAKE_OUT = TwoPersonAct(
    permission="document:take_out",
    name=N_("Take a document out of the lists"),
    button=N_("Approve and take it out of the lists"),
    carry_out=_carry_out,
    details=_details,
    page=_page,
    stale=_stale,
)

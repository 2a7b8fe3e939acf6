"""The document that an address speaks of, from the names in its path."""

from typing import Any

from sqlalchemy.orm import Session

from consultation.queries import consultation_by_id
from documents.models import Document
from documents.queries import document_by_slug, document_of_subject
from members.approvals import Approval


def document_of(db: Session, path: dict[str, Any]) -> Document | None:
    """By ``slug``, by ``consultation`` or by ``approval``; None where the address names none of them.

    Raises NotFound if it names one that does not exist; not for a request, of which a stranger is told
    nothing, not even that.
    """
    if "slug" in path:
        return document_by_slug(db, path["slug"])
    if "consultation" in path:
        return consultation_by_id(db, path["consultation"]).document
    if "approval" in path:
        approval = db.get(Approval, path["approval"])
        return document_of_subject(db, approval.subject) if approval else None
    return None

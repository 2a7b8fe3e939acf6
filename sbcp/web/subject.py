"""What an address speaks of, from the names in its path."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consultation.models import Consultation
from consultation.queries import consultation_by_id
from documents.models import Document
from documents.queries import document_by_slug, document_of_subject
from members import approvals
from members.approvals import Approval


@dataclass(frozen=True)
class Subject:
    """The rows that the names in an address stand for, fetched once for the checks and for the view.

    ``document`` is that of the address or the one that the consultation or the request is about.
    """

    document: Document | None = None
    consultation: Consultation | None = None
    approval: Approval | None = None


def subject_of(db: Session, path: dict[str, Any]) -> Subject:
    """By ``slug``, by ``consultation`` or by ``approval``; nothing where the address names none of them.

    Raises NotFound if it names one that does not exist; not for a request, of which a stranger is told
    nothing, not even that.
    """
    if "slug" in path:
        return Subject(document_by_slug(db, path["slug"]))
    if "consultation" in path:
        consultation = consultation_by_id(db, path["consultation"])
        return Subject(consultation.document, consultation)
    if "approval" in path:
        approval = approvals.approval_by_id(db, path["approval"])
        document = document_of_subject(db, approval.subject) if approval else None
        return Subject(document, approval=approval)
    return Subject()

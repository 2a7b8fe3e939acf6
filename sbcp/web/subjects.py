"""The document that an address speaks of, from the names in its path."""

from typing import Any

from sqlalchemy.orm import Session

from consultation.queries import consultation_by_id
from documents.models import Document
from documents.queries import document_by_slug


def document_of(db: Session, path: dict[str, Any]) -> Document | None:
    """By ``slug`` or by ``consultation``; None where the address names neither.

    Raises NotFound if it names one that does not exist.
    """
    if "slug" in path:
        return document_by_slug(db, path["slug"])
    if "consultation" in path:
        return consultation_by_id(db, path["consultation"]).document
    return None

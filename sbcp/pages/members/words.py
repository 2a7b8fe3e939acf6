"""How pages about members name what the members' room does not know."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from documents.models import Document
from documents.queries import documents_by_slugs
from members.models import Interest


def documents_by_subject(db: Session, declared: Iterable[Interest]) -> dict[str, Document]:
    """The documents that declarations are about, as the record calls them."""
    wanted = {interest.subject.removeprefix("document:") for interest in declared if interest.subject}
    listed = documents_by_slugs(db, sorted(wanted)) if wanted else []
    return {document.subject: document for document in listed}

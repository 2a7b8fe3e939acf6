"""How pages about members name what the members' room does not know."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from documents.models import Document
from documents.queries import documents
from members.models import Interest


def documents_by_subject(db: Session, declared: Iterable[Interest]) -> dict[str, Document]:
    """The documents that declarations are about, as the record calls them."""
    wanted = {found.subject for found in declared if found.subject}
    return {found.subject: found for found in documents(db) if found.subject in wanted} if wanted else {}

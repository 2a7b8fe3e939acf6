"""Acts for tests, recorded the way the product records them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from adoption.models import Act
from adoption.services import Paper, record_act
from documents.models import Document
from documents.queries import last_version
from members.models import Mandate
from tests.support.factories import NOW, make_mandate

PAPER = Paper(
    title="Закључак о усвајању",
    language="sr-Cyrl",
    title_en="Conclusion on the adoption",
    body="Government",
    number="05-310",
    gazette="Gazette 17, p. 4",
)


def make_act(
    db: Session,
    document: Document,
    kind: str = "adopted by government",
    *,
    by: Mandate | None = None,
    country: str = "RS",
    done_on: date | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Act:
    """An act on the last version, by a government's representative made for it by default."""
    by = by or make_mandate(db, "government", country=country)
    version = values.pop("version", None) or last_version(db, document)
    assert version is not None
    return record_act(
        db,
        document,
        version,
        by=by,
        now=now,
        **{
            "participant": by.participant,
            "kind": kind,
            "instrument": PAPER,
            "done_on": done_on or now.date(),
            **values,
        },
    )

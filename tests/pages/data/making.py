"""What tests of the tables need: a document with acts of several countries, and files as they are read."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from documents.models import Document
from documents.queries import document_by_slug
from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_participant
from tests.support.pages import Client

TODAY = NOW.date()
EARLY = TODAY - timedelta(days=40)
STATUS, ACTS = "/api/v1/adoption/status", "/api/v1/adoption/acts"
FORMULA = '=HYPERLINK("https://evil.example","Read this")'


def adopted(client: Client) -> Document:
    """Where countries stand differently, with a reservation, a declaration, a chapter and a withdrawal."""
    with client.saved() as db:
        document = make_document(db, slug="policy", versions=2)
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        for place, code in enumerate(("AL", "BA", "BG", "HR", "ME", "RS"), 1):
            make_participant(db, code, position=place)
        set_rule(db, document, needs=1)
        chapter, first = (p.pid for p in document.versions[1].paragraphs[:2])
        make_act(db, document, "adopted by parliament", country="AL", done_on=EARLY)
        ratified = make_act(db, document, "ratification", country="BA")
        with_it: dict[str, Any] = {"by": ratified.recorded_by, "about": ratified, "language": "bs"}
        make_act(db, document, "reservation", reservations=[(first, FORMULA)], **with_it)
        make_act(db, document, "declaration", statement="- So we declare.", **with_it)
        make_act(db, document, "signed", country="BG", scopes=[chapter])
        left = make_act(db, document, "signed", country="HR", done_on=EARLY)
        make_act(db, document, "withdrawal", about=left, by=left.recorded_by)
        make_act(db, document, "endorsed", country="ME", version=document.versions[0])
    return document


def of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def of_xlsx(data: bytes, sheet: str = "data") -> list[dict[str, str]]:
    """The rows of a sheet as CSV has them."""
    page = load_workbook(BytesIO(data))[sheet]
    names, *lines = page.iter_rows(values_only=True)
    texts = [["" if cell is None else str(cell) for cell in line] for line in lines]
    return [dict(zip(map(str, names), line, strict=True)) for line in texts]


def policy(db: Session) -> Document:
    return document_by_slug(db, "policy")

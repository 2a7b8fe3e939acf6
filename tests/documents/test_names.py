"""What a document is called in other languages: a row for each wording, the last of a language stands, and
its own title stays."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.record import entries, public
from core.record.canonical import digest
from documents import names
from documents.models import Document, DocumentName
from documents.names import Names
from documents.public import DOCUMENT, NAME
from members.models import Mandate
from tests.support.factories import NOW, make_document, make_mandate


@pytest.fixture
def by(db: Session) -> Mandate:
    return make_mandate(db)


@pytest.fixture
def document(db: Session, by: Mandate) -> Document:
    return make_document(db, slug="guide", title="Guide", by=by)


def write(db: Session, document: Document, by: Mandate, title: str, summary: str = "") -> None:
    new = Names({"sr-Cyrl": title}, {"sr-Cyrl": summary})
    names.write(db, document, new, by=by, now=NOW)


def test_the_last_wording_stands_and_the_others_stay(db: Session, document: Document, by: Mandate) -> None:
    write(db, document, by, "Водич", "Ко шта ради.")
    write(db, document, by, " Водич  за све ", "Ко шта ради.")
    assert document.title == "Guide"
    assert (document.titles, document.summaries) == (
        {"sr-Cyrl": "Водич за све"},
        {"sr-Cyrl": "Ко шта ради."},
    )
    rows = db.execute(
        select(DocumentName.number, DocumentName.title, DocumentName.summary).order_by(DocumentName.id)
    )
    assert [tuple(row) for row in rows] == [
        (1, "Водич", "Ко шта ради."),
        (2, "Водич за све", "Ко шта ради."),
    ]
    write(db, document, by, "")
    assert (document.titles, document.summaries) == ({}, {})


def test_each_wording_and_what_stands_are_on_the_record(db: Session, document: Document, by: Mandate) -> None:
    before = dict(DOCUMENT.rows(db))["document:guide"]
    assert not {"titles", "summaries"} & before.keys(), "what has no other title is as it was"
    write(db, document, by, "Водич")
    entry = db.scalars(select(entries.Entry).order_by(entries.Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    assert (entry.action, entry.actor, entry.subject) == ("document.named", by.actor, "document:guide")
    assert entry.payload.body["languages"] == ["sr-Cyrl"]
    rows = {**dict(NAME.rows(db)), **dict(DOCUMENT.rows(db))}
    assert list(rows) == ["name:guide/sr-Cyrl/1", "document:guide"]
    assert rows["document:guide"]["titles"] == {"sr-Cyrl": "Водич"}
    known = public.recorded(db, list(rows))
    assert {name: known[name].digest for name in rows} == {name: digest(row) for name, row in rows.items()}


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (Names({"sr-Cyrl": ""}), "title-sr-Cyrl"),
        (Names({"sr-Cyrl": "x" * 301}), "title-sr-Cyrl"),
        (Names({}, {"sr-Cyrl": "x" * 2001}), "summary-sr-Cyrl"),
        (Names({"en": "Another title"}), "title-en"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(
    db: Session, document: Document, by: Mandate, new: Names, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        names.write(db, document, new, by=by, now=NOW)
    assert refused.value.field == field
    assert document.titles == {}


def test_serbian_in_latin_script_is_derived_from_a_cyrillic_original() -> None:
    codes = ["en", "sr-Cyrl", "sr-Latn"]
    assert names.languages(Document(language="sr-Cyrl"), codes) == ["en"]
    assert names.languages(Document(language="en"), codes) == ["sr-Cyrl", "sr-Latn"]
    assert names.languages(Document(language="mk"), codes) == codes

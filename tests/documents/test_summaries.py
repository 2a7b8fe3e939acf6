"""What a version says in plain words: a row for each wording, the last of a language stands, and the version
is as it was."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.record import entries, public
from core.record.canonical import digest
from documents import queries, summaries
from documents.models import Version, VersionSummary
from documents.public import SUMMARY
from documents.publishing import version_digest
from members.models import Mandate
from tests.support.factories import NOW, make_document, make_mandate


@pytest.fixture
def by(db: Session) -> Mandate:
    return make_mandate(db)


@pytest.fixture
def version(db: Session, by: Mandate) -> Version:
    return make_document(db, slug="guide", by=by).versions[0]


def write(db: Session, version: Version, by: Mandate, **texts: str) -> list[VersionSummary]:
    named = {code.replace("_", "-"): text for code, text in texts.items()}
    return summaries.write(db, version, named, by=by, now=NOW)


def test_the_last_wording_of_a_language_stands_and_the_others_stay(
    db: Session, version: Version, by: Mandate
) -> None:
    write(db, version, by, en="Who does what.", sr_Cyrl="Ко шта ради.")
    [row] = write(db, version, by, en=" It says who does what. ", sr_Cyrl="Ко шта ради.")
    assert (row.language, row.number, row.text) == ("en", 2, "It says who does what.")
    assert summaries.of_version(db, version) == {"en": "It says who does what.", "sr-Cyrl": "Ко шта ради."}
    texts = db.scalars(select(VersionSummary.text).order_by(VersionSummary.id)).all()
    assert texts == ["Who does what.", "Ко шта ради.", "It says who does what."]


def test_an_empty_one_takes_back_what_stood(db: Session, version: Version, by: Mandate) -> None:
    write(db, version, by, en="Who does what.", sr_Cyrl="Ко шта ради.")
    write(db, version, by, en="")
    assert summaries.of_version(db, version) == {"sr-Cyrl": "Ко шта ради."}


def test_the_digest_of_the_version_is_that_of_its_text_alone(
    db: Session, version: Version, by: Mandate
) -> None:
    before = version.digest
    write(db, version, by, en="Who does what.")
    db.expire_all()
    assert version.digest == before == version_digest(version, queries.paragraphs(db, version))


def test_each_is_on_the_record_by_language_and_number(db: Session, version: Version, by: Mandate) -> None:
    write(db, version, by, en="Who does what.", sr_Cyrl="Ко шта ради.")
    entry = db.scalars(select(entries.Entry).order_by(entries.Entry.seq.desc())).first()
    assert entry is not None
    assert entry.payload is not None
    assert (entry.action, entry.actor, entry.subject) == ("version.summarised", by.actor, "document:guide")
    assert {name: entry.payload.body[name] for name in ("version", "languages")} == {
        "version": 1,
        "languages": ["en", "sr-Cyrl"],
    }
    rows = dict(SUMMARY.rows(db))
    assert list(rows) == ["summary:guide/1/en/1", "summary:guide/1/sr-Cyrl/1"]
    known = public.recorded(db, list(rows))
    assert {name: known[name].digest for name in rows} == {name: digest(row) for name, row in rows.items()}


def test_what_changes_nothing_or_is_too_long_is_refused_at_its_field(
    db: Session, version: Version, by: Mandate
) -> None:
    for texts in ({"en": " "}, {"en": "x" * (summaries.LONGEST + 1)}):
        with pytest.raises(Invalid) as refused:
            write(db, version, by, **texts)
        assert refused.value.field == "summary-en"
    write(db, version, by, en="Who does what.")
    with pytest.raises(Invalid):
        write(db, version, by, en="Who does what.")
    assert summaries.of_version(db, version) == {"en": "Who does what."}

"""What somebody has begun to enter is theirs alone, stays as long as it should, and is not on the record."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adoption.begun import choosing, keeping
from adoption.begun.models import ActDraft, ActDraftFile
from adoption.kinds import ActKind
from adoption.models import Act
from core.errors import Invalid, NotFound, Refused
from core.files import keeping as files
from core.files.models import File
from core.record import entries
from core.record.entries import Entry
from documents.models import Document
from members.models import Mandate
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_document, make_mandate
from tests.support.papers import make_files

CONTENT: keeping.Content = {"kind": {"country": "RS", "version": "1", "kind": "signed"}}


@pytest.fixture
def document(db: Session) -> Document:
    return make_document(db)


@pytest.fixture
def minister(db: Session) -> Mandate:
    return make_mandate(db, "government")


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_it_is_found_by_its_author_alone(db: Session, document: Document, minister: Mandate) -> None:
    draft = keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    assert keeping.own(db, document, draft.key, minister.person, lock=True) is draft
    assert keeping.of_person(db, minister.person) == [draft]
    other = make_mandate(db, "government")
    assert keeping.of_person(db, other.person) == []
    another = make_document(db, slug="another")
    for where, key, person in (
        (document, draft.key, other.person),
        (document, draft.key, None),
        (document, "x", minister.person),
        (another, draft.key, minister.person),
    ):
        with pytest.raises(NotFound):
            keeping.own(db, where, key, person)


def test_nothing_of_it_is_on_the_record(db: Session, document: Document, minister: Mandate) -> None:
    before = count(db, Entry)
    draft = keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    keeping.save(draft, {**CONTENT, "dates": {"depositary": "Canary"}}, now=NOW)
    keeping.keep_files(db, draft, make_files(db, "k"))
    keeping.let_go(db, draft)
    db.commit()
    assert count(db, Entry) == before
    assert entries.verify(db) is None


def test_there_is_a_measure(db: Session, document: Document, minister: Mandate) -> None:
    draft = keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    with pytest.raises(Invalid, match="far more than an act takes"):
        keeping.save(draft, {"words": {"statement": "x" * keeping.LARGEST}}, now=NOW)
    for _ in range(keeping.MOST - 1):
        keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    with pytest.raises(Refused, match="Record or delete"):
        keeping.begin(db, document, CONTENT, by=minister, now=NOW)


def test_its_files_stay_as_long_as_it_does(db: Session, document: Document, minister: Mandate) -> None:
    draft = keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    paper, letter, _third = make_files(db, "k")
    keeping.keep_files(db, draft, [paper, letter])
    keeping.keep_files(db, draft, [letter])
    linked = select(File).where(files.is_linked())
    assert list(db.scalars(linked)) == [letter]
    keeping.forget_old(db, NOW - timedelta(days=1))
    assert list(db.scalars(linked)) == [letter]
    keeping.forget_old(db, NOW)
    db.expire_all()
    assert (list(db.scalars(linked)), count(db, ActDraft), count(db, ActDraftFile)) == ([], 0, 0)


def test_once_recorded_nothing_of_it_stays(db: Session, document: Document, minister: Mandate) -> None:
    draft = keeping.begin(db, document, CONTENT, by=minister, now=NOW)
    keeping.keep_files(db, draft, make_files(db, "k")[:1])
    act = make_act(db, document, "signed", by=minister)
    keeping.became(db, draft, act)
    assert (draft.content, draft.act_id, count(db, ActDraftFile)) == ({}, act.id, 0)
    assert keeping.of_person(db, minister.person) == []
    assert keeping.own(db, document, draft.key, minister.person).act_id == act.id


def test_an_act_is_about_what_still_stands(
    db: Session, document: Document, minister: Mandate, now: datetime
) -> None:
    signed = make_act(db, document, "signed", by=minister)
    objection = make_act(db, document, "objection", by=minister, statement="Not so.", language="en")
    version, country = signed.version, signed.participant

    def offered(kind: str) -> list[Act]:
        return choosing.acts_to_choose(db, version, country, kind, now.date())

    assert offered(ActKind.WITHDRAWAL) == [objection, signed]
    withdrawal = make_act(db, document, "withdrawal", by=minister, about=objection)
    assert offered(ActKind.WITHDRAWAL) == [signed]
    assert offered(ActKind.WITHDRAWAL_RESCINDED) == [withdrawal]
    make_act(db, document, "withdrawal rescinded", by=minister, about=withdrawal)
    assert offered(ActKind.WITHDRAWAL) == [objection, signed]
    assert offered(ActKind.WITHDRAWAL_RESCINDED) == []
    assert len(offered(ActKind.CORRECTION)) == 4
    assert choosing.countries_with_acts(db, document) == {country.id}

"""What countries and organisations are called, and what they were called before."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.record import entries
from core.record.entries import Entry
from members import organisations, services
from members.countries import names as country_names
from members.models import Mandate, Naming, Participant
from tests.support.factories import make_mandate, make_participant
from tests.support.recorded import content


def renamed(db: Session, participant: Participant, now: datetime, **names: str) -> Naming:
    asking, approving = make_mandate(db, "admin"), make_mandate(db, "admin")
    return country_names.rename(
        db,
        participant,
        names=names,
        footnotes={"en": " Agreed  on 1 March. "},
        reason="Agreed by the group.",
        asked_by=asking,
        approved_by=approving,
        now=now,
    )


def test_a_new_name_holds_at_once_and_the_one_before_stays_in_the_history(db: Session, now: datetime) -> None:
    participant = make_participant(db, "MK")
    country_names.announce(db, participant, by="operator", now=now)
    made = renamed(db, participant, now, en="The North")
    assert participant.names == {"en": "The North"}
    assert participant.footnotes == {"en": "Agreed on 1 March."}
    assert [found.names for found in country_names.history(db, participant)] == [{"en": "The North"}, {}]
    assert made.asked_by is not None
    assert made.approved_by is not None
    assert made.asked_by.person_id != made.approved_by.person_id


def test_a_new_name_is_on_the_record_with_the_one_before_and_both_mandates(
    db: Session, now: datetime
) -> None:
    made = renamed(db, make_participant(db, "MK"), now, en="The North")
    entry = db.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert (entry.action, entry.subject) == ("participant.renamed", "participants")
    assert made.approved_by is not None
    assert entry.actor == made.approved_by.actor
    assert entry.payload is not None
    assert entry.payload.body["from"] == {"names": {}, "footnotes": {}}
    assert entry.payload.body["to"]["names"] == {"en": "The North"}
    assert entry.payload.body["asked_by"] == made.asked_by.actor  # type: ignore[union-attr]
    assert entries.verify(db) is None


def test_a_new_name_makes_every_kept_page_anew(db: Session, now: datetime) -> None:
    entries.append(db, at=now, actor="operator", action="test", subject="document:policy", body={})
    before = entries.last_seq(db, "document:policy")
    renamed(db, make_participant(db, "MK"), now, en="The North")
    assert entries.last_seq(db, "document:policy") > before


def test_the_history_of_names_cannot_be_rewritten(db: Session, now: datetime) -> None:
    made = renamed(db, make_participant(db, "MK"), now, en="The North")
    made.names = {"en": "Another"}
    with pytest.raises(DBAPIError, match="append-only"), db.begin_nested():
        db.flush()


def test_a_name_is_one_line_of_reasonable_length(db: Session, now: datetime) -> None:
    participant = make_participant(db, "MK")
    with pytest.raises(Invalid) as error:
        renamed(db, participant, now, en="x" * 121)
    assert error.value.field == "name-en"
    assert renamed(db, participant, now, en="North\n Mace\u00addo\0nia").names == {"en": "North Macedonia"}


def test_no_change_is_no_renaming(db: Session) -> None:
    participant = make_participant(db, "MK")
    with pytest.raises(Invalid):
        country_names.checked(participant, names={"en": "  "}, footnotes={})


@pytest.fixture
def admin(db: Session) -> Mandate:
    return make_mandate(db, "admin")


def test_an_organisation_keeps_its_place_under_a_new_name(db: Session, admin: Mandate, now: datetime) -> None:
    made = organisations.add(db, name="Cluster One", tier="cluster", participant=None, by=admin, now=now)
    entries.append(db, at=now, actor="operator", action="test", subject="document:policy", body={})
    before = entries.last_seq(db, "document:policy")
    organisations.rename(db, made, name=" Cluster  1 ", by=admin, now=now)
    assert entries.last_seq(db, "document:policy") > before, "kept pages that name it are made anew"
    assert made.name == "Cluster 1"
    told = db.scalars(select(Entry).where(Entry.subject == f"organisation:{made.id}").order_by(Entry.seq))
    bodies = [content(entry) for entry in told]
    assert bodies[0] == {
        "organisation": made.id,
        "name": "Cluster One",
        "tier": "cluster",
        "participant": None,
    }
    assert bodies[1] == {"organisation": made.id, "from": "Cluster One", "to": "Cluster 1"}


@pytest.mark.parametrize(
    ("name", "tier", "field"),
    [
        ("Taken", "cluster", "name"),
        (" ", "cluster", "name"),
        ("x" * 201, "cluster", "name"),
        ("New", "club", "tier"),
        ("New", "intermediary", "participant"),
        ("New", "government", "participant"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_an_organisation_has_a_name_of_its_own_a_tier_and_where_needed_a_country(
    db: Session, admin: Mandate, now: datetime, name: str, tier: str, field: str
) -> None:
    services.add_organisation(db, name="Taken", tier="cluster")
    with pytest.raises(Invalid) as error:
        organisations.add(db, name=name, tier=tier, participant=None, by=admin, now=now)
    assert error.value.field == field

"""A person says where a comment stands: named, on record, and told to the versions that followed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Comment, StandingPlace
from consultation.placements.rules import Place
from consultation.placements.settling import PlaceConflict, settle_placement
from core.errors import Invalid, Refused
from core.record import entries as record
from documents import queries
from documents.models import Document, Version
from members.models import Mandate
from tests.consultation.placements.steps import commented, edit_one, place_of, publish
from tests.consultation.sending import send_comment
from tests.support.factories import NOW, make_mandate


def uncertain_one(db: Session) -> tuple[StandingPlace, list[int], Mandate]:
    document, round_, pids = commented(db)
    send_comment(db, round_, pids[0], quote=["It says another, too."])
    edit_one(db, document, pids[0], "Paragraph 1 was imported anew. It says another, too.")
    row = queries.draft_paragraph(db, document, pids[0])
    assert row is not None
    row.certain = False
    publish(db, document)
    placement = db.scalars(select(StandingPlace)).one()
    assert (placement.pid, placement.kind) == (None, "uncertain")
    return placement, pids, make_mandate(db, "working_group")


def test_a_person_confirms_a_place_and_is_named(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    db.refresh(placement)
    assert (placement.pid, placement.kind, placement.quote_kind) == (pids[0], "changed", "unchanged")
    assert placement.settled_by == member
    entry = db.get_one(record.Entry, record.head(db).seq)
    assert (entry.action, entry.actor) == ("comment.placed", member.actor)
    assert entry.payload is not None
    told = {
        "comment": 1,
        "version": 2,
        "pid": pids[0],
        "kind": "changed",
        "quote_kind": "unchanged",
        "reason": "",
    }
    assert {**entry.payload.body, "objects": None} == {**told, "objects": None}
    assert list(entry.payload.body["objects"]) == [f"settlement:{placement.version.document.slug}/1/2/1"]
    assert placement.settled_at == NOW


def test_a_person_may_put_a_comment_at_another_paragraph(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    assert (placement.pid, placement.kind) == (pids[3], "changed")


def test_a_person_may_say_that_the_text_is_gone(db: Session) -> None:
    placement, _pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=None, by=member, now=NOW, reason="Nothing of it is left.")
    assert (placement.pid, placement.kind, placement.quote_kind) == (None, "removed", "removed")
    assert placement.reason == "Nothing of it is left."


def test_a_comment_is_not_retired_without_a_reason(db: Session) -> None:
    placement, _pids, member = uncertain_one(db)
    with pytest.raises(Invalid) as refused:
        settle_placement(db, placement, pid=None, by=member, now=NOW, reason="  ")
    assert refused.value.field == "reason"
    assert (placement.kind, placement.settled_by) == ("uncertain", None)


def test_F31_the_second_of_two_people_is_told_and_changes_nothing(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    seen = placement.changes
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW, seen=seen)
    other = make_mandate(db, "working_group")
    with pytest.raises(PlaceConflict):
        settle_placement(db, placement, pid=pids[0], by=other, now=NOW, seen=seen)
    assert (placement.pid, placement.settled_by) == (pids[3], member)


def test_F14_the_same_choice_sent_twice_is_one_decision(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    seen = placement.changes
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW, seen=seen)
    entries = record.head(db).seq
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW, seen=seen)
    assert record.head(db).seq == entries


def later_version(db: Session, document: Document, pid: int) -> Version:
    edit_one(db, document, pid, f"Words of version {len(queries.versions(db, document)) + 1}.")
    return publish(db, document)


def placement_in(db: Session, comment: Comment, version: Version) -> StandingPlace:
    found = select(StandingPlace).where(
        StandingPlace.comment_id == comment.id, StandingPlace.version_id == version.id
    )
    return db.scalars(found).one()


def test_a_place_settled_late_reaches_the_versions_that_followed(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    document, comment = placement.version.document, placement.comment
    third = later_version(db, document, pids[1])
    fourth = later_version(db, document, pids[0])
    assert {place_of(db, comment, v).kind for v in (third, fourth)} == {"uncertain"}
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    assert place_of(db, comment, third) == Place(pids[0], "changed", "unchanged")
    assert place_of(db, comment, fourth) == Place(pids[0], "changed", "removed")
    entry = db.get_one(record.Entry, record.head(db).seq)
    assert entry.payload is not None
    assert entry.payload.body["later"] == [
        {"version": 3, "pid": pids[0], "kind": "changed", "quote_kind": "unchanged"},
        {"version": 4, "pid": pids[0], "kind": "changed", "quote_kind": "removed"},
    ]
    assert placement_in(db, comment, third).settled_by is None, "nobody decided there"


def test_a_later_place_that_a_person_settled_stays_theirs(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    document, comment = placement.version.document, placement.comment
    third = later_version(db, document, pids[1])
    fourth = later_version(db, document, pids[1])
    settle_placement(db, placement_in(db, comment, third), pid=pids[3], by=member, now=NOW)
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    assert place_of(db, comment, third).pid == place_of(db, comment, fourth).pid == pids[3]


def test_a_form_opened_before_the_place_followed_another_decision_is_refused(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    third = later_version(db, placement.version.document, pids[1])
    waiting = placement_in(db, placement.comment, third)
    seen = waiting.changes
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    with pytest.raises(PlaceConflict):
        settle_placement(db, waiting, pid=pids[3], by=member, now=NOW, seen=seen)
    assert waiting.pid == pids[0]


def test_what_a_person_settled_a_person_may_correct(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    settle_placement(db, placement, pid=pids[0], by=member, now=NOW)
    assert placement.pid == pids[0]


def test_a_settled_place_is_carried_on(db: Session) -> None:
    placement, pids, member = uncertain_one(db)
    settle_placement(db, placement, pid=pids[3], by=member, now=NOW)
    document = placement.version.document
    edit_one(db, document, pids[1])
    third = publish(db, document)
    assert place_of(db, placement.comment, third) == Place(pids[3], "changed", "moved")


def test_a_certain_place_is_not_for_anybody_to_change(db: Session) -> None:
    document, round_, pids = commented(db)
    send_comment(db, round_, pids[0])
    edit_one(db, document, pids[1])
    publish(db, document)
    placement = db.scalars(select(StandingPlace)).one()
    member = make_mandate(db, "working_group")
    with pytest.raises(Refused):
        settle_placement(db, placement, pid=pids[2], by=member, now=NOW)


def test_a_comment_is_not_put_at_a_paragraph_that_the_version_does_not_have(db: Session) -> None:
    placement, _pids, member = uncertain_one(db)
    with pytest.raises(Invalid) as refused:
        settle_placement(db, placement, pid=999, by=member, now=NOW)
    assert refused.value.field == "pid"
    assert placement.kind == "uncertain"

"""Enumerations: a member is the string that is kept, everywhere, and has words."""

import json

import msgspec
import pytest
from sqlalchemy.orm import Session

import members.approvals
import process.lifecycle
import sbcp.language.glossary  # noqa: F401 - every room's enumerations become known
from adoption.entry_rules import Delay
from adoption.headlines import Headline
from adoption.kinds import ActKind, Level, Powers, Purpose, Status
from adoption.versions import Place
from consultation.kinds import Answer, CommentKind, PlacementKind, RoundChangeKind, RoundState
from core.enumeration import Labelled
from core.files.kinds import MediaType
from core.files.models import Scan
from core.record.canonical import canonical
from documents.drafting.survival import Kept
from documents.drafting.taking_back import Way
from documents.imports.bases import Known
from documents.lineage import LineageKind
from members.models import InvitationState, Organisation, Role, Tier
from process.stances.standing import StanceKind
from sbcp.pages.data.columns import Written

# What is in databases, on the record and in the JSON of instances that run: never to be changed.
KEPT = {
    process.lifecycle.Stage: "drafting consultation revision adoption in_force superseded withdrawn",
    RoundState: "announced open closed",
    CommentKind: "general substantive technical editorial translation",
    Answer: "accepted partly_accepted not_accepted already_covered out_of_scope noted question_answered",
    PlacementKind: "unchanged changed moved uncertain removed",
    RoundChangeKind: "extended closed_early reopened",
    Kept: "whole part not",
    Known: "digest words pids single asked last draft unknown",
    LineageKind: "unchanged edited moved moved_and_edited split merged added deleted",
    ActKind: "endorsed signed signed_ad_referendum signed_subject_to_approval definitive_signature "
    "adopted_by_government adopted_by_parliament ratification acceptance approval formal_confirmation "
    "accession succession succession_to_signature provisional_application reservation declaration objection "
    "objection_to_reservation change_of_name withdrawal withdrawal_rescinded correction",
    Delay: "days months days_then_first_of_month months_then_first_of_month first_of_month",
    Level: "reported document_seen in_gazette",
    Place: "adopted coming in_force superseded",
    StanceKind: "support object abstain",
    Status: "none signatory consented party withdrawn",
    Headline: "adopted signed supports other objects withdrawn none",
    Purpose: "instrument letter full_powers translation",
    Powers: "full_powers head_of_state head_of_government minister_of_foreign_affairs practice not_known",
    Scan: "waiting clean refused none",
    MediaType: "application/pdf image/png image/jpeg "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.oasis.opendocument.text text/plain",
    Way: "clean together doubtful done place_unknown",
    Written: "code text number day partial_day instant yes_or_no list words_on_paragraphs address",
    Tier: "coordinator intermediary cluster government",
    InvitationState: "waiting unsent sent expired accepted withdrawn",
    members.approvals.ApprovalState: "waiting approved refused withdrawn expired void",
}


@pytest.mark.parametrize("enumeration", KEPT)
def test_the_values_are_those_that_are_kept_in_their_order(enumeration: type[Labelled]) -> None:
    assert [*enumeration] == [value.replace("_", " ") for value in KEPT[enumeration].split()]


def test_the_roles_are_those_that_are_kept() -> None:
    assert [*Role] == ["secretariat", "working_group", "government", "contact_point", "observer", "admin"]


def test_every_enumeration_of_the_rooms_is_listed_here_and_every_member_has_words() -> None:
    assert set(Labelled.__subclasses__()) == {*KEPT, Role}
    assert not [member for each in Labelled.__subclasses__() for member in each if not member.label]
    assert all(kind.meaning for kind in ActKind)
    assert all(status.meaning and status.sign for status in Status)


def test_a_member_is_written_as_its_value() -> None:
    answer = Answer.PARTLY_ACCEPTED
    assert (answer, f"{answer}", {"partly accepted": 1}[answer]) == ("partly accepted", "partly accepted", 1)
    assert canonical({answer: answer}) == b'{"partly accepted":"partly accepted"}'
    assert json.dumps([answer]) == '["partly accepted"]'
    assert msgspec.json.encode([answer]) == b'["partly accepted"]'


def test_a_value_that_is_no_members_is_none() -> None:
    assert Answer.has("noted")
    assert not Answer.has("NOTED")
    assert not Answer.has("")
    with pytest.raises(ValueError, match="NOTED"):
        Answer("NOTED")


def test_a_member_is_kept_and_found_in_a_database(db: Session) -> None:
    kept = Organisation(name="Cluster", tier=Tier.CLUSTER)
    db.add(kept)
    db.flush()
    db.expire(kept)
    assert type(kept.tier) is str
    assert db.query(Organisation).filter(Organisation.tier == Tier.CLUSTER).one() is kept
    assert db.query(Organisation).filter(Organisation.tier.in_(tuple(Tier))).count() == 1
    assert db.query(Organisation).filter(Organisation.tier == "cluster").count() == 1

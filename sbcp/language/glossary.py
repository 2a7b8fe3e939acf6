"""One glossary: the words that the database keeps, in the reader's language."""

from typing import Protocol

from adoption.headlines import Headline
from adoption.kinds import ActKind, Level, Powers, Purpose, Status
from consultation.kinds import Answer, CommentKind, PlacementKind, RoundChangeKind, RoundState
from core.errors import N_
from core.files.kinds import MediaType
from core.files.models import Scan
from documents.lineage import LineageKind
from documents.text.citations import cite
from documents.text.sections import own_number
from members.approvals import ApprovalState
from members.erasing import FORMER
from members.models import InvitationState, Role, Tier
from process.lifecycle import Stage
from process.stances.standing import StanceKind
from sbcp.language.locales import gettext as _
from sbcp.language.locales import in_script
from sbcp.permissions import RULES

# Words that belong to no room.

PACES = {"at once": N_("at once"), "daily": N_("once a day"), "weekly": N_("once a week")}
ACTIONS = {
    "mandate.given": N_("Mandate given"),
    "mandate.ended": N_("Mandate ended"),
    "mandate.handed_over": N_("Open work handed over"),
    "mandate.absent": N_("Absent"),
    "mandate.returned": N_("Back from an absence"),
    "mandates.suspended": N_("Mandates suspended"),
    "mandates.resumed": N_("Mandates in force again"),
    "participant.added": N_("Country added"),
    "participant.renamed": N_("Country called otherwise"),
    "participant.succeeded": N_("Country succeeded by another"),
    "participants.ordered": N_("Order of countries set"),
    "organisation.added": N_("Organisation added"),
    "organisation.renamed": N_("Organisation renamed"),
    "interest.declared": N_("Interest declared"),
    "interest.ended": N_("Declared interest ended"),
    "recusal.begun": N_("Recusal begun"),
    "recusal.ended": N_("Recusal ended"),
    "document.created": N_("Document begun"),
    "document.named": N_("Document named in other languages"),
    "document.removed": N_("Document taken out of the lists"),
    "version.published": N_("Version published"),
    "version.summarised": N_("Summary of a version written"),
    "consultation.opened": N_("Consultation opened"),
    "consultation.closed": N_("Consultation closed"),
    "submission.received": N_("Response received"),
    "comment.answered": N_("Comment answered"),
    "comment.linked": N_("Comment linked to a revision"),
    "comment.unlinked": N_("What a comment led to undone"),
    "comment.kept": N_("What a comment led to changed"),
    "comments.shown": N_("What comments led to published"),
    "comment.placed": N_("Comment placed by hand"),
    "comments.carried": N_("Comments carried to a new version"),
    "consultation.extended": N_("Consultation extended"),
    "consultation.closed_early": N_("Consultation closed early"),
    "consultation.reopened": N_("Consultation reopened"),
    "approval.asked": N_("Approval asked for"),
    "approval.approved": N_("Approved by a second person"),
    "approval.refused": N_("Refused by a second person"),
    "approval.withdrawn": N_("Request withdrawn"),
    "approval.expired": N_("Request expired"),
    "approval.void": N_("Request void"),
    "process.stepped": N_("Stage changed"),
    "process.overridden": N_("Stage changed by override"),
    "stance.stated": N_("Stance of a country stated"),
    "stance.withdrawn": N_("Stance of a country withdrawn"),
    "act.recorded": N_("Act of adoption recorded"),
    "acts.listed": N_("List of past acts taken in"),
    "entry_rule.set": N_("Rule of entry into force set"),
    "act.verified": N_("Act of adoption verified"),
    "act.file_erased": N_("File of an act erased"),
    "act.name_erased": N_("Name of a signatory erased"),
    "record.covered": N_("Record covers more"),
    "record.signed": N_("Head of the record signed"),
    "record.key": N_("Key for signed heads put on the record"),
    "personal.erased": N_("Personal data erased"),
    "record.payload_erased": N_("Content of an entry erased"),
}


def stage_name(stage: str) -> str:
    return _(Stage(stage).label)


def stance_name(kind: str) -> str:
    return _(StanceKind(kind).label)


def round_state_name(state: str) -> str:
    return _(RoundState(state).label)


def comment_kind_name(kind: str) -> str:
    return _(CommentKind(kind).label)


def answer_name(answer: str) -> str:
    return _(Answer(answer).label)


def placement_name(kind: str) -> str:
    return _(PlacementKind(kind).label)


def lineage_name(kind: str) -> str:
    return _(LineageKind(kind).label)


def act_kind_name(kind: str) -> str:
    return _(ActKind(kind).label)


def act_kind_ended(kind: str) -> str:
    """What is said once an act of a kind was withdrawn: «Signature withdrawn»; nothing of what cannot be."""
    ended = ActKind(kind).ended if ActKind.has(kind) else ""
    return _(ended) if ended else ""


def headline_name(headline: str) -> str:
    """Where a country stands, in a word: «Signed»."""
    return _(Headline(headline).label)


def status_name(status: str) -> str:
    return _(Status(status).label)


def level_name(level: str) -> str:
    return _(Level(level).label)


def purpose_name(purpose: str) -> str:
    return _(Purpose(purpose).label)


def powers_name(powers: str) -> str:
    return _(Powers(powers).label)


def media_type_name(media_type: str) -> str:
    return _(MediaType(media_type).label)


def scan_name(scan: str) -> str:
    return _(Scan(scan).label)


def person_name(name: str) -> str:
    """A member's name; of a former one the words that stand in its place."""
    return _(name) if name == FORMER else name


def role_name(role: str) -> str:
    return _(Role(role).label)


def tier_name(tier: str) -> str:
    return _(Tier(tier).label)


def invitation_state_name(state: str) -> str:
    return _(InvitationState(state).label)


def round_change_name(kind: str) -> str:
    return _(RoundChangeKind(kind).label)


def approval_state_name(state: str) -> str:
    return _(ApprovalState(state).label)


def permission_name(action: str) -> str:
    """A rule of the table in words; one that is there no more is shown as it is kept."""
    return _(RULES[action].words) if action in RULES else action


class Labelled(Protocol):
    """A paragraph of a text, or what a page shows of one."""

    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...


def paragraph_name(paragraph: Labelled | str, language: str) -> str:
    """How a sentence calls a paragraph, as the law's language cites it: «члан 3 став 2». Of a label alone it
    is not known whether a number in brackets is a paragraph's or an item's. Empty without a label."""
    if isinstance(paragraph, str):
        return in_script(cite(paragraph, language), language)
    level = getattr(paragraph, "level", None if paragraph.kind == "item" else 0)
    return in_script(cite(paragraph.label, language, 0 if paragraph.kind == "heading" else level), language)


def label_name(passage: Labelled) -> str:
    """The label of a heading beside its words; nothing if they begin with it, as ``Article 5`` does."""
    number = own_number(getattr(passage, "words", ""))
    return "" if number and passage.label.endswith(number) else passage.label


def pace_name(pace: str) -> str:
    """How often mail about something comes."""
    return _(PACES[pace])


def action_name(action: str) -> str:
    """An action of the record; one that has no words yet is shown as it is kept."""
    return _(ACTIONS[action]) if action in ACTIONS else action


FILTERS = {
    name: function
    for name, function in globals().items()
    if name.endswith(("_name", "_ended")) and callable(function)
}

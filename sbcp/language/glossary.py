"""One glossary: the words that the database keeps, in the reader's language."""

from core.errors import N_
from members.erasing import FORMER
from sbcp.language.locales import gettext as _

STAGES = {
    "drafting": N_("Drafting"),
    "consultation": N_("Consultation"),
    "revision": N_("Revision"),
    "adoption": N_("Adoption"),
    "in force": N_("In force"),
    "superseded": N_("Superseded"),
    "withdrawn": N_("Withdrawn"),
}
ROUND_STATES = {"announced": N_("Announced"), "open": N_("Open"), "closed": N_("Closed")}
COMMENT_KINDS = {
    "general": N_("General"),
    "substantive": N_("Substantive"),
    "technical": N_("Technical"),
    "editorial": N_("Editorial"),
    "translation": N_("Translation"),
}
ANSWERS = {
    "accepted": N_("Accepted"),
    "partly accepted": N_("Partly accepted"),
    "not accepted": N_("Not accepted"),
    "already covered": N_("Already covered"),
    "out of scope": N_("Out of scope"),
    "noted": N_("Noted"),
    "question answered": N_("Question answered"),
}
PLACEMENTS = {
    "unchanged": N_("Text unchanged"),
    "changed": N_("Text changed"),
    "moved": N_("Text moved"),
    "uncertain": N_("Place uncertain"),
    "removed": N_("Text removed"),
}
LINEAGE = {
    "unchanged": N_("Unchanged"),
    "edited": N_("Edited"),
    "moved": N_("Moved"),
    "moved and edited": N_("Moved and edited"),
    "split": N_("Split"),
    "merged": N_("Merged"),
    "added": N_("Added"),
    "deleted": N_("Deleted"),
}
ACT_KINDS = {
    "endorsed": N_("Endorsed"),
    "signed": N_("Signed"),
    "adopted by government": N_("Adopted by government"),
    "adopted by parliament": N_("Adopted by parliament"),
    "accession": N_("Accession"),
    "reservation": N_("Reservation"),
    "declaration": N_("Declaration"),
    "objection": N_("Objection"),
    "withdrawal": N_("Withdrawal"),
    "correction": N_("Correction"),
}
LEVELS = {
    "reported": N_("Reported"),
    "document seen": N_("Document seen"),
    "in gazette": N_("In gazette"),
}
ROLES = {
    "secretariat": N_("Secretariat"),
    "working_group": N_("Working group"),
    "government": N_("Government representative"),
    "contact_point": N_("National contact point"),
    "observer": N_("Observer"),
    "admin": N_("Administrator"),
}
TIERS = {
    "coordinator": N_("Coordinator"),
    "intermediary": N_("National intermediary organisation"),
    "cluster": N_("Cluster"),
    "government": N_("Government"),
}
INVITATION_STATES = {
    "waiting": N_("Waiting for a second person"),
    "unsent": N_("Not sent yet"),
    "sent": N_("Sent, not answered yet"),
    "expired": N_("Expired"),
    "accepted": N_("Accepted"),
    "withdrawn": N_("Withdrawn"),
}
ROUND_CHANGES = {
    "extended": N_("Extended"),
    "closed early": N_("Closed early"),
    "reopened": N_("Reopened"),
}
APPROVAL_STATES = {
    "waiting": N_("Waiting for a second person"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn by who asked"),
    "expired": N_("Expired"),
    "void": N_("Void"),
}
PERMISSIONS = {
    "public:read": N_("Read everything that is published"),
    "session:begin": N_("Sign in"),
    "session:end": N_("Sign out"),
    "consultation:comment": N_("Comment in a consultation"),
    "receipt:read": N_("Open a receipt by its private address"),
    "document:import": N_("Begin a document"),
    "draft:read": N_("Read working drafts and how comments are answered"),
    "draft:edit": N_("Edit the working draft"),
    "draft:import": N_("Import the next text from a file"),
    "version:publish": N_("Publish a version"),
    "consultation:open": N_("Open a consultation"),
    "consultation:times": N_("Extend, close early or reopen a consultation"),
    "comment:answer": N_("Answer comments"),
    "comment:place": N_("Decide where a comment stands in a new version"),
    "process:step": N_("Lead a document to its next stage, or withdraw it"),
    "process:override": N_("Set conditions of a step aside"),
    "adoption:record": N_("Record an act of adoption of one’s own country"),
    "adoption:verify": N_("Verify an act of adoption"),
    "approval:read": N_("See requests that wait for a second person"),
    "approval:decide": N_("Decide requests of other people"),
    "receipt:erase": N_("Erase one’s own personal data by the private address of a receipt"),
    "person:erase": N_("Erase the personal data of somebody else"),
    "following:ask": N_("Ask for news by e-mail"),
    "following:own": N_("Look after what one’s own address follows"),
    "mail:read": N_("See what became of mail"),
    "mail:send": N_("Send a message again"),
    "account:own": N_("Look after one’s own account"),
    "member:administer": N_("Administer members, sessions and second factors"),
    "invitation:accept": N_("Accept an invitation by its private link"),
    "interest:declare": N_("Declare an interest, or take no part in a document"),
}
PACES = {"at once": N_("at once"), "daily": N_("once a day"), "weekly": N_("once a week")}
ACTIONS = {
    "mandate.given": N_("Mandate given"),
    "mandate.ended": N_("Mandate ended"),
    "mandate.handed_over": N_("Open work handed over"),
    "mandates.suspended": N_("Mandates suspended"),
    "mandates.resumed": N_("Mandates in force again"),
    "participant.added": N_("Country added"),
    "participant.renamed": N_("Country called otherwise"),
    "participants.ordered": N_("Order of countries set"),
    "organisation.added": N_("Organisation added"),
    "organisation.renamed": N_("Organisation renamed"),
    "interest.declared": N_("Interest declared"),
    "interest.ended": N_("Declared interest ended"),
    "recusal.begun": N_("Recusal begun"),
    "recusal.ended": N_("Recusal ended"),
    "document.created": N_("Document begun"),
    "version.published": N_("Version published"),
    "consultation.opened": N_("Consultation opened"),
    "consultation.closed": N_("Consultation closed"),
    "submission.received": N_("Response received"),
    "comment.answered": N_("Comment answered"),
    "comment.linked": N_("Comment linked to a revision"),
    "comment.placed": N_("Comment placed by hand"),
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
    "act.recorded": N_("Act of adoption recorded"),
    "act.verified": N_("Act of adoption verified"),
    "record.key": N_("Key for signed heads put on the record"),
    "personal.erased": N_("Personal data erased"),
    "record.payload_erased": N_("Content of an entry erased"),
}


def stage_name(stage: str) -> str:
    return _(STAGES[stage])


def round_state_name(state: str) -> str:
    return _(ROUND_STATES[state])


def comment_kind_name(kind: str) -> str:
    return _(COMMENT_KINDS[kind])


def answer_name(answer: str) -> str:
    return _(ANSWERS[answer])


def placement_name(kind: str) -> str:
    return _(PLACEMENTS[kind])


def lineage_name(kind: str) -> str:
    return _(LINEAGE[kind])


def act_kind_name(kind: str) -> str:
    return _(ACT_KINDS[kind])


def level_name(level: str) -> str:
    return _(LEVELS[level])


def person_name(name: str) -> str:
    """A member's name; of a former one the words that stand in its place."""
    return _(name) if name == FORMER else name


def role_name(role: str) -> str:
    return _(ROLES[role])


def tier_name(tier: str) -> str:
    return _(TIERS[tier])


def invitation_state_name(state: str) -> str:
    return _(INVITATION_STATES[state])


def round_change_name(kind: str) -> str:
    return _(ROUND_CHANGES[kind])


def approval_state_name(state: str) -> str:
    return _(APPROVAL_STATES[state])


def permission_name(action: str) -> str:
    """A rule of the table in words; one that has none yet is shown as it is kept."""
    return _(PERMISSIONS[action]) if action in PERMISSIONS else action


def paragraph_name(label: str) -> str:
    """How a sentence calls a paragraph: ``§ 3.2``; ``Article 5`` and ``§ 4`` say themselves what they are.
    Empty for a paragraph without a label."""
    return f"§ {label}" if label[:1].isdigit() else label


def pace_name(pace: str) -> str:
    """How often mail about something comes."""
    return _(PACES[pace])


def action_name(action: str) -> str:
    """An action of the record; one that has no words yet is shown as it is kept."""
    return _(ACTIONS[action]) if action in ACTIONS else action


FILTERS = {
    name: function for name, function in globals().items() if name.endswith("_name") and callable(function)
}

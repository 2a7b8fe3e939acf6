"""One glossary: the words that the database keeps, in the reader's language."""

from core.errors import N_
from sbcp.i18n import gettext as _

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
}
ACTIONS = {
    "mandate.given": N_("Mandate given"),
    "document.created": N_("Document begun"),
    "version.published": N_("Version published"),
    "consultation.opened": N_("Consultation opened"),
    "submission.received": N_("Response received"),
    "comment.answered": N_("Comment answered"),
    "comment.linked": N_("Comment linked to a revision"),
    "comment.placed": N_("Comment placed by hand"),
    "process.stepped": N_("Stage changed"),
    "process.overridden": N_("Stage changed by override"),
    "act.recorded": N_("Act of adoption recorded"),
    "act.verified": N_("Act of adoption verified"),
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


def role_name(role: str) -> str:
    return _(ROLES[role])


def paragraph_name(label: str) -> str:
    """How a sentence calls a paragraph: ``§ 3.2``; ``Article 5`` and ``§ 4`` say themselves what they are.
    Empty for a paragraph without a label."""
    return f"§ {label}" if label[:1].isdigit() else label


def action_name(action: str) -> str:
    """An action of the record; one that has no words yet is shown as it is kept."""
    return _(ACTIONS[action]) if action in ACTIONS else action


FILTERS = {
    name: function for name, function in globals().items() if name.endswith("_name") and callable(function)
}

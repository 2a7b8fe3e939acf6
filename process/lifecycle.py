"""The whole policy process as one table: stages, the steps between them, the gates of each step.

Pure: the gates look at ``Facts`` that a query has gathered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.enumeration import Labelled
from core.errors import N_, NN_


class Stage(Labelled):
    """Where a document stands in the process."""

    DRAFTING = "drafting", N_("Being drafted")
    CONSULTATION = "consultation", N_("Consultation")
    REVISION = "revision", N_("Revision")
    ADOPTION = "adoption", N_("Adoption")
    IN_FORCE = "in force", N_("In force")
    SUPERSEDED = "superseded", N_("Superseded")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


FIRST_STAGE = Stage.DRAFTING


@dataclass(frozen=True)
class Facts:
    """What the gates need to know of a document, in whole numbers."""

    versions: int  # published so far
    open_rounds: int  # announced or open now
    unpublished_revisions: int  # saved in the draft since the last version
    unanswered: int  # on-time comments without a disposition
    unlinked: int  # accepted comments that no revision that stands carries out
    uncertain: int  # placements in the last version that wait for a person
    rules: int  # of entry into force that hold, 0 for none
    in_force: int  # the number of the version that is in force by the rule and the acts, 0 for none
    objections: int  # participants who object: whatever the version and the stage, until they withdraw it


@dataclass(frozen=True)
class Gate:
    """A condition on a transition: ``words`` say it; ``unmet`` counts what stands in the way; ``message``
    tells of that, and ``many`` of more than one, with the number as ``%(num)s``. fixed: nobody sets it aside.
    """

    name: str
    words: str
    unmet: Callable[[Facts], int]
    message: str
    many: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Transition:
    """A passage between two stages. words: what it is called, where that is not the stage it leads to.
    two_persons: one asks for it with a reason, and it is taken when another approves. follows: what comes
    of it, for those who ask and decide."""

    start: Stage
    end: Stage
    gates: tuple[Gate, ...] = ()
    words: str = ""
    two_persons: bool = False
    follows: str = ""


HAS_VERSION = Gate(
    "version",
    N_("A version has been published"),
    lambda facts: not facts.versions,
    N_("No version has been published yet."),
)
ROUND_SET = Gate(
    "round",
    N_("A consultation is open or announced"),
    lambda facts: not facts.open_rounds,
    N_("No consultation is open or announced."),
)
ROUNDS_OVER = Gate(
    "rounds over",
    N_("No consultation is open or announced"),
    lambda facts: facts.open_rounds,
    *NN_(
        "%(num)s consultation is still open or announced.",
        "%(num)s consultations are still open or announced.",
    ),
)
ANSWERED = Gate(
    "answered",
    N_("Every on-time comment has an answer"),
    lambda facts: facts.unanswered,
    *NN_("%(num)s on-time comment has no answer.", "%(num)s on-time comments have no answer."),
)
LINKED = Gate(
    "linked",
    N_("Every accepted comment names a revision that carries it out and stands"),
    lambda facts: facts.unlinked,
    *NN_(
        "%(num)s accepted comment names no revision that carries it out and stands.",
        "%(num)s accepted comments name no revision that carries them out and stands.",
    ),
)
PLACED = Gate(
    "placed",
    N_("Every comment has a certain place in the last version"),
    lambda facts: facts.uncertain,
    *NN_(
        "%(num)s comment has no certain place in the last version.",
        "%(num)s comments have no certain place in the last version.",
    ),
)
DRAFT_PUBLISHED = Gate(
    "draft published",
    N_("Every saved change of the draft is in a published version"),
    lambda facts: facts.unpublished_revisions,
    *NN_(
        "%(num)s saved change of the draft is not in a published version.",
        "%(num)s saved changes of the draft are not in a published version.",
    ),
)
NO_OBJECTION = Gate(
    "no objection",
    N_("No country objects"),
    lambda facts: facts.objections,
    *NN_("The objection of %(num)s country stands.", "The objections of %(num)s countries stand."),
)
RULE_SET = Gate(
    "rule",
    N_("A rule of entry into force is set"),
    lambda facts: not facts.rules,
    N_("No rule of entry into force is set."),
    fixed=True,
)
RULE_MET = Gate(
    "rule met",
    N_("The rule of entry into force is met, and its day has come"),
    lambda facts: facts.rules > 0 and facts.in_force != facts.versions,
    N_("The rule of entry into force is not met yet."),
    fixed=True,
)
NEW_VERSION = Gate(
    "new version",
    N_("The last version is another one than the one in force"),
    lambda facts: facts.in_force > 0 and facts.in_force >= facts.versions,
    N_("The last version is the one that is in force already."),
    fixed=True,
)
STILL_IN_FORCE = Gate(
    "still in force",
    N_("A version of it is in force"),
    lambda facts: not facts.in_force,
    N_("No version of it is in force."),
    fixed=True,
)
NOT_IN_FORCE = Gate(
    "not in force",
    N_("No version of it is in force"),
    lambda facts: facts.in_force > 0,
    N_("A version of it is in force. What can be given up is the next edition."),
    fixed=True,
)

TO_ADOPTION = (HAS_VERSION, NEW_VERSION, ROUNDS_OVER, ANSWERED, LINKED, PLACED, DRAFT_PUBLISHED, NO_OBJECTION)

NO_WAY_BACK = N_("No step leads back from there. What was said and recorded can still be read.")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Stage.DRAFTING, Stage.CONSULTATION, (HAS_VERSION, ROUND_SET)),
    Transition(Stage.CONSULTATION, Stage.REVISION, (ROUNDS_OVER,)),
    Transition(Stage.REVISION, Stage.CONSULTATION, (HAS_VERSION, ROUND_SET)),
    Transition(
        Stage.REVISION,
        Stage.ADOPTION,
        TO_ADOPTION,
        two_persons=True,
        follows=N_("The text stays as it is in the last version, and governments record their acts on it."),
    ),
    Transition(
        Stage.ADOPTION,
        Stage.REVISION,
        two_persons=True,
        follows=N_(
            "The text can be changed again, and no act is recorded meanwhile. Acts that are on the record "
            "stay on the version that they are about: they say nothing of a later one."
        ),
    ),
    Transition(
        Stage.ADOPTION,
        Stage.IN_FORCE,
        (RULE_SET, RULE_MET, NO_OBJECTION),
        two_persons=True,
        follows=N_(
            "The last version is shown to everybody as being in force, in place of any earlier one. No step "
            "leads back to adoption."
        ),
    ),
    Transition(
        Stage.IN_FORCE,
        Stage.REVISION,
        words=N_("Open the next edition"),
        two_persons=True,
        follows=N_(
            "The version in force stays in force, and governments go on acting on it. The text can be "
            "changed, consulted on and published again; its next edition takes the place of the one in force "
            "when it comes into force itself."
        ),
    ),
    Transition(
        Stage.REVISION,
        Stage.IN_FORCE,
        (STILL_IN_FORCE, ROUNDS_OVER),
        words=N_("Give the next edition up"),
        two_persons=True,
        follows=N_(
            "The version in force stays in force. What was drafted, published and said of the next edition "
            "can still be read."
        ),
    ),
    Transition(
        Stage.IN_FORCE,
        Stage.SUPERSEDED,
        two_persons=True,
        follows=N_(
            "Another document takes the place of this one: no version of it is in force any more, and no act "
            "on it is recorded. No step leads on from there."
        ),
    ),
    *(
        Transition(
            start,
            Stage.WITHDRAWN,
            (NOT_IN_FORCE,),
            words=N_("Withdraw the document"),
            two_persons=True,
            follows=NO_WAY_BACK,
        )
        for start in (Stage.DRAFTING, Stage.CONSULTATION, Stage.REVISION, Stage.ADOPTION)
    ),
)


@dataclass(frozen=True)
class Finding:
    """A gate that is not met, and by how much."""

    gate: str
    message: str
    many: str
    count: int


def transitions_from(stage: str) -> list[Transition]:
    """The steps that lead on from a stage, in the order of the table."""
    return [step for step in TRANSITIONS if step.start == stage]


def transition_between(start: str, end: str) -> Transition | None:
    return next((step for step in TRANSITIONS if (step.start, step.end) == (start, end)), None)


def fixed(step: Transition, unmet: Sequence[Finding]) -> list[Finding]:
    """Those of what stands in the way of a step that no override sets aside."""
    names = {gate.name for gate in step.gates if gate.fixed}
    return [finding for finding in unmet if finding.gate in names]


def findings(step: Transition, facts: Facts) -> list[Finding]:
    """The gates of a step that are not met; empty if the way is free."""
    counted = ((gate, int(gate.unmet(facts))) for gate in step.gates)
    return [Finding(gate.name, gate.message, gate.many, count) for gate, count in counted if count]

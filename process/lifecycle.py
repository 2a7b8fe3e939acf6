"""The whole policy process as one table: stages, the steps between them, the gates of each step.

Pure: the gates look at ``Facts`` that a query has gathered.
"""

from collections.abc import Callable
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
    unlinked: int  # accepted comments without the revision that carried them out
    uncertain: int  # placements in the last version that wait for a person
    objections: int  # of participants, standing
    adoptions: int  # participants who have adopted the last version


@dataclass(frozen=True)
class Gate:
    """A condition on a transition: ``unmet`` counts what stands in the way; ``message`` says it, and
    ``many`` says it of more than one, with the number as ``%(num)s``."""

    name: str
    unmet: Callable[[Facts], int]
    message: str
    many: str = ""


@dataclass(frozen=True)
class Transition:
    """A passage between two stages."""

    start: Stage
    end: Stage
    gates: tuple[Gate, ...] = ()


HAS_VERSION = Gate("version", lambda facts: not facts.versions, N_("No version has been published yet."))
ROUND_SET = Gate("round", lambda facts: not facts.open_rounds, N_("No consultation is open or announced."))
ROUNDS_OVER = Gate(
    "rounds over",
    lambda facts: facts.open_rounds,
    *NN_(
        "%(num)s consultation is still open or announced.",
        "%(num)s consultations are still open or announced.",
    ),
)
ANSWERED = Gate(
    "answered",
    lambda facts: facts.unanswered,
    *NN_("%(num)s on-time comment has no answer.", "%(num)s on-time comments have no answer."),
)
LINKED = Gate(
    "linked",
    lambda facts: facts.unlinked,
    *NN_(
        "%(num)s accepted comment names no revision that carried it out.",
        "%(num)s accepted comments name no revision that carried them out.",
    ),
)
PLACED = Gate(
    "placed",
    lambda facts: facts.uncertain,
    *NN_(
        "%(num)s comment has no certain place in the last version.",
        "%(num)s comments have no certain place in the last version.",
    ),
)
DRAFT_PUBLISHED = Gate(
    "draft published",
    lambda facts: facts.unpublished_revisions,
    *NN_(
        "%(num)s saved change of the draft is not in a published version.",
        "%(num)s saved changes of the draft are not in a published version.",
    ),
)
NO_OBJECTION = Gate(
    "no objection",
    lambda facts: facts.objections,
    *NN_("%(num)s blocking objection stands.", "%(num)s blocking objections stand."),
)
ADOPTED = Gate("adopted", lambda facts: not facts.adoptions, N_("No participant has adopted it."))

TO_ADOPTION = (HAS_VERSION, ROUNDS_OVER, ANSWERED, LINKED, PLACED, DRAFT_PUBLISHED, NO_OBJECTION)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Stage.DRAFTING, Stage.CONSULTATION, (HAS_VERSION, ROUND_SET)),
    Transition(Stage.CONSULTATION, Stage.REVISION, (ROUNDS_OVER,)),
    Transition(Stage.REVISION, Stage.CONSULTATION, (HAS_VERSION, ROUND_SET)),
    Transition(Stage.REVISION, Stage.ADOPTION, TO_ADOPTION),
    Transition(Stage.ADOPTION, Stage.REVISION),
    Transition(Stage.ADOPTION, Stage.IN_FORCE, (ADOPTED, NO_OBJECTION)),
    Transition(Stage.IN_FORCE, Stage.SUPERSEDED),
    Transition(Stage.DRAFTING, Stage.WITHDRAWN),
    Transition(Stage.CONSULTATION, Stage.WITHDRAWN),
    Transition(Stage.REVISION, Stage.WITHDRAWN),
    Transition(Stage.ADOPTION, Stage.WITHDRAWN),
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


def findings(step: Transition, facts: Facts) -> list[Finding]:
    """The gates of a step that are not met; empty if the way is free."""
    counted = ((gate, int(gate.unmet(facts))) for gate in step.gates)
    return [Finding(gate.name, gate.message, gate.many, count) for gate, count in counted if count]

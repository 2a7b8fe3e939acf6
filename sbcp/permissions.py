"""Who may do what: one table, mandate in force × stage × action.

The only place that decides who may. What may be *true* is defended by the services, whoever calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from members.models import Mandate
from process.lifecycle import STAGES

EDITABLE = ("drafting", "consultation", "revision")
GROUP = ("secretariat", "working_group")


@dataclass(frozen=True)
class Rule:
    """Roles that may, and the stages of the document in which they may.

    ``roles`` empty: anyone, signed in or not. ``own_country``: only for the country that the
    mandate speaks for.
    """

    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    own_country: bool = False


ANYONE = Rule()

RULES: dict[str, Rule] = {
    "public:read": ANYONE,
    "session:begin": ANYONE,
    "session:end": ANYONE,
    "consultation:comment": ANYONE,  # whether the round takes comments is the service's to say
    "receipt:read": ANYONE,  # the address is the key
    "document:import": Rule(("secretariat",)),
    "draft:read": Rule((*GROUP, "government", "contact_point", "observer")),
    "draft:edit": Rule(GROUP, EDITABLE),
    "draft:import": Rule(("secretariat",), EDITABLE),
    "version:publish": Rule(("secretariat",), ("drafting", "revision")),
    "consultation:open": Rule(("secretariat",), EDITABLE),
    "comment:answer": Rule(GROUP, ("consultation", "revision")),
    "comment:place": Rule(GROUP, ("consultation", "revision")),
    "process:step": Rule(("secretariat",)),
    "process:override": Rule(("secretariat",)),
    "adoption:record": Rule(("government",), ("adoption", "in force"), own_country=True),
    "adoption:verify": Rule(("secretariat",), ("adoption", "in force", "superseded", "withdrawn")),
}


def mandate_for(
    action: str,
    mandates: Sequence[Mandate],
    *,
    stage: str | None = None,
    country: str | None = None,
) -> Mandate | None:
    """The first of a person's mandates in force that allows an action, or None.

    ``stage`` is the document's, None where no document is concerned; ``country`` is the ISO code
    of the participant acted for, where the rule asks for it.
    """
    rule = RULES[action]
    if stage is not None and stage not in rule.stages:
        return None
    for mandate in mandates:
        speaks_for = mandate.participant.code if mandate.participant else None
        if mandate.role in rule.roles and (not rule.own_country or country in (None, speaks_for)):
            return mandate
    return None


def can(
    action: str,
    mandates: Sequence[Mandate],
    *,
    stage: str | None = None,
    country: str | None = None,
) -> bool:
    """Whether someone with these mandates in force may do this."""
    if not RULES[action].roles:
        return True
    return mandate_for(action, mandates, stage=stage, country=country) is not None

"""How far a country has gone, from where its acts leave it (``adoption.status``)."""

from adoption.kinds import Status
from adoption.status import Standing
from sbcp.charts.steps import Step

_STEPS = {
    Status.PARTY: Step.ADOPTED,
    Status.CONSENTED: Step.ADOPTED,
    Status.SIGNATORY: Step.SIGNED,
    Status.WITHDRAWN: Step.WITHDRAWN,
}


def step_of(standing: Standing) -> Step:
    """The step that a tile shows. An objection that stands is shown before all else; an act that neither
    signs nor binds supports the text; of who has done nothing nothing is known."""
    if standing.objection is not None:
        return Step.OBJECTS
    if standing.status in _STEPS:
        return _STEPS[standing.status]
    return Step.NONE if standing.kind is None else Step.SUPPORTS

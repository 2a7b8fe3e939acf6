"""A tile shows no more and no less than the acts say."""

from datetime import date

import pytest

from adoption.fates import ActFacts
from adoption.kinds import ActKind, Status
from adoption.status import NOTHING, Standing
from sbcp.charts.standings import step_of
from sbcp.charts.steps import Step

OBJECTION = ActFacts(id=1, kind=ActKind.OBJECTION, day=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (NOTHING, Step.NONE),
        (Standing(Status.NONE, ActKind.ENDORSED), Step.SUPPORTS),
        (Standing(Status.SIGNATORY, ActKind.SIGNED), Step.SIGNED),
        (Standing(Status.CONSENTED, ActKind.ADOPTED_BY_GOVERNMENT), Step.ADOPTED),
        (Standing(Status.PARTY, ActKind.RATIFICATION), Step.ADOPTED),
        (Standing(Status.WITHDRAWN, ActKind.ENDORSED), Step.WITHDRAWN),
        (Standing(objection=OBJECTION), Step.OBJECTS),
        (Standing(Status.SIGNATORY, ActKind.SIGNED, objection=OBJECTION), Step.OBJECTS),
    ],
)
def test_the_step_of_a_standing(standing: Standing, step: Step) -> None:
    assert step_of(standing) == step


def test_every_word_of_a_standing_has_a_step() -> None:
    assert {step_of(Standing(status, ActKind.ENDORSED)) for status in Status} == set(Step) - {
        Step.NONE,
        Step.OBJECTS,
    }

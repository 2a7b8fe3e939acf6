"""Which version is in force, also while the next edition is worked on."""

from datetime import UTC, datetime, timedelta

import pytest

from process.editions import in_force
from process.lifecycle import TRANSITIONS

FIRST = datetime(2027, 1, 1, 12, tzinfo=UTC)
VERSIONS = [(1, FIRST), (2, FIRST + timedelta(days=20)), (3, FIRST + timedelta(days=40))]

ADOPTED = ["consultation", "revision", "adoption", "in force"]


def after(*steps: tuple[str, int]) -> int:
    """What is in force after these steps, each with its day."""
    return in_force([(stage, FIRST + timedelta(days=day)) for stage, day in steps], VERSIONS)


def days(stages: list[str], first: int) -> list[tuple[str, int]]:
    return [(stage, first + number) for number, stage in enumerate(stages)]


def test_nothing_is_in_force_before_a_step_leads_there() -> None:
    assert after() == 0
    assert after(*days(ADOPTED[:3], 1)) == 0


def test_the_last_version_that_was_published_by_then_comes_into_force() -> None:
    assert after(*days(ADOPTED, 1)) == 1
    assert after(*days(ADOPTED, 21)) == 2


@pytest.mark.parametrize("stages", [["revision"], ["revision", "consultation"], ADOPTED[1:3]], ids=str)
def test_what_is_in_force_stays_while_the_next_edition_is_worked_on(stages: list[str]) -> None:
    assert after(*days(ADOPTED, 1), *days(stages, 30)) == 1


def test_the_next_edition_takes_its_place_when_it_comes_into_force() -> None:
    assert after(*days(ADOPTED, 1), *days(ADOPTED[1:], 41)) == 3


def test_an_edition_that_is_given_up_leaves_what_was_in_force_and_one_can_come_after_it() -> None:
    given_up = [*days(ADOPTED, 1), ("revision", 10), ("in force", 30)]
    assert after(*given_up) == 1, "version 2 was published and is not in force"
    assert after(*given_up, *days(ADOPTED[1:], 41)) == 3
    back = [*days(ADOPTED, 1), *days(["revision", "adoption", "revision", "in force"], 30)]
    assert after(*back) == 1


def test_of_a_superseded_document_no_version_is_in_force() -> None:
    assert after(*days([*ADOPTED, "superseded"], 1)) == 0


def test_no_step_but_those_into_force_and_out_of_it_changes_what_is_in_force() -> None:
    ends = {step.end for step in TRANSITIONS} - {"in force", "superseded"}
    assert {after(*days(ADOPTED, 1), (end, 30)) for end in ends} == {1}

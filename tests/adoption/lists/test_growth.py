"""A list of thousands of acts that rest on one another takes no square of its number."""

import pytest

from adoption.lists.aiming import aim
from adoption.lists.reading import Line, read_table
from tests.support.watching.growth import calls

FEW, MANY = 300, 1800
WITHDRAWN = [("RS", "reservation", "{year}"), ("RS", "reservation withdrawn", "{year}")]
CORRECTED = [("RS", "signed", "{year}"), ("RS", "correction", "{year}")]


def patterned(pattern: list[tuple[str, str, str]], number: int) -> list[Line]:
    table = [["participant", "act", "date"]]
    for line in range(number):
        participant, act, day = pattern[line % len(pattern)]
        table.append([participant, act, day.format(year=1000 + line // 6)])
    return read_table(table)


def chained(number: int) -> list[Line]:
    """A correction of a correction of a correction."""
    table = [["participant", "act", "date", "ref", "about"], ["RS", "signed", "2003", "r1", ""]]
    for line in range(2, number):
        table.append(["RS", "correction", "2003", f"r{line}", f"r{line - 1}"])
    return read_table(table)


@pytest.mark.parametrize("pattern", [WITHDRAWN, CORRECTED], ids=["withdrawals", "corrections"])
def test_what_acts_are_about_is_found_in_work_that_grows_with_the_list(
    pattern: list[tuple[str, str, str]],
) -> None:
    few, many = patterned(pattern, FEW), patterned(pattern, MANY)
    assert len(aim(many, [])) == MANY // 2
    assert calls(lambda: aim(many, [])) < 9 * calls(lambda: aim(few, []))  # six times the lines


def test_a_chain_of_thousands_is_walked_once() -> None:
    few, many = chained(FEW), chained(MANY)
    assert len(aim(many, [])) == MANY - 2
    assert calls(lambda: aim(many, [])) < 9 * calls(lambda: aim(few, []))

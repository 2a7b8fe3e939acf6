"""A list of thousands of acts that rest on one another takes no square of its number."""

from time import process_time

import pytest

from adoption.lists.aiming import aim
from adoption.lists.reading import MOST_LINES, read_table

WITHDRAWN = [("RS", "reservation", "{year}"), ("RS", "reservation withdrawn", "{year}")]
CORRECTED = [("RS", "signed", "{year}"), ("RS", "correction", "{year}")]


def seconds(pattern: list[tuple[str, str, str]], number: int) -> float:
    table = [["participant", "act", "date"]]
    for line in range(number):
        participant, act, day = pattern[line % len(pattern)]
        table.append([participant, act, day.format(year=1000 + line // 6)])
    lines = read_table(table)
    begun = process_time()
    assert len(aim(lines, [])) == number // 2
    return process_time() - begun


@pytest.mark.parametrize("pattern", [WITHDRAWN, CORRECTED], ids=["withdrawals", "corrections"])
def test_what_acts_are_about_is_found_in_a_fraction_of_a_second(pattern: list[tuple[str, str, str]]) -> None:
    assert seconds(pattern, MOST_LINES) < 0.5  # with each act compared with each it took two


def test_a_chain_of_thousands_is_walked_once() -> None:
    table = [["participant", "act", "date", "ref", "about"], ["RS", "signed", "2003", "r1", ""]]
    for number in range(2, MOST_LINES):
        table.append(["RS", "correction", "2003", f"r{number}", f"r{number - 1}"])
    lines = read_table(table)
    begun = process_time()
    assert len(aim(lines, [])) == MOST_LINES - 2
    assert process_time() - begun < 0.5

"""Entry into force: when the rule is met, when that has effect, and for whom."""

from datetime import date

import pytest

from adoption.entry_rules import COUNTABLE, EntryRule, consents, countable, parse_when
from adoption.fates import ActFacts, fates
from adoption.force import Force, bound, force
from adoption.kinds import ActKind, Level
from tests.adoption.plain import LATER, act, on, rule, seen, stands


def reached(by: EntryRule, acts: dict[str, list[ActFacts]], as_of: date = LATER) -> Force:
    return force(by, {code: fates(each, as_of) for code, each in acts.items()})


@pytest.mark.parametrize(
    ("words", "day", "effect"),
    [
        ("30 days", date(2020, 3, 1), date(2020, 3, 31)),
        ("0 days", date(2020, 3, 1), date(2020, 3, 1)),
        ("1 day", date(2020, 2, 29), date(2020, 3, 1)),
        ("3 months", date(2020, 11, 30), date(2021, 2, 28)),
        ("60 days, then the first of the next month", date(2002, 4, 11), date(2002, 7, 1)),
        ("60 days, then the first of the next month", date(2002, 4, 2), date(2002, 7, 1)),
        ("3 months, then the first of the next month", date(2020, 1, 15), date(2020, 5, 1)),
        ("the first of month 3 after that month", date(2020, 1, 15), date(2020, 4, 1)),
        ("The first  of month 1 after that month", date(2020, 12, 31), date(2021, 1, 1)),
    ],
)
def test_the_day_of_effect(words: str, day: date, effect: date) -> None:
    when = parse_when(words)
    assert when.after(day) == effect
    assert parse_when(str(when)) == when


@pytest.mark.parametrize(
    "words", ["", "soon", "-3 days", "99999 days", "the first of month 0 after that month"]
)
def test_a_time_that_cannot_be_is_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_when(words)


def test_kinds_that_count_are_named_as_lists_name_them() -> None:
    assert countable(["signature", "ratification", "endorsement"]) == ["ratification", "endorsed", "signed"]
    assert set(countable(COUNTABLE)) == set(COUNTABLE)
    with pytest.raises(ValueError, match="declaration"):
        countable(["ratification", "declaration"])
    assert "adopted by parliament" in consents(None)
    assert "adopted by parliament" not in consents(rule())


def test_the_number_starts_the_clock() -> None:
    acts = {code: [act(n, "ratification", 10 * n)] for n, code in enumerate(("RS", "BG", "GR"), 1)}
    text = reached(rule(3), acts)
    assert (text.reached_on, text.enters_on) == (on(30), on(60))
    assert text.counted == ("RS", "BG", "GR")
    before = reached(rule(3), acts, on(29))
    assert (before.reached_on, before.counted, before.needed) == (None, ("RS", "BG"), 3)


def test_one_participant_counts_once_and_by_its_first() -> None:
    acts = {
        "RS": [act(1, "ratification", 1), act(2, "accession", 5)],
        "BG": [act(3, "accession", 7)],
    }
    assert reached(rule(3), acts).counted == ("RS", "BG")
    assert reached(rule(2), acts).reached_on == on(7)


def test_only_kinds_that_count_and_are_proved_count() -> None:
    acts = {
        "RS": [act(1, "ratification", 1, proofs=(seen(1),))],
        "BG": [act(2, "ratification", 2)],
        "GR": [act(3, "signed", 3, proofs=(seen(3),))],
        "HR": [act(4, "ratification", 4, proofs=(seen(4),), scopes=(20,))],
    }
    assert reached(rule(2, level=Level.DOCUMENT_SEEN), acts).counted == ("RS",)


def test_some_must_be_among_them() -> None:
    acts = {
        "RS": [act(1, "ratification", 1)],
        "BG": [act(2, "ratification", 2)],
        "HR": [act(3, "ratification", 9)],
    }
    waits = reached(rule(2, must=("HR", "ME")), acts)
    assert (waits.reached_on, waits.waits_for) == (None, ("ME",))
    assert reached(rule(2, must=("HR",)), acts).reached_on == on(9)


def test_not_before_a_day_and_only_those_to_whom_it_is_open() -> None:
    acts = {"RS": [act(1, "ratification", 1)], "BG": [act(2, "ratification", 2)]}
    assert reached(rule(2, not_before=on(300)), acts).enters_on == on(300)
    assert reached(rule(2, open_to=("RS", "HR")), acts).counted == ("RS",)


def test_who_withdrew_before_does_not_count_and_who_withdraws_after_changes_nothing() -> None:
    early = {"RS": [act(1, "ratification", 1), act(2, "withdrawal", 5)], "BG": [act(3, "ratification", 9)]}
    assert reached(rule(2), early).reached_on is None
    late = {"RS": [act(1, "ratification", 1), act(2, "withdrawal", 15)], "BG": [act(3, "ratification", 9)]}
    assert reached(rule(2), late).enters_on == on(39)


def test_a_rule_that_asks_for_nothing_known_says_nothing() -> None:
    assert force(None, {}) == Force(None)
    assert not force(None, {}).in_force(LATER)


def test_the_text_binds_the_first_from_its_day_and_later_ones_from_their_own() -> None:
    by = rule(1)
    assert stands([act(1, "ratification", 1)], on(30), by=by).in_force_from is None, "not in force yet"
    assert stands([act(1, "ratification", 1)], on(31), by=by).in_force_from == on(31)
    became = {
        "RS": fates([act(1, "ratification", 1)], LATER),
        "BG": fates([act(2, "accession", 40)], LATER),
        "ME": fates([act(3, "succession", 41)], LATER),
        "HR": fates([act(4, "ratification", 41, effective=on(50))], LATER),
    }
    text = force(by, became)
    assert {code: bound(each, text)[0].start for code, each in became.items()} == {
        "RS": on(31),
        "BG": on(70),
        "ME": on(41),
        "HR": on(50),
    }


def test_what_counts_may_be_anything_that_the_rule_names() -> None:
    by = rule(1, counts=(ActKind.ENDORSED,))
    assert stands([act(1, "endorsed", 1)], by=by).status == "party"

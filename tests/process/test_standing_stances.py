"""Which stance of each country stands: the rules, one by one, and what holds for any stances whatever."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from process.stances.standing import StanceFacts, StanceKind, objecting, standing

FIRST = datetime(2027, 1, 1, 12, tzinfo=UTC)


def stance(number: int, kind: str, day: int, *, country: str = "RS", until: int | None = None) -> StanceFacts:
    """A stance stated ``day`` days after FIRST at noon, and withdrawn ``until`` days after it."""
    withdrawn_at = FIRST + timedelta(days=until) if until is not None else None
    return StanceFacts(number, country, kind, FIRST + timedelta(days=day), withdrawn_at)


def on(day: int) -> date:
    return (FIRST + timedelta(days=day)).date()


def kinds(stances: list[StanceFacts], day: int) -> dict[object, str]:
    return {country: each.kind for country, each in standing(stances, on(day)).items()}


def test_who_has_said_nothing_has_no_stance() -> None:
    assert standing([], on(0)) == {}
    assert kinds([stance(1, "object", 3)], 2) == {}, "not before it was stated"


def test_an_objection_stands_until_its_country_states_otherwise() -> None:
    stances = [stance(1, "object", 1), stance(2, "support", 5)]
    assert kinds(stances, 4) == {"RS": "object"}
    assert kinds(stances, 5) == {"RS": "support"}
    assert objecting(stances, on(4)) == {"RS"}
    assert objecting(stances, on(5)) == set()


def test_an_objection_stands_until_its_country_withdraws_it() -> None:
    stances = [stance(1, "object", 1, until=5)]
    assert objecting(stances, on(4)) == {"RS"}
    assert kinds(stances, 5) == {}


def test_withdrawing_the_last_puts_the_one_before_in_its_place_unless_that_was_withdrawn_too() -> None:
    assert kinds([stance(1, "object", 1), stance(2, "support", 2, until=3)], 3) == {"RS": "object"}
    assert kinds([stance(1, "object", 1, until=4), stance(2, "support", 2, until=3)], 4) == {}


def test_of_two_at_one_instant_the_one_that_was_written_last_stands() -> None:
    assert kinds([stance(2, "abstain", 1), stance(1, "object", 1)], 1) == {"RS": "abstain"}


def test_a_day_ends_at_midnight_in_utc() -> None:
    midnight = datetime(2027, 1, 2, tzinfo=UTC)
    late = StanceFacts(1, "RS", "object", midnight)
    assert standing([late], date(2027, 1, 1)) == {}
    assert standing([late], date(2027, 1, 2)) != {}
    withdrawn = StanceFacts(1, "RS", "object", FIRST, midnight)
    assert objecting([withdrawn], date(2027, 1, 1)) == {"RS"}
    assert objecting([withdrawn], date(2027, 1, 2)) == set()


@st.composite
def histories(draw: st.DrawFn) -> list[StanceFacts]:
    stated = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["RS", "MK", "AL"]),
                st.sampled_from(list(StanceKind)),
                st.integers(0, 20),
                st.none() | st.integers(0, 20),
            ),
            max_size=12,
        )
    )
    return [
        stance(number, kind, day, country=country, until=None if after is None else day + after)
        for number, (country, kind, day, after) in enumerate(stated)
    ]


@given(histories(), st.integers(0, 40))
def test_one_at_most_of_each_country_stands_and_it_was_stated_and_not_withdrawn(
    stances: list[StanceFacts], day: int
) -> None:
    for country, stands in standing(stances, on(day)).items():
        own = [each for each in stances if each.country == country]
        assert stands.country == country
        assert stands.at.date() <= on(day)
        assert stands.withdrawn_at is None or stands.withdrawn_at.date() > on(day)
        assert all(
            each.at.date() > on(day) or (each.withdrawn_at and each.withdrawn_at.date() <= on(day))
            for each in own
            if (each.at, each.id) > (stands.at, stands.id)
        )


@given(histories(), st.integers(0, 40), st.randoms())
def test_neither_the_order_nor_what_other_countries_say_changes_what_stands(
    stances: list[StanceFacts], day: int, random: object
) -> None:
    shuffled = list(stances)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    stands = standing(stances, on(day))
    assert standing(shuffled, on(day)) == stands
    alone = [each for each in stances if each.country == "RS"]
    assert standing(alone, on(day)).get("RS") == stands.get("RS")


@given(histories(), st.integers(0, 40))
def test_what_is_stated_later_changes_no_earlier_day(stances: list[StanceFacts], day: int) -> None:
    known = [
        each._replace(
            withdrawn_at=each.withdrawn_at
            if each.withdrawn_at and each.withdrawn_at.date() <= on(day)
            else None
        )
        for each in stances
        if each.at.date() <= on(day)
    ]
    before = {country: each.id for country, each in standing(stances, on(day)).items()}
    assert {country: each.id for country, each in standing(known, on(day)).items()} == before

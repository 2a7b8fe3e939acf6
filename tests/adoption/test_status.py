"""Where a participant stands: the rules, one by one, and what holds for any acts whatever."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.kinds import ActKind, Level, Status
from adoption.status import (
    STRENGTH,
    ActFacts,
    Proof,
    Reserved,
    Standing,
    end_of,
    fates,
    standing_objections,
    status,
)

FIRST = date(2027, 1, 1)
LATER = date(2027, 12, 31)


def act(number: int, kind: str, day: int = 0, *, recorded: int | None = None, **values: object) -> ActFacts:
    """An act that happened ``day`` days after FIRST and was recorded at noon, the same day by default."""
    happened = FIRST + timedelta(days=day)
    entered = FIRST + timedelta(days=day if recorded is None else recorded)
    at = datetime(entered.year, entered.month, entered.day, 12, tzinfo=UTC)
    return ActFacts(id=number, kind=kind, done_on=happened, recorded_at=at, **values)  # type: ignore[arg-type]


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def test_without_acts_there_is_no_information() -> None:
    assert status([], as_of=LATER) == Standing(word=Status.NO_INFORMATION)


def test_an_act_counts_from_the_day_it_was_recorded_not_from_the_day_it_happened() -> None:
    acts = [act(1, "adopted by government", 1, recorded=4)]
    assert status(acts, as_of=on(3)).word == Status.NO_INFORMATION
    found = status(acts, as_of=on(4))
    assert (found.word, found.on, found.act) == ("adopted by government", on(1), 1)


def test_a_day_ends_at_midnight_in_utc() -> None:
    midnight = datetime(2027, 1, 2, tzinfo=UTC)
    late = act(1, "signed")._replace(recorded_at=midnight)
    assert status([late], as_of=FIRST).word == Status.NO_INFORMATION
    assert (
        status([late._replace(recorded_at=midnight - timedelta(microseconds=1))], as_of=FIRST).word
        == "signed"
    )


def test_the_strongest_act_stands_whenever_it_happened() -> None:
    endorsed, parliament = act(1, "endorsed", 1), act(2, "adopted by parliament", 5)
    assert status([endorsed, parliament], as_of=LATER).act == 2
    assert status([endorsed, act(3, "signed", 9), parliament], as_of=LATER).act == 2
    assert status([endorsed, parliament], as_of=on(4)).act == 1


def test_of_equally_strong_acts_the_last_to_happen_stands() -> None:
    acts = [act(1, "signed", 5), act(2, "signed", 2, recorded=8)]
    assert status(acts, as_of=LATER).act == 1


def test_an_act_on_the_whole_covers_each_chapter_but_not_the_other_way_round() -> None:
    whole, part = act(1, "endorsed"), act(2, "signed", scopes=(20,))
    assert status([whole], scope=20, as_of=LATER).word == "endorsed"
    assert status([part], as_of=LATER).word == Status.NO_INFORMATION
    assert status([part], scope=30, as_of=LATER).word == Status.NO_INFORMATION
    both = [whole, part]
    assert [status(both, scope=scope, as_of=LATER).word for scope in (None, 20, 30)] == [
        "endorsed",
        "signed",
        "endorsed",
    ]


def test_the_date_of_effect_is_shown_and_changes_nothing() -> None:
    found = status([act(1, "signed", effective_on=on(900))], as_of=on(1))
    assert (found.word, found.effective_on) == ("signed", on(900))


def test_an_objection_stands_over_an_adoption_until_it_is_withdrawn() -> None:
    acts = [act(1, "adopted by government", 1), act(2, "objection", 2), act(3, "signed", 3)]
    assert status(acts, as_of=LATER).word == "objects"
    assert [found.id for found in standing_objections(acts, LATER)] == [2]
    acts.append(act(4, "withdrawal", 4, about=2))
    assert status(acts, as_of=LATER).word == "adopted by government"
    assert standing_objections(acts, LATER) == []
    assert [found.id for found in standing_objections(acts, on(3))] == [2]


def test_a_withdrawn_adoption_is_not_the_same_as_no_information() -> None:
    acts = [act(1, "adopted by government", 1), act(2, "withdrawal", 7, about=1)]
    found = status(acts, as_of=LATER)
    assert (found.word, found.on, found.act) == ("withdrawn", on(7), 2)
    assert (
        status([act(1, "objection"), act(2, "withdrawal", about=1)], as_of=LATER).word
        == "objection withdrawn"
    )


def test_a_withdrawal_of_one_act_uncovers_the_one_below_it() -> None:
    acts = [act(1, "endorsed", 1), act(2, "signed", 2), act(3, "withdrawal", 3, about=2)]
    assert status(acts, as_of=LATER).word == "endorsed"


def test_a_withdrawal_that_is_withdrawn_never_counted() -> None:
    acts = [act(1, "signed", 1), act(2, "withdrawal", 2, about=1), act(3, "withdrawal", 3, about=2)]
    assert status(acts, as_of=on(2)).word == "withdrawn"
    assert status(acts, as_of=on(3)).word == "signed"


def test_reservations_stand_until_they_are_withdrawn_one_by_one() -> None:
    acts = [
        act(1, "adopted by government", 1),
        act(2, "reservation", 1, about=1, reservations=(Reserved(2, 40, "Not this year.", "hr", 20),)),
        act(3, "reservation", 1, about=1, reservations=(Reserved(3, 50, "Later.", "hr", 30),)),
        act(4, "withdrawal", 5, about=3),
    ]
    assert [made.pid for made in status(acts, as_of=on(4)).reservations] == [40, 50]
    assert [made.pid for made in status(acts, as_of=on(5)).reservations] == [40]
    assert status(acts, as_of=on(5)).word == "adopted by government"
    assert [made.pid for made in status(acts, scope=20, as_of=on(4)).reservations] == [40]


def test_a_reservation_falls_with_the_act_it_goes_with() -> None:
    acts = [
        act(1, "signed", 1),
        act(2, "reservation", 1, about=1, reservations=(Reserved(2, 40, "No."),)),
        act(3, "declaration", 1, about=1, statement="We say so."),
        act(4, "withdrawal", 2, about=1),
    ]
    before, after = status(acts, as_of=on(1)), status(acts, as_of=on(2))
    assert (len(before.reservations), len(before.declarations)) == (1, 1)
    assert (after.word, after.reservations, after.declarations) == ("withdrawn", (), ())


def test_a_reservation_covers_what_the_act_it_goes_with_covers() -> None:
    acts = [
        act(1, "endorsed", scopes=(20,)),
        act(2, "reservation", about=1, reservations=(Reserved(2, 40, "No.", chapter=20),)),
    ]
    assert len(status(acts, scope=20, as_of=LATER).reservations) == 1
    assert status(acts, as_of=LATER) == Standing()


def test_a_later_stronger_act_does_not_lift_a_reservation_unsaid() -> None:
    acts = [
        act(1, "signed", 1, reservations=(Reserved(1, 40, "No."),)),
        act(2, "adopted by parliament", 2),
    ]
    assert len(status(acts, as_of=LATER).reservations) == 1


def test_words_without_an_adoption_are_called_what_they_are() -> None:
    declared = act(1, "declaration", statement="We will see.")
    assert status([declared], as_of=LATER).word == "statement only"


def test_a_correction_restates_the_act_from_the_day_it_is_recorded() -> None:
    acts = [
        act(1, "adopted by government", 1, scopes=(20,), effective_on=on(9)),
        act(2, "correction", 2, recorded=6, about=1, effective_on=on(10)),
    ]
    assert status(acts, as_of=on(5)) == status(acts[:1], as_of=on(5))
    found = status(acts, as_of=on(6))
    assert (found.word, found.on, found.effective_on) == ("adopted by government", on(2), on(10))
    assert (found.act, found.source) == (1, 2)


def test_the_last_correction_wins_also_one_of_a_correction() -> None:
    acts = [
        act(1, "signed", 1),
        act(2, "correction", 2, recorded=5, about=1),
        act(3, "correction", 3, recorded=6, about=2),
    ]
    assert status(acts, as_of=LATER).on == on(3)
    withdrawn = [*acts, act(4, "withdrawal", 8, about=3)]
    assert status(withdrawn, as_of=LATER).on == on(2)


def test_a_level_counts_from_the_day_it_was_given() -> None:
    proofs = (Proof("document seen", end_of(on(3))), Proof("in gazette", end_of(on(6))))
    acts = [act(1, "signed", 1, proofs=proofs)]
    assert [status(acts, as_of=on(day)).level for day in (2, 3, 6)] == list(Level)


def test_levels_and_kinds_are_those_that_are_kept() -> None:
    assert [*Level] == ["reported", "document seen", "in gazette"]
    assert set(STRENGTH) < set(ActKind)


KINDS = st.sampled_from(ActKind)


@st.composite
def histories(draw: st.DrawFn) -> list[ActFacts]:
    """Acts of one participant on one version; each may be about an earlier one."""
    made: list[ActFacts] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        day = draw(st.integers(0, 20))
        earlier = [None, *(found.id for found in made)]
        made.append(
            act(
                number,
                draw(KINDS),
                day,
                recorded=day + draw(st.integers(0, 10)),
                about=draw(st.sampled_from(earlier)),
                scopes=tuple(draw(st.sets(st.sampled_from([20, 30]), max_size=2))),
                reservations=tuple(
                    Reserved(number, 40, "No.", chapter=20) for _ in range(draw(st.integers(0, 1)))
                ),
            )
        )
    return made


# A busy machine is no fault of the rules.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCOPES = st.sampled_from([None, 20, 30])


@UNHURRIED
@given(histories(), SCOPES, st.integers(0, 35), KINDS, st.integers(1, 30), st.data())
def test_an_act_recorded_later_never_changes_an_earlier_day(
    acts: list[ActFacts], scope: int | None, day: int, kind: str, late: int, data: st.DataObject
) -> None:
    about = data.draw(st.sampled_from([None, *(found.id for found in acts)]))
    happened = data.draw(st.integers(0, day + late))
    new = act(99, kind, happened, recorded=day + late, about=about)
    assert status([*acts, new], scope=scope, as_of=on(day)) == status(acts, scope=scope, as_of=on(day))


@UNHURRIED
@given(histories(), SCOPES, st.integers(0, 35), st.randoms(use_true_random=False))
def test_the_order_of_the_acts_does_not_matter(
    acts: list[ActFacts], scope: int | None, day: int, random: object
) -> None:
    mixed = list(acts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert status(mixed, scope=scope, as_of=on(day)) == status(acts, scope=scope, as_of=on(day))


@UNHURRIED
@given(histories(), SCOPES)
def test_after_a_withdrawal_of_everything_nothing_stands(acts: list[ActFacts], scope: int | None) -> None:
    acts.append(act(99, "withdrawal", 31))
    found = status(acts, scope=scope, as_of=LATER)
    assert found.word in (Status.NO_INFORMATION, "withdrawn", "objection withdrawn")
    assert (found.reservations, found.declarations) == ((), ())
    assert all(fate.ended_by for fate in fates(acts, LATER) if fate.act.id != 99)


@UNHURRIED
@given(histories(), SCOPES, st.integers(0, 35))
def test_every_standing_has_a_name_and_rests_on_an_act(
    acts: list[ActFacts], scope: int | None, day: int
) -> None:
    found = status(acts, scope=scope, as_of=on(day))
    assert found.word in Status
    assert (found.act is None) == (found.word == Status.NO_INFORMATION)
    assert found.act is None or found.act in {made.id for made in acts}

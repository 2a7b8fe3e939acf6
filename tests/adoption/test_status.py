"""Where a participant stands: the rules, one by one, and what holds for any acts whatever."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adoption.fates import ActFacts, Reserved, fates
from adoption.kinds import ActKind, Level, Status
from adoption.status import NOTHING, standing_objections, table
from tests.adoption.plain import LATER, act, on, rule, seen, stands


def test_without_acts_there_is_nothing_to_say() -> None:
    assert stands([]) == NOTHING
    assert not NOTHING.says_something


def test_an_act_is_known_from_the_day_on_which_it_was_recorded() -> None:
    acts = [act(1, "ratification", 1, known=4)]
    assert stands(acts, on(2)).status == "consented", "as is known today"
    assert stands(acts, on(2), known_at=on(3)).status == "none"
    assert stands(acts, on(2), known_at=on(4)).status == "consented"
    assert stands(acts, on(0)).status == "none", "it had not happened"


def test_consent_goes_before_signature_and_the_last_instrument_is_named() -> None:
    acts = [act(1, "signed", 1), act(2, "ratification", 5), act(3, "signed", 9), act(4, "acceptance", 9)]
    here = stands(acts)
    assert (here.status, here.kind, here.on, here.act) == ("consented", "acceptance", on(9), 4)
    assert (here.signed, here.consent, here.consent_kind) == (on(1), on(9), "acceptance")
    assert stands(acts, on(4)).status == "signatory"


def test_signing_for_good_is_both() -> None:
    here = stands([act(1, "definitive signature", 1)])
    assert (here.status, here.signed, here.consent) == ("consented", on(1), on(1))


def test_an_endorsement_is_named_and_binds_nobody() -> None:
    here = stands([act(1, "endorsed", 1)])
    assert (here.status, here.kind) == ("none", "endorsed")
    assert here.says_something


def test_a_countrys_own_adoption_binds_unless_the_rule_asks_for_more() -> None:
    acts = [act(1, "adopted by government", 1)]
    assert stands(acts).status == "consented"
    assert stands(acts, by=rule(counts=(ActKind.ADOPTED_BY_GOVERNMENT,))).status == "party"
    by_parliament = stands(acts, by=rule(counts=(ActKind.ADOPTED_BY_PARLIAMENT,)))
    assert (by_parliament.status, by_parliament.kind) == ("none", "adopted by government")


def test_an_act_on_the_whole_covers_each_chapter_but_not_the_other_way_round() -> None:
    whole, part = act(1, "endorsed"), act(2, "signed", scopes=(20,))
    assert stands([whole], scope=20).kind == "endorsed"
    assert not stands([part]).says_something
    assert not stands([part], scope=30).says_something
    assert [stands([whole, part], scope=scope).kind for scope in (None, 20, 30)] == [
        "endorsed",
        "signed",
        "endorsed",
    ]


def test_an_objection_is_said_beside_what_was_done_until_it_is_withdrawn() -> None:
    acts = [act(1, "adopted by government", 1), act(2, "objection", 2), act(3, "signed", 3)]
    here = stands(acts)
    assert here.objection is not None
    assert here.status == "consented"
    assert [each.id for each in standing_objections(fates(acts, LATER), LATER)] == [2]
    acts.append(act(4, "withdrawal", 4, about=2))
    assert stands(acts).objection is None
    assert stands(acts, on(3)).objection is not None
    assert stands(acts).status == "consented"


def test_a_withdrawal_from_the_whole_does_not_take_an_objection_back() -> None:
    acts = [act(1, "signed", 1), act(2, "objection", 2), act(3, "withdrawal", 3)]
    here = stands(acts)
    assert here.status == "withdrawn"
    assert here.objection is not None


def test_what_was_withdrawn_is_said_by_its_name() -> None:
    here = stands([act(1, "signed", 1), act(2, "withdrawal", 7, about=1)])
    assert (here.status, here.kind, here.withdrawn_from) == ("withdrawn", "signed", on(7))
    assert here.kind is not None
    assert here.kind.ended == "Signature withdrawn"
    assert here.signed is None


def test_a_withdrawal_of_one_act_leaves_the_one_below_it() -> None:
    acts = [act(1, "signed", 1), act(2, "ratification", 2), act(3, "withdrawal", 3, about=2)]
    here = stands(acts)
    assert (here.status, here.kind, here.consent) == ("signatory", "signed", None)


def test_who_leaves_the_whole_is_bound_until_the_day_of_effect() -> None:
    acts = [act(1, "signed", 1), act(2, "ratification", 2), act(3, "withdrawal", 100, effective=on(465))]
    by = rule()
    assert stands(acts, on(99), by=by).withdrawn_from is None
    pending = stands(acts, on(464), by=by)
    assert (pending.status, pending.withdrawn_from) == ("party", on(465))
    gone = stands(acts, on(465), by=by)
    assert (gone.status, gone.kind, gone.withdrawn_from) == ("withdrawn", "ratification", on(465))
    assert (gone.signed, gone.consent, gone.in_force_from) == (on(1), on(2), on(32))


def test_a_withdrawal_that_is_rescinded_never_counted() -> None:
    for undoing in ("withdrawal rescinded", "withdrawal"):
        acts = [act(1, "signed", 1), act(2, "withdrawal", 2), act(3, undoing, 5, about=2)]
        assert stands(acts, on(4)).status == "withdrawn"
        assert stands(acts, on(5)).status == "signatory"
    twice = [*acts, act(4, "withdrawal", 6, about=3)]
    assert stands(twice, on(6)).status == "withdrawn"


def test_who_denounces_and_accedes_anew_the_same_day_was_never_out() -> None:
    by = rule()
    old = [act(1, "ratification", 1), act(2, "reservation", 1)]
    at_once = [*old, act(3, "withdrawal", 100), act(4, "accession", 100), act(5, "reservation", 100)]
    for day in (99, 100, 110, 131):
        assert stands(at_once, on(day), by=by).status == "party", day
    after = stands(at_once, on(140), by=by)
    assert (after.consent, after.in_force_from, after.withdrawn_from) == (on(100), on(31), None)
    assert [each.id for each in after.statements] == [5], "the reservation of before fell"
    on_the_day_of_effect = [
        *old,
        act(3, "withdrawal", 100, effective=on(200)),
        act(4, "accession", 200),
    ]
    for day in (150, 200, 215, 231):
        assert stands(on_the_day_of_effect, on(day), by=by).status == "party", day


def test_who_comes_back_later_was_out_between() -> None:
    acts = [act(1, "ratification", 1), act(2, "withdrawal", 100), act(3, "accession", 200)]
    by = rule()
    told = [
        (stands(acts, on(day), by=by).status, stands(acts, on(day), by=by).in_force_from)
        for day in (150, 210, 230)
    ]
    assert told == [("withdrawn", on(31)), ("consented", on(230)), ("party", on(230))]


def test_reservations_stand_until_they_are_withdrawn_one_by_one() -> None:
    acts = [
        act(1, "adopted by government", 1),
        act(2, "reservation", 1, about=1, reservations=(Reserved(2, 40, "Not this year.", "hr", 20),)),
        act(3, "reservation", 1, about=1, reservations=(Reserved(3, 50, "Later.", "hr", 30),)),
        act(4, "withdrawal", 5, about=3),
    ]
    assert [made.pid for made in stands(acts, on(4)).reservations] == [40, 50]
    assert [made.pid for made in stands(acts, on(5)).reservations] == [40]
    assert stands(acts, on(5)).kind == "adopted by government"
    assert [made.pid for made in stands(acts, on(4), scope=20).reservations] == [40]


def test_a_reservation_falls_with_the_act_it_goes_with() -> None:
    acts = [
        act(1, "signed", 1),
        act(2, "reservation", 1, about=1, reservations=(Reserved(2, 40, "No."),)),
        act(3, "declaration", 1, about=1, statement="We say so."),
        act(4, "withdrawal", 2, about=1),
    ]
    assert len(stands(acts, on(1)).statements) == 2
    after = stands(acts, on(2))
    assert (after.status, after.statements) == ("withdrawn", ())


def test_a_reservation_covers_what_the_act_it_goes_with_covers() -> None:
    acts = [
        act(1, "endorsed", scopes=(20,)),
        act(2, "reservation", about=1, reservations=(Reserved(2, 40, "No.", chapter=20),)),
    ]
    assert len(stands(acts, scope=20).reservations) == 1
    assert not stands(acts).says_something


def test_a_later_stronger_act_does_not_lift_a_reservation_unsaid() -> None:
    acts = [act(1, "signed", 1, reservations=(Reserved(1, 40, "No."),)), act(2, "ratification", 2)]
    assert len(stands(acts).reservations) == 1


def test_a_correction_restates_the_act_for_all_days_as_soon_as_it_is_known() -> None:
    acts = [
        act(1, "ratification", 1, scopes=(20,)),
        act(2, "correction", 5, known=6, about=1, effective=on(10)),
    ]
    assert stands(acts, on(5), known_at=on(5)) == stands(acts[:1], on(5))
    right = stands(acts, on(5), known_at=on(6))
    assert (right.kind, right.on, right.act, right.source) == ("ratification", on(5), 1, 2)
    assert not stands(acts, on(4)).says_something, "it is known today that it had not happened"


def test_the_last_correction_known_wins_also_one_of_a_correction() -> None:
    acts = [
        act(1, "signed", 1),
        act(2, "correction", 2, known=5, about=1),
        act(3, "correction", 3, known=6, about=2),
    ]
    assert stands(acts).on == on(3)
    without = stands([*acts, act(4, "withdrawal", 8, about=3)])
    assert (without.status, without.on) == ("signatory", on(2)), "the correction is withdrawn, not the act"


def test_a_level_counts_from_the_day_on_which_it_was_given() -> None:
    acts = [act(1, "signed", 1, proofs=(seen(3), seen(6, "in gazette")))]
    assert [stands(acts, known_at=on(day)).level for day in (2, 3, 6)] == list(Level)


def test_an_act_that_is_not_proved_as_the_rule_asks_makes_no_party() -> None:
    by = rule(level=Level.DOCUMENT_SEEN)
    assert stands([act(1, "ratification", 1)], by=by).status == "consented"
    assert stands([act(1, "ratification", 1, proofs=(seen(3),))], by=by).status == "party"


KINDS = st.sampled_from(ActKind)


@st.composite
def histories(draw: st.DrawFn) -> list[ActFacts]:
    """Acts of one participant on one version; each may be about an earlier one. Of two corrections of one act
    the last known counts, so that no two are known on the same day."""
    acts: list[ActFacts] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        day = draw(st.integers(0, 20))
        earlier = [None, *(each.id for each in acts)]
        acts.append(
            act(
                number,
                draw(KINDS),
                day,
                known=day + 40 * number,
                effective=draw(st.sampled_from([None, on(day + 5)])),
                about=draw(st.sampled_from(earlier)),
                scopes=tuple(draw(st.sets(st.sampled_from([20, 30]), max_size=2))),
                reservations=tuple(
                    Reserved(number, 40, "No.", chapter=20) for _ in range(draw(st.integers(0, 1)))
                ),
            )
        )
    return acts


# A busy machine is no fault of the rules.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCOPES = st.sampled_from([None, 20, 30])
RULES = st.sampled_from([None, rule(), rule(2), rule(counts=(ActKind.ENDORSED,))])


@UNHURRIED
@given(histories(), SCOPES, st.integers(0, 35), KINDS, st.data())
def test_an_act_that_becomes_known_later_never_changes_what_was_known(
    acts: list[ActFacts], scope: int | None, day: int, kind: str, data: st.DataObject
) -> None:
    about = data.draw(st.sampled_from([None, *(each.id for each in acts)]))
    new = act(99, kind, day, known=1001, about=about)
    before = stands(acts, on(day), known_at=on(1000), scope=scope)
    assert stands([*acts, new], on(day), known_at=on(1000), scope=scope) == before


@UNHURRIED
@given(histories(), SCOPES, RULES, st.integers(0, 60), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(
    acts: list[ActFacts], scope: int | None, by: object, day: int, random: object
) -> None:
    numbers = [each.number for each in acts]
    random.shuffle(numbers)  # type: ignore[attr-defined]
    mixed = [each._replace(number=number) for each, number in zip(acts, numbers, strict=True)]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    told = [stands(each, on(day), by=by, scope=scope) for each in (acts, mixed)]  # type: ignore[arg-type]
    for here in told:
        assert (here.status, here.kind, here.on) == (told[0].status, told[0].kind, told[0].on)
        assert {each.id for each in here.statements} == {each.id for each in told[0].statements}
        assert (here.signed, here.consent, here.in_force_from, here.withdrawn_from) == (
            told[0].signed,
            told[0].consent,
            told[0].in_force_from,
            told[0].withdrawn_from,
        )


@UNHURRIED
@given(histories(), st.integers(0, 60))
def test_a_correction_never_deletes(acts: list[ActFacts], day: int) -> None:
    kept = {fate.act.id for fate in fates(acts, LATER)}
    assert kept == {each.id for each in acts if each.kind != ActKind.CORRECTION}
    assert kept >= {fate.act.id for fate in fates(acts, on(day))}


@UNHURRIED
@given(histories(), SCOPES)
def test_after_a_withdrawal_from_the_whole_nothing_stands_but_an_objection(
    acts: list[ActFacts], scope: int | None
) -> None:
    here = stands([*acts, act(99, "withdrawal", 31)], LATER, scope=scope)
    assert here.status in (Status.NONE, Status.WITHDRAWN)
    assert here.statements == ()


@UNHURRIED
@given(histories(), SCOPES, RULES, st.integers(0, 60))
@example([act(1, "reservation")], None, None, 0)
def test_every_standing_can_be_told(acts: list[ActFacts], scope: int | None, by: object, day: int) -> None:
    here = stands(acts, on(day), by=by, scope=scope)  # type: ignore[arg-type]
    assert (here.act is None) == (here.kind is None)
    if here.status != Status.NONE:
        assert here.kind is not None
    if here.status == Status.WITHDRAWN:
        assert here.withdrawn_from is not None
        assert here.kind is not None
        assert here.kind.ended
    if here.status == Status.PARTY:
        assert here.in_force_from is not None
        assert here.in_force_from <= on(day)


@UNHURRIED
@given(st.lists(histories(), min_size=1, max_size=4), RULES, st.integers(0, 60))
def test_totals_are_those_of_the_participants(groups: list[list[ActFacts]], by: object, day: int) -> None:
    shown = table(dict(enumerate_codes(groups)), by, as_of=on(day))  # type: ignore[arg-type]
    assert sum(shown.totals.values()) == len(groups)
    for status, number in shown.totals.items():
        assert number == sum(here.status == status for here in shown.standings.values())


def enumerate_codes(groups: list[list[ActFacts]]) -> list[tuple[str, list[ActFacts]]]:
    return [(f"X{number}", acts) for number, acts in enumerate(groups)]

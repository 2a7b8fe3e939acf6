"""Whatever happened lies on the axis, in its order, with today, and what is named has room."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbcp.charts.axis import LAST_NAMED, MOST_ON_A_PHONE, MOST_TICKS, Axis, spanning, ticks
from sbcp.charts.timeline import Act, Country, Span, Text, Tint, Version, acts, all_acts, texts
from tests.charts import examples

DAYS = st.dates()
NEAR = st.dates(date(1900, 1, 1), date(2200, 1, 1))
TODAY = examples.TODAY


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_every_day_lies_on_the_axis_in_its_order(days: list[date]) -> None:
    axis = spanning(days)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert min(places) >= 0
    assert max(places) <= 100
    assert axis.start < axis.end


@given(st.lists(DAYS, min_size=1, max_size=5))
def test_what_is_named_is_little_and_has_room(days: list[date]) -> None:
    named = ticks(spanning(days))
    assert 0 < len(named) <= MOST_TICKS
    assert sum(not tick.wide for tick in named) <= MOST_ON_A_PHONE
    assert all(tick.x <= LAST_NAMED for tick in named if tick.named)
    assert any(tick.named for tick in named)
    for left, right in pairwise(named):
        assert right.on > left.on
        assert right.x - left.x >= 8, "a name of three letters has room"
    years = [tick.year for tick in named if tick.year]
    assert years == sorted(set(years)), "each year is named once"


@pytest.mark.parametrize(
    ("first", "last", "kinds"),
    [
        (date(2026, 11, 20), date(2026, 11, 29), "day"),
        (date(2026, 1, 1), date(2026, 11, 29), "month"),
        (date(2000, 1, 1), date(2026, 11, 29), "year"),
    ],
)
def test_a_short_time_is_told_in_days_and_a_long_one_in_years(first: date, last: date, kinds: str) -> None:
    assert {tick.kind for tick in ticks(spanning([first, last]))} == {kinds}


def test_a_month_begins_where_its_line_is() -> None:
    axis = Axis(date(2026, 1, 1), date(2027, 1, 1))
    assert axis.x(date(2026, 1, 1)) == 0
    assert axis.x(date(2026, 7, 2)) == pytest.approx(49.9, abs=0.1)
    assert {tick.on.day for tick in ticks(axis)} == {1}
    assert axis.x(date(1900, 1, 1)) == 0, "one before it lies at its beginning"


SPANS = st.builds(Span, NEAR, st.none() | NEAR, st.sampled_from(list(Tint)), st.just("words"))
VERSIONS = st.builds(Version, NEAR, st.just("1"), st.just("words"), st.booleans())
TEXTS = st.builds(Text, st.just("title"), st.lists(SPANS, max_size=6), st.lists(VERSIONS, max_size=6))


@given(st.lists(TEXTS, max_size=4), NEAR)
def test_texts_and_today_share_one_axis_and_nothing_is_lost(lanes: list[Text], today: date) -> None:
    chart = texts(lanes, today=today)
    assert 0 <= chart.today <= 100
    assert [lane.of for lane in chart.lanes] == lanes
    for lane, text in zip(chart.lanes, lanes, strict=True):
        assert len(lane.bars) == len(text.spans)
        assert len(lane.circles) == len(text.versions)
        assert len(lane.events) == len(text.spans) + len(text.versions)
        assert [event.first for event in lane.events] == sorted(event.first for event in lane.events)
        for bar in lane.bars:
            assert bar.width > 0
            assert bar.x >= -0.01
            assert bar.x + bar.width <= 100.02


def test_what_goes_on_reaches_to_today_and_a_promise_without_a_day_to_the_end() -> None:
    lane = Text("", [Span(date(2026, 1, 1), None, Tint.MAIN, ""), Span(TODAY, None, Tint.PROMISED, "")])
    chart = texts([lane], today=TODAY)
    going_on, promised = chart.lanes[0].bars
    assert going_on.x + going_on.width == pytest.approx(chart.today, abs=0.02)
    assert promised.x + promised.width == pytest.approx(100, abs=0.02)


def test_of_versions_that_would_hide_each_other_the_last_keeps_its_number() -> None:
    versions = [Version(date(2026, 1, 1) + timedelta(days=n), str(n), "") for n in range(5)]
    chart = texts([Text("", versions=[*versions, Version(date(2026, 10, 1), "9", "")])], today=TODAY)
    assert [circle.version.sign for circle in chart.lanes[0].circles if not circle.small] == ["4", "9"]


@given(
    st.lists(
        st.builds(
            Country,
            st.just("name"),
            st.lists(st.builds(Act, NEAR, st.just("signed"), st.just("words")), max_size=6),
            st.none() | NEAR,
            st.none() | NEAR,
        ),
        max_size=4,
    ),
    NEAR,
)
def test_every_act_is_drawn_and_told_the_newest_first(lanes: list[Country], today: date) -> None:
    chart = acts(lanes, today=today)
    assert [len(lane.shapes) for lane in chart.lanes] == [len(lane.acts) for lane in lanes]
    told = [act.on for _country, act in all_acts(lanes)]
    assert told == sorted(told, reverse=True)
    assert len(told) == sum(len(lane.acts) for lane in lanes)
    for lane in chart.lanes:
        places = [(shape.x, shape.aside) for shape in lane.shapes]
        assert len(set(places)) == len(places), "none hides another"


def test_acts_of_one_day_stand_beside_each_other() -> None:
    chart = acts(examples.countries(), today=TODAY)
    croatia = chart.lanes[2]
    assert [shape.aside for shape in croatia.shapes] == [0, 1, 2, 0]
    assert croatia.bars[0].x + croatia.bars[0].width == pytest.approx(chart.today, abs=0.02)

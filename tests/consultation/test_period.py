"""The times of a round are half-open, exact to the microsecond, and not open to argument."""

# ruff: noqa: DTZ001  wall-clock times have no zone until it is given
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consultation import period
from core.errors import Invalid

OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 29, 15, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (OPENS - TICK, "announced"),
        (OPENS, "open"),
        (CLOSES - TICK, "open"),
        (CLOSES, "closed"),
        (CLOSES + TICK, "closed"),
    ],
)
def test_a_round_begins_with_its_opening_and_ends_before_its_closing(moment: datetime, state: str) -> None:
    assert period.state(OPENS, CLOSES, moment) == state


def test_P02_late_begins_at_the_closing_itself() -> None:
    assert not period.is_late(CLOSES - TICK, CLOSES)
    assert period.is_late(CLOSES, CLOSES)


def test_the_next_change_is_the_opening_then_the_closing_then_none() -> None:
    assert period.next_change(OPENS, CLOSES, OPENS - TICK) == OPENS
    assert period.next_change(OPENS, CLOSES, OPENS) == CLOSES
    assert period.next_change(OPENS, CLOSES, CLOSES) is None


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        (datetime(2027, 1, 15, 17), datetime(2027, 1, 15, 16, tzinfo=UTC)),
        (datetime(2027, 7, 16, 17), datetime(2027, 7, 16, 15, tzinfo=UTC)),
    ],
)
def test_seventeen_hours_in_brussels_is_another_instant_in_summer(local: datetime, instant: datetime) -> None:
    assert period.instant(local, "Europe/Brussels") == instant


def test_F07_a_time_that_the_clocks_skip_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        period.instant(datetime(2027, 3, 28, 2, 30), "Europe/Brussels", field="closes")
    assert refused.value.field == "closes"
    assert str(refused.value) == (
        "The clocks in Europe/Brussels skip 02:30 on that day. Choose another time."
    )


def test_F07_a_time_that_the_clocks_show_twice_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="show 02:30 twice"):
        period.instant(datetime(2027, 10, 31, 2, 30), "Europe/Brussels", field="closes")


def test_F07_the_hours_around_a_change_of_clocks_are_taken() -> None:
    before = period.instant(datetime(2027, 3, 28, 1, 59), "Europe/Brussels")
    after = period.instant(datetime(2027, 3, 28, 3, 0), "Europe/Brussels")
    assert after - before == timedelta(minutes=1)


@pytest.mark.parametrize("zone", ["", "Brussels", "Europe/Nowhere", "../etc/passwd"])
def test_a_zone_that_is_not_known_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        period.instant(datetime(2027, 7, 16, 17), zone)
    assert refused.value.field == "zone"


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Tirane", 16), ("Europe/Sofia", 17), ("Europe/Istanbul", 17)]
)
def test_F08_a_late_evening_in_brussels_is_the_next_day_farther_east(zone: str, day: int, month: int) -> None:
    instant = period.instant(datetime(2027, month, 16, 23, 30), "Europe/Brussels")
    assert instant.astimezone(ZoneInfo(zone)).day == day


@pytest.mark.parametrize("local", [datetime(1, 1, 1), datetime(9999, 12, 31, 23)])
@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/New_York"])
def test_S37_the_ends_of_the_calendar_have_no_instant(local: datetime, zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        period.instant(local, zone, field="closes")
    assert refused.value.field == "closes"

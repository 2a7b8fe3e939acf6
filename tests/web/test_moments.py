"""Days and times are read as people of the region write them, and what is wrong is named."""

from datetime import date, time

import pytest

from core.errors import Invalid
from sbcp.language import locales
from sbcp.web.errors import message_of
from sbcp.web.forms.moments import read_day, read_partial_day, read_time


@pytest.mark.parametrize(
    "typed", ["17:00", "17.00", "17h", "17 h", "17h00", " 17 ", "17.00 h", "17 часова", "17ч"]
)
def test_a_time_is_read_however_it_is_parted(typed: str) -> None:
    assert read_time(typed) == time(17)


def test_minutes_and_single_hours_are_read() -> None:
    assert [read_time(typed) for typed in ("9.30", "09:30", "9h30", "0:00", "23.59")] == [
        time(9, 30),
        time(9, 30),
        time(9, 30),
        time(0),
        time(23, 59),
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    {
        "5pm": "a colon or a full stop, for example 17:00",
        "5 p.m.": "in 24 hours",
        "noon": "in 24 hours",
        "": "for example 17:00",
        "17;00": "a colon or a full stop",
        "9.3": "a colon or a full stop",
        "24:00": "Midnight is 00:00 of the next day",
        "17.60": "minutes from 00 to 59",
    }.items(),
)
def test_what_is_wrong_with_a_time_is_named(typed: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_time(typed)
    assert told in message_of(refused.value)


MONTHS = {
    "1": "1 1. 01 I i January Jan. јануар јануара januar januara jan siječanj siječnja janar Ocak ianuarie",
    "5": "5 V May мај маја maj maja svibanj svibnja Mayıs mai май Μαΐου",
    "7": "7 07 VII July јул јула jul julij juli srpnja korrik Temmuz TEMMUZ iulie јули юли Ιουλίου",
    "10": "10 X October октобар октобра oktobar listopada tetor Ekim octombrie октомври Οκτωβρίου",
}


@pytest.mark.parametrize(
    ("number", "typed"), [(n, each) for n, names in MONTHS.items() for each in names.split()]
)
def test_a_month_is_read_as_a_number_or_a_name(number: str, typed: str) -> None:
    assert read_day("2.", typed, "2027.") == date(2027, int(number), 2)


@pytest.mark.parametrize(
    ("typed", "told"),
    {
        ("31", "2", "2027"): "February has no day 31.",
        ("31", "јун", "2027"): "June has no day 31.",
        ("29", "2", "2027"): "In 2027 February has no day 29.",
        ("32", "1", "2027"): "the day as a number from 1 to 31",
        ("first", "1", "2027"): "the day as a number from 1 to 31",
        ("1", "13", "2027"): "the month as a number from 1 to 12, or its name",
        ("1", "Thermidor", "2027"): "the month as a number from 1 to 12, or its name",
        ("1", "1", "27"): "the year with four digits",
        ("1", "1", "x" * 1000): "the year with four digits",
    }.items(),
)
def test_what_is_wrong_with_a_day_is_named(typed: tuple[str, str, str], told: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_day(*typed)
    assert told in message_of(refused.value)


def test_a_leap_day_is_a_day() -> None:
    assert read_day("29", "februar", "2028") == date(2028, 2, 29)


def test_the_month_is_named_in_the_language_of_the_page() -> None:
    with locales.speaking(locales.BY_CODE["sr-Latn"]), pytest.raises(Invalid) as refused:
        read_day("31", "april", "2027")
    assert "april" in message_of(refused.value)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (("17", "5", "2020"), "2020-05-17"),
        (("", "5", "2020"), "2020-05"),
        ((" ", "мај", "2020."), "2020-05"),
        (("", "", "2020"), "2020"),
        (("", "XII", "2020"), "2020-12"),
    ],
)
def test_so_much_of_a_day_is_read_as_is_known(typed: tuple[str, str, str], known: str) -> None:
    assert str(read_partial_day(*typed)) == known


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("17", "", "2020"), "Write the month"),
        (("31", "2", "2020"), "February has no day 31."),
        (("", "13", "2020"), "Write the month"),
        (("", "5", ""), "Enter the year with four digits."),
        (("", "5", "20"), "Enter the year with four digits."),
        (("17", "5", ""), "Enter the year with four digits."),
    ],
)
def test_what_is_no_day_month_or_year_is_told(typed: tuple[str, str, str], told: str) -> None:
    with pytest.raises(Invalid) as error, locales.speaking(locales.DEFAULT):
        read_partial_day(*typed)
    assert told in message_of(error.value)

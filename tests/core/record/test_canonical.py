"""Anyone who writes the same value gets the same bytes."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from core.record.canonical import canonical, digest, timestamp


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, False, None]}, b'{"a":[true,false,null],"b":1}'),
        ({"a": {"z": 1, "y": 2}}, b'{"a":{"y":2,"z":1}}'),
        ("Ћирилица и ελληνικά", '"Ћирилица и ελληνικά"'.encode()),
        ('"\\/\n\t\x01', b'"\\"\\\\/\\n\\t\\u0001"'),
        ([], b"[]"),
        ((1, 2), b"[1,2]"),
        (-12, b"-12"),
        ("", b'""'),
    ],
)
def test_a_value_has_one_text(value: Any, expected: bytes) -> None:
    assert canonical(value) == expected


def test_the_order_of_keys_does_not_matter() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_a_digest_is_sha256_of_the_text() -> None:
    # printf '{}' | sha256sum
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("value", [0.5, {"a": 1.0}, [float("nan")], {"a": [{"b": 0.1}]}, (1.5,)])
def test_numbers_whose_text_is_not_portable_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": [{None: 1}]}])
def test_keys_that_json_would_turn_into_text_are_refused(value: Any) -> None:
    """10 and 2 sort otherwise than "10" and "2": the text would change on the way through JSON."""
    with pytest.raises(TypeError):
        canonical(value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical("\ud800")


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-3))])
def test_an_instant_has_one_text_whatever_its_zone(zone: timezone) -> None:
    instant = datetime(2027, 3, 1, 12, 0, 0, 5, tzinfo=UTC).astimezone(zone)
    assert timestamp(instant) == "2027-03-01T12:00:00.000005Z"

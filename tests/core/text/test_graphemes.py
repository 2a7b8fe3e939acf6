"""A text is shortened between signs as people see them, never within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.writing.graphemes import begins, cut, shortened, split

SIGNS = {
    "a letter with marks": "a\u0301\u0323",
    "a family": "👨‍👩‍👧",
    "a flag": "🇷🇸",
    "a flag of a region": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a flag of colours": "🏳️‍🌈",
    "a skin tone": "👍🏽",
    "two people of two tones": "👩🏽‍🤝‍👨🏿",
    "a keycap": "1️⃣",
    "a heart on fire": "❤️‍🔥",
    "a syllable of Hangul": "\u1100\u1161\u11a8",
    "joined consonants": "क्षि",
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_sign_of_several_characters_is_one(sign: str) -> None:
    assert list(split(f"x{sign}{sign}y")) == ["x", sign, sign, "y"]
    assert not any(begins(f"x{sign}y", at) for at in range(2, len(sign) + 1))
    assert [cut(f"x{sign}y", most) for most in range(1, len(sign) + 2)] == ["x"] * len(sign) + ["x" + sign]
    assert shortened(f"{sign}{sign}", 2 * len(sign) - 1, "") == sign


def test_flags_are_told_apart_from_the_first() -> None:
    assert list(split("🇷🇸🇷🇴🇲")) == ["🇷🇸", "🇷🇴", "🇲"]
    assert cut("🇷🇸🇷🇴", 3) == "🇷🇸"


def test_what_only_looks_like_a_sign_is_parted() -> None:
    assert list(split("👨\u200dx")) == ["👨\u200d", "x"]
    assert list(split("aб1")) == ["a", "б", "1"]
    assert list(split("\u0301")) == ["\u0301"]
    assert list(split("a\r\nb\n")) == ["a", "\r\n", "b", "\n"]


def test_a_text_is_shortened_after_a_word_where_there_is_one() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two…"
    assert shortened("one two three", 9, " …") == "one two …"
    assert shortened("a" + "b" * 20, 10) == "a" + "b" * 8 + "…"
    assert shortened("one " + "b" * 20, 10) == "one " + "b" * 5 + "…"


def test_no_part_of_a_number_stands_for_it() -> None:
    for number in ("1 000 000", "1.000.000", "1234567", "12,75", "17:30", "31/12/2027", "2021-2027"):
        text = f"A budget of {number} EUR or so"
        for most in range(17, 17 + len(number)):
            assert shortened(text, most) in ("A budget of…", f"A budget of {number}…")
    assert shortened("They said it in 2026. 15 of them", 24) == "They said it in 2026.…"
    assert shortened("5 6 7 8 9 10 11", 9) == "5 6 7…"


@given(st.text(alphabet="a 👨👩🏽\u200d\ufe0f🇷🇸\u0301\r\nक\u094d가\u1161"), st.integers(0, 30))
def test_signs_make_up_the_text_and_what_is_cut_begins_it(text: str, most: int) -> None:
    signs = list(split(text))
    assert "".join(signs) == text
    starts = {sum(map(len, signs[:number])) for number in range(len(signs) + 1)}
    assert {at for at in range(len(text) + 1) if begins(text, at)} == starts
    kept = cut(text, most)
    assert text.startswith(kept)
    assert len(kept) in starts
    assert len(kept) <= most
    assert len(shortened(text, most + 1)) <= most + 1

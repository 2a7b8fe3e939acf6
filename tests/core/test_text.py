"""What people type becomes fit to be kept, and no word of it is lost; words are folded to be compared."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import text
from core.errors import Invalid
from core.text import checked, checked_line, checked_reason, clean, fold, fold_with_offsets

# What texts are made of that has ever gone wrong, beside any sign at all.
TRICKY = (
    "aб٣\u0301\u0302\u0323\u0f73\u05b0\u0344\u034f\u200b\u200c\u200d\ufe0f👩⚖\u00ad\u202e\u202f\u00a0\u2028\x0b\x0c\r\n"
    "\t\x1c\x85\ufeff\ud800\U000e0041\U0001f3f4\U000e0067\U000e007f\uff9e\u0958क\u094dم ی-"
)
TEXTS = st.text(st.sampled_from(TRICKY) | st.characters(), max_size=120)


def bare_letters(written: str) -> list[str]:
    """The letters and digits of a text in order, without the marks that some of them bear."""
    return [sign for sign in unicodedata.normalize("NFD", written) if sign.isalnum()]


def words(written: str) -> list[list[str]]:
    return [bare_letters(word) for word in written.split() if bare_letters(word)]


# The rule


@given(TEXTS)
@example("a" + "\u0301\u200b\u0323" * 60)
@example("\u0958" + "\u0301" * 40)
@example("\u0f73" * 40 + "\u0344" * 40)
def test_what_is_clean_stays_as_it_is(written: str) -> None:
    once = clean(written)
    assert clean(once.text) == (once.text, [])
    assert unicodedata.is_normalized("NFC", once.text)


@given(TEXTS)
def test_no_letter_and_no_digit_is_lost(written: str) -> None:
    assert bare_letters(clean(written).text) == bare_letters(written)


@given(TEXTS)
def test_words_are_never_fused(written: str) -> None:
    assert words(clean(written).text) == words(written.encode("utf-8", "ignore").decode())


def test_spaces_of_every_kind_stay() -> None:
    typed = "See Article\u00a05 and 10\u202f000 euros\u2009\u3000\u1680."
    assert clean(typed) == (typed, [])
    assert checked_reason("\u00a0" + typed + "\u2003") == typed
    assert checked_line(typed, "name", limit=99) == "See Article 5 and 10 000 euros ."


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_ends_a_line_ends_it(end: str) -> None:
    assert clean(f"a{end}b\tc") == ("a\nb\tc", [])


@pytest.mark.parametrize("separator", ["\x1c", "\x1d", "\x1e", "\x1f"])
def test_controls_that_keep_words_apart_leave_a_space(separator: str) -> None:
    assert clean(f"a{separator}b").text == "a b"


def test_F18_what_nobody_sees_is_named_by_its_line() -> None:
    cleaned = clean("one\r\ntwo\u202e \u200bthree\ud800\nfo\u00adur\x07\U000e0041")
    assert cleaned.text == "one\ntwo three\nfour"
    assert cleaned.removed == [
        (2, "unseen", "U+200B, U+202E, U+D800"),
        (3, "unseen", "U+0007, U+00AD, U+E0041"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "👩\u200d⚖️ and 👨\u200d👩\u200d👧",
        "❤️\u200d🔥",
        "👩🏽\u200d🤝\u200d👨🏿 👍🏽",
        "🏳️\u200d🌈 🏴\u200d☠️ 🇷🇸 1️⃣ 🙂\u200d↔️ 🐦\u200d⬛",
        "می\u200cخواهم",
        "क्\u200dष न्\u200c",
    ],
)
def test_joiners_stay_where_the_writing_needs_them(typed: str) -> None:
    assert clean(typed) == (typed, [])


SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def test_tags_stay_in_the_flags_of_regions_alone() -> None:
    assert clean(f"a {SCOTLAND}, {SCOTLAND}") == (f"a {SCOTLAND}, {SCOTLAND}", [])
    hidden = SCOTLAND[1:]
    assert clean(f"a{hidden}").text == "a"
    assert clean(SCOTLAND[:-1]).text == "\U0001f3f4"
    assert clean("\U0001f3f4" + 40 * "\U000e0067" + "\U000e007f").text == "\U0001f3f4"
    assert clean(f"{SCOTLAND}{hidden}").removed == [
        (1, "unseen", "U+E0062, U+E0063, U+E0067, U+E0073, U+E0074, U+E007F")
    ]


@pytest.mark.parametrize("typed", ["зако\u200dн", "lig\u200cature", "👩\u200d", "\u200d👩", "👩 \u200d👧"])
def test_F18_joiners_are_taken_out_elsewhere(typed: str) -> None:
    assert clean(typed).text == typed.replace("\u200d", "").replace("\u200c", "")


def test_F18_of_marks_piled_on_a_letter_the_first_four_stay() -> None:
    cleaned = clean("first\nx" + "\u030a\u0302" * 30 + "y\nlast")
    assert cleaned.text == "first\nx\u030a\u0302\u030a\u0302y\nlast"
    assert cleaned.removed == [(2, "piled", "x\u030a\u0302\u030a\u0302y")]


def test_F18_marks_that_a_writing_needs_stay() -> None:
    hebrew, vietnamese = "בְּרֵאשִׁ֖ית", "Việt Nam, tiếng"
    assert clean(hebrew).text == unicodedata.normalize("NFC", hebrew)
    assert clean(unicodedata.normalize("NFD", vietnamese)).text == vietnamese


PILES = {
    "one mark": "\u0301",
    "marks out of their order": "\u0301\u0323",
    "Hebrew marks out of their order": "\u05b0\u0591",
    "marks that come apart": "\u0f73",
    "marks with something unseen between": "\u0301\u200b\u0323",
    "joiners of emoji": "👩\u200d",
    "soft hyphens": "\u00ad",
    "lines": "\u00ad\n",
    "marks that are letters": "\uff9e\u302a",
}


@pytest.mark.parametrize("unit", PILES.values(), ids=PILES)
@pytest.mark.parametrize("work", [clean, fold, text.nfc, text.apart], ids=lambda work: work.__name__)
def test_the_time_grows_with_the_text_alone(unit: str, work: Callable[[str], object]) -> None:
    """Eight times the text takes about eight times as long; what grows with the square takes 64 times."""

    def seconds(length: int) -> float:
        given, tries = "a" + unit * (length // len(unit)), []
        for _try in range(3):
            start = time.thread_time()
            work(given)
            tries.append(time.thread_time() - start)
        return min(tries)

    assert seconds(160_000) < 24 * max(seconds(20_000), 0.001)


def test_a_text_far_above_its_limit_is_refused_unread() -> None:
    with pytest.raises(Invalid, match="Shorten this to 10 characters") as refused:
        checked("\u0301" * 10_000_000, "reason", limit=10)
    assert (refused.value.field, refused.value.values["length"]) == ("reason", 10_000_000)


# What callers ask for


def test_a_reason_is_kept_without_blanks_around_it_and_with_its_lines() -> None:
    assert checked_reason(" \r\nBecause\tof\r\n\r\nthis.\u200b ") == "Because\tof\n\nthis."


@pytest.mark.parametrize("nothing", ["", " \u00a0\n", "\u200b\u00ad"])
def test_a_reason_that_says_nothing_is_missing(nothing: str) -> None:
    with pytest.raises(Invalid, match="Give a reason") as refused:
        checked_reason(nothing, "answer")
    assert refused.value.field == "answer"


def test_what_counts_is_the_length_of_what_is_kept() -> None:
    assert len(checked("ž\u00ad\r\n" * 10, "text", limit=20)) == 19
    with pytest.raises(Invalid, match="21 of 20") as refused:
        checked("x" * 21, "text", limit=20, too_long="%(length)s of %(limit)s")
    assert refused.value.field == "text"


def test_a_name_with_a_soft_hyphen_is_a_name() -> None:
    assert checked_line("Mini\u00adstarstvo\n  pravde", "name", limit=99) == "Ministarstvo pravde"


# Words to be compared

FOLDED = {
    "Ђурђевдан": "djurdjevdan",
    "Đurđevdan": "djurdjevdan",
    "ЉУБАВ, њих, џак": "ljubav, njih, dzak",
    "Ѓорче и Ќосе": "gjorce i kjose",
    "ѝ ѐ": "i e",
    "İzmir ISPARTA ısırgan": "izmir isparta isirgan",
    "Οδός ΟΔΟΣ ΐ": "οδοσ οδοσ ι",
    "Çelësi Știință Čćž": "celesi stiinta ccz",
    "Straße Łódź": "strasse lodz",
}


@pytest.mark.parametrize(("written", "folded"), FOLDED.items())
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_are_folded(written: str, folded: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, written)) == folded  # type: ignore[arg-type]


def test_cyrillic_is_read_as_its_language_reads_it() -> None:
    assert fold("Щъркел, жица", "bg") == "shtarkel, zhitsa"
    assert fold("жица", "sr-Cyrl") == fold("žica", "sr-Latn") == fold("жица", "mk") == "zica"


@given(TEXTS, st.sampled_from(["", "bg", "sr-Cyrl"]))
def test_the_offsets_of_folded_words_lead_back_to_the_text(written: str, language: str) -> None:
    cleaned = clean(written).text
    folded, offsets = fold_with_offsets(cleaned, language)
    assert folded == fold(cleaned, language)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)


def test_a_word_found_in_folded_text_is_marked_in_the_text() -> None:
    written = "Наш Ђурђев дан"
    folded, offsets = fold_with_offsets(written)
    start = folded.index("djurdjev")
    assert written[offsets[start] : offsets[start + len("djurdjev")]] == "Ђурђев"

"""What was split or merged is compared as one text with its parts; what stayed is not marked."""

from pathlib import Path

import pytest

from documents.redline import kind_of, redline, redline_block, side_by_side
from tests.documents.redline.redlines import assert_both_versions, marked, shape

CASES = Path(__file__).parents[2] / "cases"
DUTIES = "The member shall keep a register of its projects, shall publish a report each year, and shall pay."
POINTS = [
    "The member shall:",
    "(a) keep a register of its projects;",
    "(b) publish a report each year; and",
    "(c) pay.",
]


def case(name: str) -> tuple[str, str]:
    old, new = ((CASES / name / f"{which}.md").read_text() for which in ("old", "new"))
    return old, new


@pytest.mark.parametrize("name", ["13-split-into-lettered-points", "14-split-beside-look-alikes"])
def test_the_words_of_a_paragraph_split_into_points_are_not_marked(name: str) -> None:
    old, new = case(name)
    html = redline(old, new)
    assert_both_versions(html, old, new)
    changed = " ".join(marked(html, "del") + marked(html, "ins"))
    for words in (
        "keep a register of its projects",
        "publish a report each year",
        "of every change of its seat",
    ):
        assert words not in changed
        assert words in html
    assert {"(a)", "(b)", "(c)", ":"} <= set(marked(html, "ins"))


def test_a_pure_split_and_a_pure_merge_mark_only_what_parts_the_pieces() -> None:
    parts = "\n\n".join(POINTS)
    for old, new in ((DUTIES, parts), (parts, DUTIES)):
        html = redline_block(old, new)
        left, right = side_by_side(old, new)
        for words in ("keep a register of its projects", "publish a report each year", "pay"):
            assert words not in " ".join(
                marked(html + left + right, "del") + marked(html + left + right, "ins")
            )
        one, two = shape(left, "ins"), shape(right, "del")
        assert [text for _, text in one] == old.split("\n\n")
        assert [text for _, text in two] == new.split("\n\n")


def test_a_paragraph_beside_a_new_one_like_it_is_not_taken_for_its_part() -> None:
    same = "The secretariat publishes the list of the members of the cluster every year in March."
    html = redline(same, f"{same}\n\n{same.replace('March', 'May')}")
    assert marked(html, "ins") == [same.replace("March", "May")]
    assert marked(html, "del") == []


def test_small_words_put_into_a_sentence_leave_the_others_alone() -> None:
    old, new = case("27-small-words-in-a-sentence")
    html = redline(old, new)
    assert marked(html, "ins") == ["not", "not", "not", "a different"]
    assert marked(html, "del") == ["the same"]
    html = redline(old, new.replace("open", "Open"))
    assert marked(html, "ins") == ["not", "not", "not", "Open", "a different"]
    assert marked(html, "del") == ["open", "the same"]


def test_a_sign_made_of_several_characters_is_whole() -> None:
    html = redline(*case("15-joined-emoji"))
    assert (marked(html, "del"), marked(html, "ins")) == (["🇷🇸", "👍🏽"], ["🇷🇴", "👍🏿"])
    for one, other in (("👨‍👩‍👧", "👨‍👩‍👦"), ("1️⃣", "2️⃣"), ("❤️", "❤"), ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"), ("ю\u0301", "ю")):
        html = redline_block(f"a {one} b", f"a {other} b")
        assert (marked(html, "del"), marked(html, "ins")) == ([one], [other])


def test_another_script_is_marked_as_script_and_no_word_of_it() -> None:
    old, new = case("16-serbian-in-two-scripts")
    html = redline(old, new)
    assert_both_versions(html, old, new)
    assert html.count('data-change="script"') == html.count("<del") + html.count("<ins")
    assert kind_of("Ѓорѓи дојде во Ќуприја", "Gjorgji dojde vo Ḱuprija") == "script"
    assert kind_of("инјекција", "ињекција") == "words"


def test_a_raised_figure_is_another_one() -> None:
    html = redline_block("10<sup>6</sup> m", "106 m")
    assert (marked(html, "del"), marked(html, "ins")) == (["106"], ["106"])
    assert "data-change" not in html
    assert "<sup>6</sup>" in html

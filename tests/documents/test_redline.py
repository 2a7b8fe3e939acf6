"""A redline tells the whole truth about both versions, briefly, and is safe to show."""

import random
import re
import time
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.markdown import parser
from documents.redline import Words, redline, redline_block, side_by_side

LETTERS = re.compile(r"\w+|[^\w\s]")
APART = (
    "p",
    "li",
    "td",
    "th",
    "pre",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
)
HIDDEN = ("visually-hidden", "footnote-ref", "footnote-number", "footnote-backref")
SCHEMES = ("http:", "https:", "mailto:", "#")

PARAGRAPHS = (
    "The council keeps a list of all clusters in the region and brings it up to date each spring.",
    "Members pay no fee in their first year; after that the assembly sets it for two years ahead.",
    "Whoever objects writes to the secretariat, which answers within thirty days and gives its reasons.",
)


def tree(html: str) -> Element:
    """The HTML as a browser reads it; fails where a browser would have to guess."""
    reader = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True)
    root: Element = reader.parseFragment(html)
    return root


def texts(element: Element, leave_out: str = "") -> Iterator[str]:
    """The text, without what screen readers alone get, footnote signs, and elements to leave out."""
    kind = element.get("class", "")
    if element.tag == leave_out or kind in HIDDEN:
        return
    if element.tag in APART:
        yield "\n"
    yield element.text or ""
    for child in element:
        yield from texts(child, leave_out)
        yield child.tail or ""
    if element.tag in APART:
        yield "\n"


def view(html: str, leave_out: str = "") -> list[str]:
    """Words and signs of one version."""
    return LETTERS.findall("".join(texts(tree(html), leave_out)))


def rendered(markdown: str) -> list[str]:
    """Words and signs of a text rendered without comparison."""
    root: Element = html5lib.parseFragment(parser().render(markdown), namespaceHTMLElements=False)
    return LETTERS.findall("".join(texts(root)))


def marked(html: str, tag: str) -> list[str]:
    """The text of each ``ins`` or ``del``."""
    return [" ".join("".join(texts(found)).split()) for found in tree(html).iter(tag)]


def shape(html: str, leave_out: str) -> list[tuple[str, str]]:
    """Kind and text of each block of one version that has text."""
    found = (
        (el.tag, " ".join("".join(texts(el, leave_out)).split()))
        for el in tree(html).iter()
        if el.tag in APART
    )
    return [(tag, text) for tag, text in found if text]


def assert_both_versions(html: str, old: str, new: str) -> None:
    assert view(html, "ins") == rendered(old)
    assert view(html, "del") == rendered(new)


# ------------------------------------------------------------------------ both versions are there

word = st.sampled_from(
    [
        "cluster",
        "policy",
        "12",
        "3.5",
        "2024-03-01",
        "a",
        "the",
        "of",
        "and;",
        "fee,",
        "(new)",
        "naïve",
        "Член",
    ]
)
phrase = st.lists(word, min_size=1, max_size=9).map(" ".join)
inline = st.one_of(
    phrase,
    phrase.map("**{}**".format),
    phrase.map("*{}*".format),
    phrase.map("`{}`".format),
    phrase.map("[{}](https://example.org/a)".format),
    phrase.map("[{}](#there)".format),
    phrase.map("~~{}~~".format),
    st.just("note[^1]"),
    st.just("un**cut**ted"),
)
line = st.lists(inline, min_size=1, max_size=4).map(" ".join)
block = st.one_of(
    line,
    line.map("## {}".format),
    st.lists(line, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {each}" for each in lines)),
    st.lists(line, min_size=1, max_size=3).map(lambda lines: "\n".join(f"3. {each}" for each in lines)),
    st.lists(line, min_size=2, max_size=2).map(lambda lines: f"- {lines[0]}\n  - {lines[1]}"),
    st.tuples(line, line).map(lambda two: f"| {two[0]} | b |\n|---|---|\n| {two[1]} | 2 |\n| 3 | 4 |"),
    line.map("> {}".format),
    line.map("    {}".format),
    line.map("[^1]: {}".format),
    st.just("---"),
)
document = st.lists(block, max_size=6)
stray = st.text(st.sampled_from("ab1 .\n*_`[]()<>!#|-~^:&;\\\"'\u0301\u00ad\tш漢"), max_size=40)


@settings(max_examples=40, deadline=None)
@given(document, document, st.randoms(use_true_random=False))
def test_without_deletions_it_is_the_new_text_and_without_insertions_the_old_one(
    old: list[str], new: list[str], chance: random.Random
) -> None:
    mixed = [each for each in old if chance.random() < 0.7] + new
    chance.shuffle(mixed)
    before, after = "\n\n".join(old), "\n\n".join(mixed)
    assert_both_versions(redline(before, after), before, after)


@settings(max_examples=100, deadline=None)
@given(stray, stray)
@example("foo bar", "bar")
@example("a*b*c d", "a*bc* d")
@example("- a\n\n      b", "1. a\n   b")
@example("x[^1]\n\n[^1]: y", "x^[y]")
def test_no_text_however_broken_is_lost(old: str, new: str) -> None:
    assert_both_versions(redline(old, new), old, new)


@settings(max_examples=100, deadline=None)
@given(stray, stray)
def test_a_block_and_its_two_sides_tell_the_same(old: str, new: str) -> None:
    both = redline_block(old, new)
    left, right = side_by_side(old, new)
    assert view(both, "ins") == view(left)
    assert view(both, "del") == view(right)
    assert "<ins" not in left
    assert "<del" not in right


def test_each_version_keeps_its_blocks() -> None:
    old = "# Fee\n\nOne text.\n\n- first\n- second\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    new = (
        "# Fees\n\n- first\n- third\n- second\n\n> One text.\n\n| A | B |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n"
    )
    html = redline(old, new)
    assert shape(html, "ins") == shape(redline(old, old), "ins")
    assert shape(html, "del") == shape(redline(new, new), "del")


def test_bold_and_links_are_right_in_both_versions() -> None:
    html = redline(
        "See [the law](https://a.example) **now** please.", "See [the law](https://b.example) now please."
    )
    inside = {
        el.tag: ["".join(texts(x)) for x in el.iter("strong")]
        for el in tree(html).iter()
        if el.tag in ("ins", "del")
    }
    targets = {
        el.tag: x.get("href") for el in tree(html).iter() if el.tag in ("ins", "del") for x in el.iter("a")
    }
    assert targets == {"del": "https://a.example", "ins": "https://b.example"}
    assert inside["del"] == ["now"]
    assert inside["ins"] == []


# -------------------------------------------------------------------------- few changes, whole words


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("The member pays 10 euro.", "The member pays 100 euro.", ["10"], ["100"]),
        ("It costs 3.5 % a year.", "It costs 3.75 % a year.", ["3.5"], ["3.75"]),
        ("From 2024-03-01 on.", "From 2025-03-01 on.", ["2024-03-01"], ["2025-03-01"]),
        ("As in 4.2.1 above.", "As in 4.3.1 above.", ["4.2.1"], ["4.3.1"]),
        ("The Wahlordnung holds.", "The Wahlverordnung holds.", ["Wahlordnung"], ["Wahlverordnung"]),
        ("Members *shall* pay.", "Members *may* pay.", ["shall"], ["may"]),
        ("Members shall pay.", "Members **shall** pay.", ["shall"], ["shall"]),
        ("un**cut** paper", "un**done** paper", ["uncut"], ["undone"]),
        ("Yes, but no.", "Yes; but no.", [","], [";"]),
        ("слово́м скажи", "слово́ скажи", ["слово́м"], ["слово́"]),
    ],
)
def test_words_numbers_and_dates_change_whole(old: str, new: str, gone: list[str], came: list[str]) -> None:
    html = redline_block(old, new)
    assert marked(html, "del") == gone
    assert marked(html, "ins") == came


def test_an_added_sentence_is_marked_from_its_first_word_to_its_stop() -> None:
    added = "The assembly meets in public."
    html = redline_block(f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}", f"{PARAGRAPHS[0]} {added} {PARAGRAPHS[1]}")
    assert marked(html, "ins") == [added]
    assert marked(html, "del") == []


def test_a_sentence_written_anew_is_one_change_without_islands() -> None:
    old = "The list is kept by the office of the council and may be seen by the public on each working day."
    new = "Anyone who wants to read an entry of the list asks for it by mail; the answer comes without cost."
    html = redline_block(f"{PARAGRAPHS[0]} {old}", f"{PARAGRAPHS[0]} {new}")
    assert (len(marked(html, "del")), len(marked(html, "ins"))) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one two\nthree", "one  two three"),
        ("- same words", "* same words"),
        ("3. same words", "7. same words"),
        ("- same words", "1. same words"),
        ("## Aims", "### Aims"),
        ("[^1]: Law of 1999.", "[^4]: Law of 1999."),
        ("As said.[^1]", "As said.[^2]"),
        ("caf\u00e9 \u0439", "cafe\u0301 \u0438\u0306"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "|A|B|\n|:-|-:|\n|1|2|"),
    ],
)
def test_markers_numbers_spaces_and_composition_are_no_change(old: str, new: str) -> None:
    assert "<del" not in redline_block(old, new) + "".join(side_by_side(old, new))
    assert "<ins" not in redline_block(old, new) + "".join(side_by_side(old, new))


def test_a_new_row_or_column_leaves_the_other_cells_alone() -> None:
    old = "| A | B |\n|---|---|\n| 1 | 2 |\n"
    assert marked(redline_block(old, old + "| 3 | 4 |\n"), "ins") == ["3", "4"]
    assert marked(redline_block(old, "| A | N | B |\n|---|---|---|\n| 1 | 9 | 2 |\n"), "ins") == ["N", "9"]


def test_a_new_list_item_marks_itself_and_the_count_goes_on() -> None:
    html = redline("1. seek\n2. find\n3. keep\n", "1. seek\n2. name\n3. find\n4. keep\n")
    assert marked(html, "ins") == ["name"]
    html = redline("1. seek\n2. find\n3. keep\n", "1. seek\n2. keep\n")
    assert [item.get("value") for item in tree(html).iter("li")] == [None, None, "2"]


def test_a_renumbered_footnote_is_no_change_and_a_new_one_is_marked_with_its_sign() -> None:
    old = "First.[^a] Second.[^b]\n\n[^a]: The law of the sea.\n\n[^b]: The law of the land.\n"
    new = "Zero.[^z] " + old + "\n[^z]: Nothing before.\n"
    html = redline(old, new)
    assert marked(html, "del") == []
    assert marked(html, "ins") == ["Zero.", "Nothing before."]
    names = [el.get("id") for el in tree(html).iter() if el.get("id")]
    assert len(names) == len(set(names)) == 6
    assert {el.get("href") for el in tree(html).iter("a")} == {f"#{name}" for name in names}


# ------------------------------------------------------------------------------------------- moves


def test_a_moved_paragraph_stands_twice_with_its_edit_in_the_new_place() -> None:
    first, second, third = PARAGRAPHS
    html = redline("\n\n".join(PARAGRAPHS), "\n\n".join([second, third, first.replace("spring", "autumn")]))
    moves = {el.tag: el for el in tree(html).iter() if el.get("data-move")}
    assert moves["del"].get("data-move") == moves["ins"].get("data-move")
    assert " ".join("".join(texts(moves["del"])).split()) == first
    assert ["".join(texts(x)) for x in moves["ins"].iter("del")] == ["spring"]
    assert len(marked(html, "ins")) == 2  # the passage, and the word in it


def test_a_sentence_that_went_to_another_paragraph_is_a_move() -> None:
    first, second, third = PARAGRAPHS
    html = redline(f"{first} {second}\n\n{third}", f"{first}\n\n{third} {second}")
    assert marked(html, "del") == marked(html, "ins") == [second]
    assert all(el.get("data-move") for el in tree(html).iter() if el.tag in ("ins", "del"))


def test_a_few_words_that_stand_elsewhere_too_are_no_move() -> None:
    html = redline(f"See below.\n\n{PARAGRAPHS[0]}", f"{PARAGRAPHS[0]}\n\nSee below.")
    assert "data-move" not in html


# ------------------------------------------------------------------------------ for every reader

TOLD = Words(*(f"«{name}»" for name in Words._fields))


def test_every_mark_says_what_it_is_in_the_words_given() -> None:
    first, second, third = PARAGRAPHS
    html = redline(f"{first}\n\n{second}\n\n{third} Old.", f"{second}\n\n{third} New.\n\n{first}", TOLD)
    for element in tree(html).iter():
        if element.tag in ("ins", "del"):
            said = [
                (child.text or "").strip() for child in element if child.get("class") == "visually-hidden"
            ]
            moved, gone = element.get("data-move") is not None, element.tag == "del"
            begin = ("moved_away" if gone else "moved_here") if moved else "deleted" if gone else "inserted"
            end = "move_ends" if moved else "deletion_ends" if gone else "insertion_ends"
            assert said[0] == f"«{begin}»"
            assert said[-1] == f"«{end}»"
            assert element.get("aria-label") is None
    assert len({mark for mark in TOLD if mark in html}) == len(TOLD)


# -------------------------------------------------------------------------------------- safe output

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) [y](JAVASCRIPT:alert(1)) [z](&#106;avascript:alert(1)) <javascript:alert(1)>",
    "[x](java%0ascript:x) [y](data:text/html,x) [z](vbscript:x) [f](ftp://a.example) [b](blob:x)",
    "![x](javascript:alert(1)) ![y](data:image/svg+xml,x) ![z](https://a.example/x \"' onerror='alert(1)\")",
    '[x](https://a.example "\' onmouseover=\'alert(1)") [y](<https://a.example/"onclick=alert(1)>)',
    '```"><script>\n</code></pre><script>x</script>\n```',
    '[^"><b>]: x\n\nsee[^"><b>]',
    "| <b> |\n|:-:|\n| </td><script> |",
)
ATTRIBUTES = {"class", "href", "rel", "title", "src", "alt", "scope", "value", "id", "data-move"}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("compare", [redline, redline_block])
def test_nothing_written_becomes_markup_or_leads_astray(attack: str, compare: object) -> None:
    assert callable(compare)
    for old, new in ((attack, "Peace."), ("Peace.", attack), (attack, attack), (attack, attack + " x")):
        for element in tree(compare(old, new)).iter():
            assert element.tag not in ("script", "b", "iframe", "style")
            assert set(element.attrib) <= ATTRIBUTES
            for name in ("href", "src"):
                assert element.get(name, "#").startswith(SCHEMES)
            if (
                element.tag == "a"
                and "footnote" not in element.get("class", "")
                and element.get("href", "")[:1] != "#"
            ):
                assert element.get("rel") == "nofollow ugc noopener"


# ------------------------------------------------------------------------------------------- speed


def grown(words: int, seed: int) -> str:
    chance = random.Random(seed)
    names = [f"w{seed}x{n}" if n % 3 else f"w{n}" for n in range(2000)]
    sentences = (" ".join(chance.choices(names, k=15)).capitalize() + "." for _ in range(words // 15))
    return "\n\n".join(" ".join(group) for group in zip(*[sentences] * 4, strict=False))


def bare(html: str) -> list[str]:
    """Words and signs of HTML of any depth, if it has no footnotes."""
    return LETTERS.findall(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (grown(9_000, 1), grown(9_000, 2)),
        (grown(18_000, 1).replace("\n\n", " "), grown(18_000, 1).replace("\n\n", " ").replace("w9 ", "v9 ")),
        (grown(18_000, 1).replace("\n\n", " "), grown(18_000, 2).replace("\n\n", " ").replace(".", "")),
        ("a b " * 9_000, "b a " * 9_000 + "c"),
        ("*a " * 1500 + "b* " * 1500, "*a " * 1500 + "c* " * 1500),
        ("1." * 20_000 + "a", "1." * 20_000 + "b"),
    ],
    ids=[
        "two unrelated texts",
        "one long paragraph",
        "without stops",
        "two words",
        "nested marks",
        "one number",
    ],
)
def test_hard_pairs_end_soon_and_right(old: str, new: str) -> None:
    start = time.process_time()
    html = redline(old, new)
    assert time.process_time() - start < 5
    assert view(html, "del") == bare(parser().render(new))
    assert view(html, "ins") == bare(parser().render(old))

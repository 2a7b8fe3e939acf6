"""Pages of plain text: running heads and numbers go, named with their line; what was parted is joined."""

from pathlib import Path

import pytest

from documents.formats import read_plain
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases"


def paragraphs(text: str) -> list[str]:
    return [plain(block.markdown) for block in read_plain(text).blocks]


def left_out(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.excerpt) for each in read_plain(text).omissions]


def test_what_a_page_parted_is_joined_and_its_lines_are_named():
    text = (CASES / "19-pages-of-a-plain-text" / "in.txt").read_text("utf-8")
    assert paragraphs(text) == [
        "CLUSTER ACT",
        "Article 1",
        "The members of the cluster meet twice a year in the capital of the country that holds the chair, "
        "and adopt the plan of the community for the next two years. The plan is published by the "
        "secretariat within thirty days.",
        "Article 2",
        "The chair changes every year.",
    ]
    assert left_out(text) == [(9, "Cluster Act Draft [Page 1]"), (11, "Cluster Act March 2026")]


def test_heads_that_form_feeds_repeat_are_left_out_with_their_page_numbers():
    text = (
        "ЗАКОН\n\nПрви став.\n\fЗАКОН      2\n\nТекст стране који се наставља на следећој јер још увек иде\n"
        "\fЗАКОН      3\n\nдаље на овој страни. Крај.\n\fЗАКОН      4\n\nЧлан 4.\n\nТекст.\n"
    )
    assert paragraphs(text) == [
        "ЗАКОН",
        "Први став.",
        "Текст стране који се наставља на следећој јер још увек иде даље на овој страни. Крај.",
        "Члан 4.",
        "Текст.",
    ]
    assert [excerpt for _, excerpt in left_out(text)] == ["ЗАКОН 2", "ЗАКОН 3", "ЗАКОН 4"]


def test_articles_and_sentences_at_the_edge_of_a_page_are_no_heads():
    text = "Члан 1.\n\nИсти текст.\n\fЧлан 2.\n\nИсти текст.\n\fЧлан 3.\n\nИсти текст.\n"
    assert left_out(text) == []
    assert len(paragraphs(text)) == 6


@pytest.mark.parametrize(
    "foot",
    ["– 3 –", "- 3 -", "[Page 3]", "Page 3 of 10", "Страна 3", "стр. 3", "Σελίδα 3", "Sayfa 3", "Pagina 3/9"],
)
def test_a_line_that_says_it_is_a_page_number_is_left_out(foot):
    text = (
        f"A sentence that is long enough to be wrapped at the end of the page\n\n{foot}\n\nand goes on here."
    )
    assert paragraphs(text) == [
        "A sentence that is long enough to be wrapped at the end of the page and goes on here."
    ]
    assert left_out(text) == [(3, foot)]


def test_numbers_alone_are_page_numbers_where_one_parts_a_sentence_and_else_words():
    parted = (
        "A sentence that is long enough to be wrapped at the end of the page\n\n1\n\n"
        "and goes on here.\n\nThird one.\n\n2\n\nFourth one."
    )
    assert left_out(parted) == [(3, "1"), (9, "2")]
    counted = "1\n\nText of section one.\n\n2\n\nText of section two."
    assert left_out(counted) == []
    assert paragraphs(counted) == counted.split("\n\n")


def test_a_line_repeated_inside_sentences_is_a_head_and_elsewhere_a_line():
    line = "Official Gazette"
    sentences = [
        f"This sentence is long enough to be wrapped here {n}\n\n{line}\n\nonce {n}." for n in range(3)
    ]
    assert left_out("\n\n".join(sentences)) == [(3, line), (9, line), (15, line)]
    assert left_out(f"Whole.\n\n{line}\n\n" * 3) == []


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("the plan of the commu-\nnity for all", "the plan of the community for all"),
        ("the con\u00ad\nsultation of all", "the consultation of all"),
        ("They meet to follow-\nup. A follow-up is due.", "They meet to follow-up. A follow-up is due."),
        ("A long-term plan and short-\nterm goals", "A long-term plan and short-term goals"),
        ("mid-\nand long-term goals", "mid- and long-term goals"),
        ("средње-\nи дугорочни циљеви", "средње- и дугорочни циљеви"),
        ("најважнији део поли-\nтике кластера", "најважнији део политике кластера"),
        ("най-\nважният член", "най-важният член"),
        ("într-\nun cluster", "într-un cluster"),
        ("the years 2026-\n2030 in all", "the years 2026-2030 in all"),
        ("Bosna-\nHercegovina je", "Bosna-Hercegovina je"),
        ("https://example.org/a-\nb is it", "https://example.org/a-b is it"),
        ("a state-of-\nthe-art report", "a state-of-the-art report"),
        ("The firm is co-\nowned; a co-owner", "The firm is co-owned; a co-owner"),
        ("a dash -\nas a sign", "a dash - as a sign"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_unless_it_is_the_words_own(lines, joined):
    assert paragraphs(f"{lines}.") == [f"{joined}."]


def test_a_soft_hyphen_at_the_end_of_a_line_joins_its_word_whatever_follows():
    assert paragraphs("commu\u00ad \r\nnity - and 1. more.") == ["community - and 1. more."]


def test_lines_of_omissions_are_counted_as_editors_do():
    text = "Text.\n\f\nHead  2\n\nText.\n\f\nHead  3\n\nText.\n\n-----\n"
    assert left_out(text)[-1] == (11, "-----")

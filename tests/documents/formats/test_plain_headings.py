"""Headings of plain text: chapters and articles with their names; sentences are none."""

from pathlib import Path

import pytest

from documents.formats import read_plain
from documents.text.numbering import labels

CASES = Path(__file__).parents[2] / "cases"


def read(text: str) -> list[tuple[str, int, str]]:
    return [tuple(block) for block in read_plain(text).blocks]


def of_case(folder: str, name: str) -> str:
    return (CASES / folder / name).read_text("utf-8")


def headings(text: str) -> list[str]:
    return [block.markdown for block in read_plain(text).blocks if block.kind == "heading"]


def test_an_article_numbered_in_the_line_stays_a_paragraph_below_its_chapter():
    assert read(of_case("08-articles-numbered-in-the-line", "bg.txt")) == [
        ("heading", 1, "# ЗАКОН ЗА КЛЪСТЕРИТЕ"),
        ("heading", 2, "## Глава първа ОБЩИ ПОЛОЖЕНИЯ"),
        ("paragraph", 0, "Чл. 1. Този закон урежда създаването на клъстери."),
        ("paragraph", 0, "Чл. 2. (1) Клъстер се създава от най-малко три лица."),
        ("paragraph", 0, "(2) Член на клъстера може да бъде:"),
        ("item", 1, "1. търговско дружество;"),
        ("item", 1, "2. институт."),
        ("paragraph", 0, "Чл. 3. Таксата се плаща до 31 март."),
        ("heading", 2, "## Глава втора ОРГАНИ"),
        ("paragraph", 0, "Чл. 4. (1) Органи са общото събрание и управителят."),
        ("paragraph", 0, "(2) Събранието заседава два пъти годишно."),
    ]


def test_the_line_above_an_article_is_its_title():
    assert read(of_case("08-articles-numbered-in-the-line", "tr.txt")) == [
        ("heading", 1, "# KÜMELENME YÖNETMELİĞİ"),
        ("heading", 2, "## BİRİNCİ BÖLÜM Başlangıç Hükümleri"),
        ("heading", 3, "### Amaç"),
        ("paragraph", 0, "MADDE 1 – (1) Bu Yönetmeliğin amacı kümelerin kurulmasını düzenlemektir."),
        ("heading", 3, "### Üyelik"),
        ("paragraph", 0, "MADDE 2 – (1) Küme en az üç üye ile kurulur."),
        ("paragraph", 0, "(2) Üye olabilenler şunlardır:"),
        ("item", 1, "- a) Şirketler."),
        ("item", 1, "- b) Enstitüler."),
        ("paragraph", 0, "GEÇİCİ MADDE 1 – (1) Mevcut kümeler bir yıl içinde uyum sağlar."),
    ]


def test_articles_in_the_line_are_all_paragraphs_also_when_repealed_or_wrapped():
    text = (
        "ЗАКОН\n\nЧл. 1. Този закон урежда създаването на клъстери и други\nобединения.\n"
        "Чл. 2. Текст на втория член.\nЧл. 3. (Отм. - ДВ, бр. 12)\n\nЧл. 4. Текст на закона"
    )
    assert [kind for kind, _, _ in read(text)] == ["heading", *["paragraph"] * 4]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "el.txt",
            ["# ΝΟΜΟΣ 9999", "## ΚΕΦΑΛΑΙΟ Α΄ ΓΕΝΙΚΕΣ ΔΙΑΤΑΞΕΙΣ", "### Άρθρο 1 Σκοπός",
             "## ΚΕΦΑΛΑΙΟ Β΄ ΜΕΛΗ", "### Άρθρο 2 Μέλη"],
        ),
        (
            "sr.txt",
            ["# ЗАКОН О КЛАСТЕРИМА", "## I. ОСНОВНЕ ОДРЕДБЕ", "### Члан 1.", "## II. ОРГАНИ",
             "### Члан 2. (Скупштина)"],
        ),
    ],
)  # fmt: skip
def test_chapters_and_articles_have_their_names(name, expected):
    assert headings(of_case("09-chapters-with-written-numbers", name)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ГЛАВА I\n\nОСНОВНЕ ОДРЕДБЕ\n\nЧлан 1\n\nТекст.", ["## ГЛАВА I ОСНОВНЕ ОДРЕДБЕ", "### Члан 1"]),
        ("ГЛАВА II\nОРГАНИ И\nТЕЛА\n\nЧлан 3\n\nТекст.", ["## ГЛАВА II ОРГАНИ И ТЕЛА", "### Члан 3"]),
        ("Article 1\n\nScope\n\nThe text.", ["## Article 1 Scope"]),
        ("Article 1\nScope\nThe text of it.", ["## Article 1 Scope"]),
        ("Article 1\nThe members meet.", ["## Article 1"]),
        ("Kreu i parë\nParime\n\nNeni 1\nQëllimi\n\nText.", ["## Kreu i parë Parime", "### Neni 1 Qëllimi"]),
        ("Capitolul I\nDispoziții\n\nArticolul 1\n\nText.", ["## Capitolul I Dispoziții", "### Articolul 1"]),
        ("Prvo poglavje\n\n5. člen\n(namen)\n\nBesedilo.", ["## Prvo poglavje", "### 5. člen (namen)"]),
        ("Текст.\n\nПредмет\n\nЧлан 1\n\nТекст.", ["## Предмет", "## Члан 1"]),
        ("Part One\n\nChapter I\n\nArticle 1\n\nText.", ["## Part One", "### Chapter I", "#### Article 1"]),
        ("Article 1\n\nText.\n\nANNEX 1\n\nList of all\n\nText.", ["## Article 1", "## ANNEX 1 List of all"]),
        ("Član 1.\n(Predmet)\n\n(1) Tekst.", ["## Član 1. (Predmet)"]),
        ("Član 1.\n(1) Tekst.", ["## Član 1."]),
    ],
)  # fmt: skip
def test_the_name_of_a_section_belongs_to_its_heading(text, expected):
    assert headings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 says that members meet.",
        "Članak 5. ovog zakona primjenjuje se na sve.",
        "Article 5\nof this Act applies to all.",
        "Члан 5. овог закона примењује се на све",
        "3.5 percent of it",
        "Part of the plan",
        "V. Petrović",
    ],
)
def test_a_sentence_that_begins_like_a_section_is_no_heading(text):
    assert headings(f"Words before it.\n\n{text}\n\nwords after it.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The proposal is accepted if EITHER\n\n1. the number of votes is greater OR\n\n2. quorum is there.",
        "Any member may\n\n(a) propose;\n(b) vote.",
        "Чланови клуба могу\n\nа) предлагати;\nб) гласати.",
        "The Board consists of\n\n1. Chair\n2. Secretary",
        "Одбор чине и бирају\n\n– Председник,\n– Секретар.",
        "Members of the cluster\n\nare those that signed it.",
    ],
)
def test_a_sentence_that_goes_on_after_an_empty_line_is_no_heading(text):
    assert headings(f"Words.\n\n{text}\n\nWords.") == []


def test_what_is_underlined_is_a_heading_and_an_anchor_above_it_is_reported():
    reading = read_plain(of_case("20-sentences-taken-for-headings", "in.txt"))
    assert [tuple(block) for block in reading.blocks] == [
        ("heading", 1, "# Voting"),
        ("paragraph", 0, "The proposal is accepted if EITHER"),
        ("item", 1, "1. the number of YES votes is greater than half OR"),
        ("item", 1, "2. quorum has been established."),
        ("paragraph", 0, "UNLESS the bylaws say otherwise."),
        ("heading", 2, "## Meetings"),
        (
            "paragraph",
            0,
            "The assembly decides by a majority of the members present, unless art. 5. says otherwise.",
        ),
        ("heading", 2, "## Quorum"),
        ("paragraph", 0, "Two thirds."),
        ("paragraph", 0, "Short lines of one column make a paragraph that was wrapped."),
    ]
    assert [(each.line, each.what, each.excerpt) for each in reading.omissions] == [
        (17, "An anchor", "[[Q]]")
    ]


def test_signs_that_underline_are_levels_in_their_order():
    text = "Title\n=====\n\nPart\n----\n\nText.\n\nSub\n~~~\n\nText.\n\nOther\n-----\n\nText."
    assert headings(text) == ["# Title", "## Part", "### Sub", "## Other"]


def test_a_line_below_a_sentence_or_for_a_signature_divides():
    reading = read_plain("The end.\n--------\n\nSigned by\n__________")
    assert [block.kind for block in reading.blocks] == ["paragraph", "paragraph"]
    assert [(each.line, each.what) for each in reading.omissions] == [
        (2, "A dividing line"),
        (5, "A dividing line"),
    ]


def test_a_placeholder_in_brackets_is_no_anchor():
    assert [block.markdown for block in read_plain("[[Name]]\n\nText.").blocks] == [
        "\\[\\[Name\\]\\]",
        "Text.",
    ]


def test_numbered_headings_and_the_ones_above_them():
    text = "1. Introduction\n\nText.\n\n1.1 Scope\n\nText.\n\n2. Means\n\nText.\n\n2.1 Money\n\nText."
    blocks = read_plain(text).blocks
    assert headings(text) == ["## 1. Introduction", "### 1.1 Scope", "## 2. Means", "### 2.1 Money"]
    assert labels(blocks)[2] == "1.1"

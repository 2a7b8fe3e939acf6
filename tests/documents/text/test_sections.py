"""Articles, chapters and annexes are known by their words and numbers, as each law writes them."""

from time import process_time

import pytest

from documents.text.sections import Rank, article_in_line, own_number, section_at

NUMBERS = [
    ("Article 5", "Article 5"),
    ("Article 5 Aims", "Article 5"),
    ("3.2 Aims", "3.2"),
    ("3. Aims", "3"),
    ("(3) Aims", "3"),
    ("A.1 Aims", "A.1"),
    ("IV", "IV"),
    ("II. Means", "II"),
    ("§ 4 Ziele", "§ 4"),
    ("§4", "§ 4"),
    ("Члан 7.", "Члан 7"),
    ("Чл. 7", "Чл. 7"),
    ("Чл.7", "Чл.7"),
    ("Άρθρο 3", "Άρθρο 3"),
    ("5. člen (Namen)", "5. člen"),
    ("Neni 4", "Neni 4"),
    ("Articolul 10", "Articolul 10"),
    ("Madde 2", "Madde 2"),
    ("Chapter IV", "Chapter IV"),
    ("Chapter One", "Chapter One"),
    ("Section 3.11. Proxies", "Section 3.11"),
    ("Article 5.The text follows", "Article 5"),
    ("Part of the plan", ""),
    ("Aims", ""),
    ("2030 and beyond", ""),
    ("12 measures", ""),
    ("Articles of trade", ""),
    ("Prvi deo sredstava", ""),
    ("Mera druge vrste", ""),
    ("PRILOG O ZAŠTITI", ""),
    ("Part a of the plan", ""),
    ("DEO CIVIL", ""),
    ("Ek ödeme", ""),
]
INSERTED = [
    "Članak 12a",
    "Članak 40.a",
    "Član 5č",
    "Члан 5ђ",
    "Член 5-а",
    "Чл. 5а",
    "MADDE 5/A",
    "Ek Madde 1",
    "Geçici Madde 1",
    "GEÇİCİ MADDE 1",
    "Article 7bis",
    "Article 7 bis",
    "Art. 7¹",
    "Article 1-2",
    "Article III.1",
    "Chapter IVa",
]
WRITTEN = [
    ("Глава първа", "ОБЩИ ПОЛОЖЕНИЯ"),
    ("Глава двадесет и първа", ""),
    ("BİRİNCİ BÖLÜM", "Başlangıç"),
    ("On birinci bölüm", ""),
    ("ГЛАВА ПРВА", "ОПШТЕ ОДРЕДБЕ"),
    ("Poglavlje prvo", ""),
    ("Prvo poglavje", ""),
    ("Kreu i parë", "Dispozita"),
    ("KREU I PARË", ""),
    ("Capitolul întâi", "Dispoziții"),
    ("Secțiunea a 2-a", ""),
    ("Capitolul al II-lea", ""),
    ("ΚΕΦΑΛΑΙΟ Α΄", "ΓΕΝΙΚΕΣ ΔΙΑΤΑΞΕΙΣ"),
    ("ΚΕΦΑΛΑΙΟ Β΄", ""),
    ("ΚΕΦΑΛΑΙΟ ΠΡΩΤΟ", ""),
    ("Annex A", ""),
    ("Прилог Б", ""),
    ("Παράρτημα Α", "Κατάλογος"),
    ("Приложение № 1", ""),
    ("Anexa nr. 2", ""),
    ("EK-1", ""),
    ("Први део", ""),
    ("GLAVA I", "OPŠTE"),
]


@pytest.mark.parametrize(("heading", "number"), NUMBERS)
def test_the_number_a_heading_gives_itself(heading: str, number: str) -> None:
    assert own_number(heading) == number


@pytest.mark.parametrize("number", INSERTED)
def test_an_inserted_article_keeps_the_number_that_its_law_gives_it(number: str) -> None:
    assert own_number(number) == own_number(number + ".") == own_number(number + " (Aims)") == number


@pytest.mark.parametrize(("number", "name"), WRITTEN)
def test_a_chapter_or_annex_is_bigger_than_an_article_however_its_number_is_written(number, name) -> None:
    section = section_at(f"{number} {name}")
    assert section is not None
    assert (section.label, section.rest) == (number, name)
    assert section.rank < Rank.ARTICLE


def test_a_bare_roman_number_begins_a_chapter() -> None:
    assert section_at("I. ОСНОВНЕ ОДРЕДБЕ") == (Rank.CHAPTER, "I", "ОСНОВНЕ ОДРЕДБЕ")
    assert section_at("Члан 1.") == (Rank.ARTICLE, "Члан 1", "")
    assert section_at("i. first roman") is None


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Чл. 1. Този закон урежда.", "Чл. 1", "Този закон урежда."),
        ("Чл. 2. (1) Клъстер се създава.", "Чл. 2", "(1) Клъстер се създава."),
        ("Чл. 5а. (Изм. - ДВ, бр. 12) (1) Текст.", "Чл. 5а", "(Изм. - ДВ, бр. 12) (1) Текст."),
        ("Art. 2. - (1) Clusterul se înființează.", "Art. 2", "(1) Clusterul se înființează."),
        ("MADDE 2 – (1) Küme kurulur.", "MADDE 2", "(1) Küme kurulur."),
        ("GEÇİCİ MADDE 1 – (1) Mevcut kümeler.", "GEÇİCİ MADDE 1", "(1) Mevcut kümeler."),
        ("Section 3.11. Proxies. A member may vote.", "Section 3.11", "Proxies. A member may vote."),
        ("Član 5. (1) Savet odlučuje.", "Član 5", "(1) Savet odlučuje."),
        ("§ 1. Този закон влиза в сила.", "§ 1", "Този закон влиза в сила."),
    ],
)
def test_an_article_can_begin_in_its_first_paragraph(text: str, label: str, rest: str) -> None:
    assert article_in_line(text) == (label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 of the Fees Act applies to guests.",
        "Article 5(2) of the Fees Act applies.",
        "Члан 5. овог закона примењује се.",
        "Член 5 от закона се отменя.",
        "Art. 5 (2) din lege se modifică.",
        "5. člen zakona se uporablja.",
        "Глава първа. Общи положения.",
        "15. јануара 2027. године овај акт ступа на снагу.",
        "Чл. 7.",
    ],
)
def test_a_sentence_that_names_an_article_begins_none(text: str) -> None:
    assert article_in_line(text) is None


def test_the_time_to_read_a_line_grows_no_faster_than_its_length() -> None:
    heads = [
        "Article " + "1." * 99_999,
        "Чл. 5. " + "(a) " * 50_000,
        "I" * 200_000,
        "Глава " + "двадесет " * 50_000,
    ]
    heads += ["Art. 5. " + "(" * 200_000, "1. " * 70_000]
    began = process_time()
    for head in heads:
        own_number(head)
        article_in_line(head)
    assert process_time() - began < 0.5

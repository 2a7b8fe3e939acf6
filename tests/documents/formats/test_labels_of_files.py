"""Files of laws, as they are read: their paragraphs are called by the law's own numbers."""

from pathlib import Path

import pytest

from documents.formats import read_file
from documents.text.numbering import labels

CASES = Path(__file__).parents[2] / "cases"
LABELS = {
    "08-articles-numbered-in-the-line/bg.txt": (
        ",Глава първа,Чл. 1,Чл. 2(1),Чл. 2(2),Чл. 2(2)(1),Чл. 2(2)(2),Чл. 3,Глава втора,Чл. 4(1),Чл. 4(2)"
    ),
    "08-articles-numbered-in-the-line/tr.txt": (
        ",BİRİNCİ BÖLÜM,MADDE 1,MADDE 1(1),MADDE 2,MADDE 2(1),MADDE 2(2),MADDE 2(2)(a),MADDE 2(2)(b),"
        "GEÇİCİ MADDE 1(1)"
    ),
    "09-chapters-with-written-numbers/el.txt": (
        ",ΚΕΦΑΛΑΙΟ Α΄,Άρθρο 1,Άρθρο 1 ¶1,ΚΕΦΑΛΑΙΟ Β΄,Άρθρο 2,Άρθρο 2 ¶1"
    ),
    "09-chapters-with-written-numbers/sr.txt": ",I,Члан 1,Члан 1 ¶1,II,Члан 2,Члан 2 ¶1",
    "17-bullets-that-begin-with-a-quantity/in.md": ",(a),(b),(c),(d),(e)",
    "30-inserted-articles/hr.md": (
        ",Članak 40,Članak 40 ¶1,Članak 40.a,Članak 40.a ¶1,Članak 40.b,Članak 40.b ¶1,Članak 41,Članak 41 ¶1"
    ),
    "30-inserted-articles/mk.md": ",Член 5,Член 5 ¶1,Член 5-а,Член 5-а ¶1,Член 6,Член 6 ¶1",
    "30-inserted-articles/sr.md": ",Члан 5,Члан 5 ¶1,Члан 5ђ,Члан 5ђ ¶1,Član 5č,Član 5č ¶1",
    "30-inserted-articles/tr.md": (
        ",MADDE 5,MADDE 5 ¶1,MADDE 5/A,MADDE 5/A ¶1,Ek Madde 1,Ek Madde 1 ¶1,Geçici Madde 1,Geçici Madde 1 ¶1"
    ),
}


@pytest.mark.parametrize("name", LABELS)
def test_the_paragraphs_of_a_file_are_called_by_its_own_numbers(name: str) -> None:
    path = CASES / name
    assert labels(read_file(path.name, path.read_bytes()).blocks) == LABELS[name].split(",")


def of(text: str, name: str = "law.txt") -> str:
    """The labels of a text, parted by commas."""
    return ",".join(labels(read_file(name, text.encode()).blocks))


def words_of(text: str, name: str = "law.txt") -> list[str]:
    return [block.markdown for block in read_file(name, text.encode()).blocks]


def test_the_notes_of_changes_hide_no_number_of_a_paragraph() -> None:
    text = (
        "Чл. 3а. (Нов - ДВ, бр. 59 от 2006 г.) (1) Категорията включва:\n1. малки;\n2. средни.\n"
        "(2) (Нова - ДВ, бр. 82 от 2009 г.) Друго."
    )
    assert of(text) == "Чл. 3а(1),Чл. 3а(1)(1),Чл. 3а(1)(2),Чл. 3а(2)"
    assert of("Madde 5/A – (Ek: 1/1/2010-5999/1 md.) (1) Yeni.\n(2) İkinci.") == "Madde 5/A(1),Madde 5/A(2)"


def test_an_inserted_chapter_keeps_its_letter_and_its_name() -> None:
    text = (
        'Глава втора "а"\n(НОВА - ДВ, БР. 59 ОТ 2006 Г.)\nАГЕНЦИЯ\n'
        "\nЧл. 4. Агенцията е лице.\n\nЧл. 5. Тя работи."
    )
    assert of(text) == 'Глава втора "а",Чл. 4,Чл. 5'
    assert words_of(text)[0] == '## Глава втора "а" (НОВА - ДВ, БР. 59 ОТ 2006 Г.) АГЕНЦИЯ'


def test_a_letter_after_a_blank_is_of_the_number_of_an_inserted_article() -> None:
    heads = ["Neni 6", "Neni 6 a", "Članak 40. a", "Άρθρο 5 Α", "Art. 5 a (titlu)", "5. a člen"]
    assert of("\n\n".join(f"### {head}" for head in heads), "law.md") == (
        "Neni 6,Neni 6 a,Članak 40. a,Άρθρο 5 Α,Art. 5 a,5. a člen"
    )
    assert of("### Article 5 A cluster\n\n### Član 8 i 9", "law.md") == "Article 5,Član 8"


def test_numbered_lines_above_articles_divide_their_chapter() -> None:
    text = (
        "II. ФОНД\n\n1. Оснивање\n\nЧлан 4.\n\nФонд има буџет.\n\n"
        "1. јануара Фонд подноси извештај.\n\n2. Програми\n\nЧлан 5.\n\nПрограми су јавни."
    )
    assert of(text) == "II,II.1,Члан 4,Члан 4 ¶1,Члан 4 ¶2,II.2,Члан 5,Члан 5 ¶1"
    assert "1\\. јануара Фонд подноси извештај." in words_of(text)


def test_numbered_lines_in_capitals_are_headings() -> None:
    text = "1. УВОД\n\nСтратегија уређује развој.\n\n2. ЦИЉЕВИ\n\nЦиљ је раст."
    assert of(text) == "1,1 ¶1,2,2 ¶1"
    assert (
        of("Organi su:\n\n1. SKUPŠTINA\n\n2. ODBOR\n\n3. SAVJET\n\nSastaju se.") == "¶1,¶1(1),¶1(2),¶1(3),¶2"
    )


def test_the_words_of_an_amendment_are_no_heading_of_the_law() -> None:
    text = "Члан 3.\n\nДодаје се члан који гласи:\n\n„Члан 5а\n\nТекст новог члана.”\n\nЧлан 4.\n\nКрај."
    assert of(text) == "Члан 3,Члан 3 ¶1,Члан 3 ¶2,Члан 3 ¶3,Члан 4,Члан 4 ¶1"


def test_the_words_by_which_a_law_is_made_are_no_heading() -> None:
    text = "На основу члана 5. закона, министар доноси\n\nПравилник о регистру\n\nЧлан 1.\n\nТекст."
    assert words_of(text)[0] == "На основу члана 5. закона, министар доноси"


def test_a_title_of_several_lines_in_capitals_is_one_title() -> None:
    assert (
        words_of("ЗАКОН\nО ИНОВАЦИОНОЈ ДЕЛАТНОСТИ\n\nЧлан 1.\n\nТекст.")[0]
        == "# ЗАКОН О ИНОВАЦИОНОЈ ДЕЛАТНОСТИ"
    )


def test_an_article_inserted_without_a_title_leaves_the_titles_of_the_others() -> None:
    text = (
        "Amaç\nMadde 1 – Amaç budur.\n\nTanımlar\nMadde 2 – Tanımlar.\n\nMadde 2/A – Yeni."
        "\n\nYürürlük\nMadde 3 – Son."
    )
    assert of(text) == ",Madde 1,,Madde 2,Madde 2/A,,Madde 3"


def test_doubled_letters_below_a_letter_are_its_points() -> None:
    text = "Άρθρο 1\n\nΑφορά:\nα) επιχειρήσεις,\nβ) ιδρύματα:\nαα) δημόσια,\nββ) ιδιωτικά,\nγ) φορείς."
    assert of(text) == (
        "Άρθρο 1,Άρθρο 1 ¶1,Άρθρο 1 ¶1(α),Άρθρο 1 ¶1(β),Άρθρο 1 ¶1(β)(αα),Άρθρο 1 ¶1(β)(ββ),Άρθρο 1 ¶1(γ)"
    )


def test_paragraphs_on_a_line_each_stay_apart_from_each_other_and_from_the_list() -> None:
    text = (
        "Член 1\n\nФондот има:\n- директор;\n- одбор.\nФондот се финансира."
        "\nСредствата се трошат.\nОдборот работи."
    )
    assert of(text) == ("Член 1,Член 1 ¶1,Член 1 ¶1(a),Член 1 ¶1(b),Член 1 ¶2,Член 1 ¶3,Член 1 ¶4")


def test_the_words_that_close_a_list_are_none_of_its_last_item() -> None:
    text = "Madde 3\n\nBu Kanunda geçen;\na) Bakan: Bakanı,\nb) Kurul: Kurulu,\nifade eder."
    assert words_of(text)[-2:] == ["- b) Kurul: Kurulu,", "ifade eder."]
    assert words_of("a) prvo, drugo,\ntreće;\nb) četvrto.") == ["- a) prvo, drugo, treće;", "- b) četvrto."]


def test_a_number_after_a_lone_bullet_is_a_word_of_its_item() -> None:
    assert words_of("Циљеви:\n\n- 1. Set up a group of experts.\n\nIt has members.")[1:] == [
        "- 1\\. Set up a group of experts.", "It has members.",
    ]  # fmt: skip


def test_days_at_the_heads_of_paragraphs_are_no_list_in_markdown() -> None:
    text = "1. јануара закон ступа на снагу.\n\n15. марта почиње рок.\n"
    assert of(text, "law.md") == "¶1,¶2"
    assert words_of(text, "law.md") == ["1\\. јануара закон ступа на снагу.", "15\\. марта почиње рок."]

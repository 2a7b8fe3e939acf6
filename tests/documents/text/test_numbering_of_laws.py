"""Laws number their articles, paragraphs and items; their labels are those numbers, and no others."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text.blocks import Block
from documents.text.numbering import LONGEST_LABEL, again, is_written, labels, lead
from tests.documents.text.texts import blocks_of

BULGARIAN = """
# ЗАКОН ЗА КЛЪСТЕРИТЕ
## Глава първа ОБЩИ ПОЛОЖЕНИЯ
Чл. 1. Този закон урежда създаването на клъстери.
Чл. 2. (1) Клъстер се създава от най-малко три лица.
(2) Член на клъстера може да бъде:
1. търговско дружество;
2. институт.
Чл. 3. Таксата се плаща до 31 март.
## Глава втора ОРГАНИ
Чл. 4. (1) Органи са общото събрание и управителят.
(2) Събранието заседава два пъти годишно.
"""
TURKISH = """
# KÜMELENME YÖNETMELİĞİ
## BİRİNCİ BÖLÜM Başlangıç Hükümleri
### Amaç
MADDE 1 – (1) Bu Yönetmeliğin amacı kümelerin kurulmasını düzenlemektir.
### Üyelik
MADDE 2 – (1) Küme en az üç üye ile kurulur.
(2) Üye olabilenler şunlardır:
- a) Şirketler.
- b) Enstitüler.
GEÇİCİ MADDE 1 – (1) Mevcut kümeler bir yıl içinde uyum sağlar.
"""


def of(text: str, style="legal") -> list[str]:
    return labels(blocks_of(text), style)


def test_articles_numbered_in_the_line_give_the_labels() -> None:
    assert of(BULGARIAN) == [
        "", "Глава първа", "Чл. 1", "Чл. 2(1)", "Чл. 2(2)", "Чл. 2(2)(1)", "Чл. 2(2)(2)", "Чл. 3",
        "Глава втора", "Чл. 4(1)", "Чл. 4(2)",
    ]  # fmt: skip


def test_a_heading_right_above_an_article_is_its_title() -> None:
    assert of(TURKISH) == [
        "", "BİRİNCİ BÖLÜM", "MADDE 1", "MADDE 1(1)", "MADDE 2", "MADDE 2(1)", "MADDE 2(2)", "MADDE 2(2)(a)",
        "MADDE 2(2)(b)", "GEÇİCİ MADDE 1(1)",
    ]  # fmt: skip
    short = "# Kanun\n### Amaç\nMADDE 1 – Amaç budur.\n### Üyelik\nMADDE 2 – Üye üçtür.\n"
    assert of(short) == ["", "", "MADDE 1", "", "MADDE 2"]


def test_a_chapter_above_its_articles_is_not_the_title_of_the_first() -> None:
    text = "# Закон\n## ОБЩИ ПОЛОЖЕНИЯ\nЧл. 1. Едно.\nЧл. 2. Две.\n## ОРГАНИ\nЧл. 3. Три."
    assert of(text) == ["", "1", "Чл. 1", "Чл. 2", "2", "Чл. 3"]


@pytest.mark.parametrize("text", [BULGARIAN, TURKISH])
def test_when_an_article_is_taken_out_the_labels_of_the_others_stay(text: str) -> None:
    blocks = blocks_of(text)
    whole = labels(blocks)
    for article in ("Чл. 1", "Чл. 2", "Чл. 3", "Чл. 4", "MADDE 1", "MADDE 2", "GEÇİCİ MADDE 1"):
        kept = [
            at for at, label in enumerate(whole) if not (label == article or label.startswith(article + "("))
        ]
        assert labels([blocks[at] for at in kept]) == [whole[at] for at in kept], article


def test_inserted_articles_are_called_as_the_law_calls_them() -> None:
    numbers = [
        "Članak 40", "Članak 40.a", "Članak 40.b", "Članak 41", "Член 5", "Член 5-а", "Член 6", "MADDE 5",
        "MADDE 5/A", "Ek Madde 1", "Geçici Madde 1", "Члан 5", "Члан 5ђ", "Član 5č", "Article 7bis",
        "Art. 7¹",
    ]  # fmt: skip
    assert of("# Zakon\n" + "".join(f"### {number}\n" for number in numbers)) == ["", *numbers]
    assert of("# Zakon\n### Članak 40.a\nTekst.") == ["", "Članak 40.a", "Članak 40.a ¶1"]
    assert of("# Lege\n### Art. 7<sup>1</sup>") == ["", "Art. 7¹"]


def test_annexes_and_chapters_have_their_letters() -> None:
    text = "# X\n## Annex A\n### 1. One\n## Прилог Б\n## ΚΕΦΑΛΑΙΟ Α΄ ΓΕΝΙΚΕΣ\n## Παράρτημα Α\n## Part of it"
    assert of(text) == ["", "Annex A", "Annex A.1", "Прилог Б", "ΚΕΦΑΛΑΙΟ Α΄", "Παράρτημα Α", "heading 1"]


LETTERS = {
    "sr": "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш",
    "mk": "а б в г д ѓ е ж з ѕ и ј к л љ м",
    "bg": "а б в г д е ж з и й к л м", "hr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z", "sq": "a b c ç d dh e ë f g gj h",
    "ro": "a ă â b c d e f g h i î j", "el": "α β γ δ ε στ ζ η θ ι ια ιβ",
    "roman": "i ii iii iv v vi", "inserted": "7 7a 7b 8", "capital": "А Б В Г Д Ђ",
}  # fmt: skip


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("form", ["- {}) x", "- ({}) x", "- {}. x", "{}) x", "({}) x"])
def test_letters_of_every_alphabet_are_kept(language: str, form: str) -> None:
    letters = LETTERS[language].split()
    if language == "inserted" and not form.startswith(("-", "(")):
        return
    blocks = [Block("heading", 2, "## Члан 2")]
    for letter in letters:
        blocks.append(
            Block("item" if form[0] == "-" else "paragraph", int(form[0] == "-"), form.format(letter))
        )
    assert labels(blocks)[1:] == [f"Члан 2({letter})" for letter in letters]


def test_a_quantity_at_the_head_of_a_bullet_is_no_label() -> None:
    text = "# Deadlines\n- 30 days\n- 30 days more\n- 5 members\n- 100 euro\n- 1.75 times the fee"
    assert of(text) == ["", "(a)", "(b)", "(c)", "(d)", "(e)"]
    assert [lead(block, label) for block, label in zip(blocks_of(text), of(text), strict=True)] == [
        "",
        *"•••••",
    ]


def test_an_ordinal_at_the_head_of_an_item_is_a_word() -> None:
    text = "# Rokovi\n1. 2026\\. godine.\n2. 2028\\. godine.\nDalje.\n- 1. maja.\n- 1. oktobra.\n- A. Petrov."
    assert of(text) == ["", "(1)", "(2)", "¶1", "¶1(a)", "¶1(b)", "¶1(c)"]
    assert [lead(block, label) for block, label in zip(blocks_of(text), of(text), strict=True)][4:] == [
        "•"
    ] * 3


@pytest.mark.parametrize(
    "words", ["(3) од њих", "15\\. јануара 2027.", "3.000 евра", "A. Petrov", "a) prva", "2028. godine"]
)
def test_a_lone_number_at_the_head_of_a_paragraph_is_a_word(words: str) -> None:
    blocks = [Block("paragraph", 0, text) for text in ("Прво.", words, "Друго.")]
    assert labels(blocks) == ["¶1", "¶2", "¶3"]
    heading = [Block("heading", 2, "## " + text) for text in ("Fees", words, "Other")]
    assert labels(heading) == ["1", "2", "3"]


def test_a_letter_in_brackets_or_the_first_number_may_stand_alone() -> None:
    assert of("Text.\n(b) text.\n## Члан 4\n(1) Једини.\nДруго.\n## Члан 5\n(2) Једини.") == [
        "¶1", "(b)", "Члан 4", "Члан 4(1)", "Члан 4 ¶2", "Члан 5", "Члан 5(2)",
    ]  # fmt: skip


def test_lettered_paragraphs_belong_to_the_numbered_one_before_them() -> None:
    assert of("## Члан 4\n(1) X\n(а) x\n(б) x\n(2) X\n(а) x\n(i) x\n(ii) x\n(б) x\nКрај.")[1:] == [
        "Члан 4(1)", "Члан 4(1)(а)", "Члан 4(1)(б)", "Члан 4(2)", "Члан 4(2)(а)", "Члан 4(2)(а)(i)",
        "Члан 4(2)(а)(ii)", "Члан 4(2)(б)", "Члан 4 ¶9",
    ]  # fmt: skip


def test_an_unnumbered_paragraph_takes_no_number_of_another() -> None:
    assert of("## Члан 4\n(1) X\nИ још.\n(2) X\nКрај.") == [
        "Члан 4", "Члан 4(1)", "Члан 4(1) ¶2", "Члан 4(2)", "Члан 4 ¶4",
    ]  # fmt: skip
    assert of("## Глава първа\n### Цели\n## Chapter IV\n### 1. Aims") == [
        "Глава първа", "Глава първа 1", "Chapter IV", "Chapter IV.1",
    ]  # fmt: skip


def test_an_article_whose_number_stands_alone_in_a_paragraph() -> None:
    text = "# Закон\nЧлан 1.\nПрво.\nДруго.\n**Члан 2.**\n(1) X\n(2) Y\nArticle 3 of the Act applies."
    assert of(text) == [
        "", "Члан 1", "Члан 1 ¶1", "Члан 1 ¶2", "Члан 2", "Члан 2(1)", "Члан 2(2)", "Члан 2 ¶3",
    ]  # fmt: skip


def test_bold_words_right_above_an_article_are_its_title() -> None:
    text = "# Kanun\n**Amaç**\n**MADDE 1 –** (1) Bu.\n**Üyelik**\n**MADDE 2 –** (1) Küme.\nArt. 2^1. - X."
    assert of(text) == [
        "", "MADDE 1", "MADDE 1(1)", "MADDE 2", "MADDE 2(1)", "Art. 2^1",
    ]  # fmt: skip


def test_lettered_items_belong_to_the_numbered_one_that_opens_them() -> None:
    assert of("## Άρθρο 1\n1. Ρυθμίζει:\n- α) x\n- β) y\n2. Δεύτερη.\n- γ) z")[1:] == [
        "Άρθρο 1(1)", "Άρθρο 1(1)(α)", "Άρθρο 1(1)(β)", "Άρθρο 1(2)", "Άρθρο 1(γ)",
    ]  # fmt: skip


def test_articles_numbered_anew_in_each_part_are_told_apart_by_it() -> None:
    sections = "Section 1. Name.\nSection 2. Seat.\n"
    text = f"# Bylaws\n## ARTICLE I\n{sections}## ARTICLE II\n{sections}"
    assert of(text) == [
        "", "ARTICLE I", "ARTICLE I Section 1", "ARTICLE I Section 2", "ARTICLE II", "ARTICLE II Section 1",
        "ARTICLE II Section 2",
    ]  # fmt: skip


def test_a_list_that_begins_anew_has_no_label_that_could_be_another_number() -> None:
    found = of("Text:\n" + "1. x\n2. x\n" * 12)
    assert found[:5] == ["¶1", "¶1(1)", "¶1(2)", "¶1(1) (second)", "¶1(2) (second)"]
    assert found[-1] == "¶1(2) (12th)"
    assert [again(number) for number in (10, 11, 21, 22)] == [" (tenth)", " (11th)", " (21st)", " (22nd)"]


def test_numbers_in_the_text_are_counted_by_no_one_else() -> None:
    assert of("## 1. Aims\n1.1 One.\n1.2 Two.\n### Sub\n- x\n- (a) y") == [
        "1", "1.1", "1.2", "1 heading 1", "1 heading 1(b)", "1 heading 1(a)",
    ]  # fmt: skip


def test_the_number_of_an_item_is_no_number_of_a_heading() -> None:
    assert of("# Policy\n## Fees\n1. One.\n2. Two.\n## Force\n(1) X.\n(2) Y.")[1::3] == ["1", "2"]


def test_a_document_may_say_that_headings_are_not_numbered() -> None:
    text = "# Declaration\nWe say:\n- x\n## Aims\n- y\nMore.\n## Article 5\n(1) One.\n- z\n## Means\nLast."
    assert of(text, "plain") == [
        "", "¶1", "¶1(a)", "", "¶2(a)", "¶3", "Article 5", "Article 5(1)", "Article 5(1)(a)", "", "¶4",
    ]  # fmt: skip
    assert of(text, "none") == ["", "", "", "", "", "", "Article 5", "Article 5(1)", "", "", ""]


def test_a_page_knows_whether_the_text_says_its_number() -> None:
    blocks = blocks_of(BULGARIAN + "- x\n## Means\nText.")
    written = [is_written(block, label) for block, label in zip(blocks, labels(blocks), strict=True)]
    assert written == [False, *[True] * 10, False, False, False]


HEADINGS = st.sampled_from(
    [
        "A",
        "1. B",
        "2 C",
        "1.1 D",
        "Article 1",
        "Article 1-2",
        "§ 1",
        "I. E",
        "¶1",
        "(a) F",
        "Члан 5ђ",
        "Annex A",
    ]
)
WORDS = st.sampled_from(
    [
        "Text.",
        "(1) x",
        "(a) y",
        "z",
        "Чл. 1. Да.",
        "Чл. 2. (1) Да.",
        "(2) x",
        "1.1 x",
        "MADDE 1 – x",
        "15. мај",
    ]
)
ITEMS = st.sampled_from(
    ["- x", "1. x", "2) x", "- (a) x", "- (1) x", "- a) x", "- A. x", "- 30 days", "- ђ) x"]
)
BLOCKS = st.one_of(
    st.builds(
        lambda level, words: Block("heading", level, "#" * level + " " + words), st.integers(1, 6), HEADINGS
    ),
    st.builds(lambda words, level: Block("paragraph", level, words), WORDS, st.integers(0, 3)),
    st.builds(lambda words, level: Block("item", level, words), ITEMS, st.integers(1, 5)),
    st.builds(Block, st.sampled_from(["table", "quote", "code"]), st.integers(0, 2), st.just("x")),
    st.builds(lambda n: Block("footnote", 0, f"[^{n}]: x"), st.integers(1, 2)),
)


@given(st.lists(BLOCKS, max_size=40), st.sampled_from(["legal", "plain", "none"]))
def test_no_two_paragraphs_of_a_document_have_the_same_label(blocks, style) -> None:
    given_ = labels(blocks, style)
    assert len(given_) == len(blocks)
    shown = [label for label in given_ if label]
    assert len(set(shown)) == len(shown)
    assert max(map(len, shown), default=0) <= LONGEST_LABEL
    empty = [block for block, label in zip(blocks, given_, strict=True) if not label]
    assert style == "none" or all(block.kind == "heading" for block in empty)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=12, unique=True), st.data())
def test_labels_of_articles_are_those_in_the_text_whatever_is_taken_out(numbers, data) -> None:
    blocks = []
    for number in sorted(numbers):
        blocks += [Block("paragraph", 0, f"Чл. {number}. (1) Едно."), Block("paragraph", 0, "(2) Две.")]
    assert labels(blocks) == [f"Чл. {number}({n})" for number in sorted(numbers) for n in (1, 2)]


def test_the_time_to_label_a_text_grows_no_faster_than_its_length() -> None:
    part = blocks_of(BULGARIAN + TURKISH + "(a) x\n(i) y\n" + "- x\n" * 5 + "15. мај\n")
    blocks = part * 400
    began = process_time()
    labels(blocks)
    assert process_time() - began < 5


def test_paragraphs_before_the_numbered_ones_are_counted_and_belong_to_none() -> None:
    blocks = blocks_of("Title\nText.\nText:\n(1) x\n(2) y\nText.")
    assert labels(blocks) == ["¶1", "¶2", "¶3", "(1)", "(2)", "¶6"]

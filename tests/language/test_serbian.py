"""Serbian Cyrillic is shown in Latin by the rule of the Pravopis, and nothing else is touched."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbcp.language.serbian import latin, latin_html

ALPHABET = "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ"

WORDS = [
    ("азбука", "azbuka"),
    ("Љубљана", "Ljubljana"),
    ("ЉУБЉАНА", "LJUBLJANA"),
    ("Њујорк", "Njujork"),
    ("ЊУЈОРК", "NJUJORK"),
    ("Џамија на Џамбасу", "Džamija na Džambasu"),
    ("џеп", "džep"),
    ("Ђорђе Чворић, Жупа, Шабац, Ћуприја", "Đorđe Čvorić, Župa, Šabac, Ćuprija"),
    ("Њ. Петровић", "Nj. Petrović"),
    ("Њ", "Nj"),
    ("КРАЉ", "KRALJ"),
    ("КРАЉ и КОЊ.", "KRALJ i KONJ."),
    ("ПОЉСКО-ЊУЈОРШКИ", "POLJSKO-NJUJORŠKI"),
    ("МУП-Њ", "MUP-Nj"),
    ("Љ. и Њ.", "Lj. i Nj."),
]

TWO_LETTERS = [
    ("инјекција", "injekcija"),
    ("конјункција", "konjunkcija"),
    ("ИНЈЕКЦИЈА", "INJEKCIJA"),
    ("надживети", "nadživeti"),
    ("наджњевати", "nadžnjevati"),
    ("Танјуг", "Tanjug"),
]

PROTECTED = [
    "ISO 9001, SBCP, č ć đ lj Nj DŽ",
    "https://sr.wikipedia.org/wiki/Београд",
    "https://example.org/клaстер_(политика)?страна=2#члан-3",
    "www.пример.срб/кластери",
    "кластери.срб",
    "петар.петровић@пример.срб",
    "%(име)s %(број)d %(iznos).2f",
    "{име} {број:>4} {корисник.име!r}",
    '<a href="/sr-Cyrl/документи" title="Документ > нацрт">',
    "<!-- напомена -->",
    "&nbsp;&scaron;&#1114;&#x409;",
]

FOREIGN = [
    "щ ъ ы э",
    "ѓ ќ ѕ ќерка",
    "й ї ў",
    unicodedata.normalize("NFD", "й ќ"),
    "Ελλάδα",
]


@pytest.mark.parametrize(("cyrillic", "expected"), WORDS + TWO_LETTERS)
def test_each_letter_has_its_counterpart_and_digraphs_follow_the_case_around_them(
    cyrillic: str, expected: str
) -> None:
    assert latin(cyrillic) == expected


def test_the_whole_alphabet_is_covered_in_both_cases() -> None:
    small = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split()
    assert [latin(letter.lower()) for letter in ALPHABET] == small
    assert [latin(letter) for letter in ALPHABET] == [letter.capitalize() for letter in small]


@pytest.mark.parametrize("text", PROTECTED)
def test_addresses_placeholders_tags_and_latin_text_are_untouched(text: str) -> None:
    assert latin(text) == text
    assert latin(f"Његов {text} и још") == f"Njegov {text} i još"


@pytest.mark.parametrize("text", FOREIGN)
def test_letters_that_serbian_does_not_have_stay(text: str) -> None:
    assert latin(text) == text


def test_a_word_with_a_foreign_letter_stays_whole_and_its_neighbours_do_not() -> None:
    assert latin("реч България је страна") == "reč България je strana"
    assert latin("ќерка и ћерка") == "ќерка i ćerka"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("cyrillic", "expected"),
    [
        ("гра̑д", "grȃd"),
        ("пра̏вда", "prȁvda"),
        ("сѐло", "sèlo"),
        ("ѝме", "ìme"),
        ("жӣв", "žīv"),
        ("пр̏ст", "pȑst"),
    ],
)
def test_accents_are_kept(cyrillic: str, expected: str, form: str) -> None:
    source = unicodedata.normalize(form, cyrillic)  # type: ignore[arg-type]
    assert unicodedata.normalize("NFC", latin(source)) == unicodedata.normalize("NFC", expected)


def test_composed_text_stays_composed() -> None:
    text = latin(unicodedata.normalize("NFC", "гра̑д, сѐло, пра̏вда"))
    assert unicodedata.is_normalized("NFC", text)


def test_a_soft_hyphen_does_not_hide_the_case() -> None:
    assert latin("Љ\u00adУ") == "LJ\u00adU"
    assert latin("Љ\u00adу") == "Lj\u00adu"


HTML = [
    ("<p>Члан <b>3</b>: Љубав</p>", "<p>Član <b>3</b>: Ljubav</p>"),
    ("<b>Њ</b>ујорк и <b>Њ</b>УЈОРК", "<b>Nj</b>ujork i <b>NJ</b>UJORK"),
    ("КРА<i>Љ</i>", "KRA<i>LJ</i>"),
    ("<p>КРАЈ</p><p>Њ. Н.</p>", "<p>KRAJ</p><p>Nj. N.</p>"),
    ("Љ&shy;УБАВ &amp; мир&nbsp;свима", "LJ&shy;UBAV &amp; mir&nbsp;svima"),
    ('<a title="Наслов" href="/ћ">веза</a>', '<a title="Наслов" href="/ћ">veza</a>'),
    ("<pre><code>ако <i>х</i></code> у</pre> и", "<pre><code>ако <i>х</i></code> у</pre> i"),
    ("<textarea>унос <b>текст</textarea>натпис", "<textarea>унос <b>текст</textarea>natpis"),
    ("<!-- не --><script>var а = 'да'</script>да", "<!-- не --><script>var а = 'да'</script>da"),
    ('<p lang="bg">Текст <b>тук</b></p>овде', '<p lang="bg">Текст <b>тук</b></p>ovde'),
    ('<p lang="mk">овде <i lang="sr">овде</i></p>', '<p lang="mk">овде <i lang="sr">ovde</i></p>'),
    ('<html lang="sr-Latn"><p>да', '<html lang="sr-Latn"><p>da'),
    ('<a lang="sr-Cyrl">Српски</a>', '<a lang="sr-Cyrl">Српски</a>'),
    ('<a hreflang="bg" data-lang="bg">веза</a>', '<a hreflang="bg" data-lang="bg">veza</a>'),
    ('<span translate="no">Ниш</span> Ниш', '<span translate="no">Ниш</span> Niš'),
    ("<p>ред<br>ред<img alt='слика'/>ред</p>", "<p>red<br>red<img alt='слика'/>red</p>"),
    ("</p>а < б и в > г", "</p>a < b i v > g"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "expected"), HTML)
def test_html_is_converted_in_its_text_only(html: str, expected: str) -> None:
    assert latin_html(html) == expected
    assert latin_html(expected) == expected


@pytest.mark.parametrize("start", ["а-", "a.", "<!--", "<a '", "http", "(", "&a", "{а", "www.", "а@"])
def test_a_long_hostile_text_is_read_in_linear_time(start: str) -> None:
    text = start * 50_000
    began = time.process_time()
    latin(text)
    assert time.process_time() - began < 20  # not a speed: a wrong algorithm would take minutes


@given(st.text(st.sampled_from(ALPHABET + ALPHABET.lower() + "щќѐ aZ.-1@/&;{}\u0311\u00ad")))
def test_converting_twice_changes_nothing(text: str) -> None:
    once = latin(text)
    assert latin(once) == once
    assert latin_html(latin_html(text)) == latin_html(text)

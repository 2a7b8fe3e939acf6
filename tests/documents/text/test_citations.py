"""A paragraph is cited in words as the laws of its language do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text.citations import TABLE, cite

CITED = [
    ("Article 3(2)", "en", 0, "Article 3(2)"),
    ("Art. 3(2)(a)", "en", 1, "Art. 3(2)(a)"),
    ("Article 3 ¶2", "en", 0, "Article 3, paragraph 2"),
    ("3 ¶2", "en", 0, "section 3, paragraph 2"),
    ("¶2(a)", "en", 1, "paragraph 2(a)"),
    ("3.2", "en", 0, "section 3.2"),
    ("Члан 3 ¶2", "sr", 0, "члан 3 став 2"),
    ("Члан 3(2)", "sr", 0, "члан 3 став 2"),
    ("Члан 3 ¶2(1)", "sr-Cyrl", 1, "члан 3 став 2 тачка 1)"),
    ("Član 3 ¶2(a)", "sr", 1, "član 3 stav 2 tačka a)"),
    ("Član 3 ¶2", "sr-Latn", 0, "član 3 stav 2"),
    ("Члан 5ђ ¶1", "sr", 0, "члан 5ђ став 1"),
    ("Član 3 ¶2", "cnr", 0, "član 3 stav 2"),
    ("Član 3(2)", "bs", 0, "član 3. stav (2)"),
    ("Članak 38(2)(a)", "hr", 1, "članak 38. stavak 2. točka a)"),
    ("Članak 40.a ¶1", "hr", 0, "članak 40.a stavak 1."),
    ("Член 21 ¶2(2)", "mk", 1, "член 21 став 2 точка 2"),
    ("Чл. 5(2)(1)", "bg", 1, "чл. 5, ал. 2, т. 1"),
    ("Чл. 1(1)", "bg", 1, "чл. 1, т. 1"),
    ("Чл. 1(1)", "bg", 0, "чл. 1, ал. 1"),
    ("Чл. 1(1)", "bg", None, "чл. 1(1)"),
    ("Neni 65(1)", "sq", 0, "neni 65 (1)"),
    ("Άρθρο 21(2)(γ)", "el", 1, "άρθρο 21 παράγραφος 2 στοιχείο γ)"),
    ("Άρθρο 1(2)(α)", "el", 2, "άρθρο 1 παράγραφος 2 στοιχείο α)"),
    ("Art. 2^1(2)(a)", "ro", 1, "art. 2^1 alin. (2) lit. a)"),
    ("Art. 2(2)(a)", "ro", 1, "art. 2 alin. (2) lit. a)"),
    ("15. člen ¶2(3)", "sl", 1, "3. točka 2. odstavka 15. člena"),
    ("15. člen ¶2", "sl", 0, "2. odstavek 15. člena"),
    ("15. člen", "sl", 0, "15. člen"),
    ("MADDE 5/A(2)(ç)", "tr", 1, "madde 5/A, fıkra 2, bent (ç)"),
    ("¶4", "sr", 0, "став 4"),
    ("note 2", "sr", 0, "напомена 2"),
    ("heading 1 ¶2", "sr", 0, "наслов 1 став 2"),
    ("Annex A.1", "sr", 0, "Annex A.1"),
    ("GEÇİCİ MADDE 1(1)", "tr", 0, "GEÇİCİ MADDE 1, fıkra 1"),
    ("Глава първа ¶1", "bg", 0, "Глава първа, ал. 1"),
    ("Article 5 (second) ¶1", "en", 0, "Article 5 (second), paragraph 1"),
    ("Члан 5 (third)(1)", "sr", 0, "члан 5 (3. пут) став 1"),
    ("Члан 4(1) ¶2", "sr", 0, "члан 4 став 1 подстав 2"),
    ("5 heading 1.2 ¶3", "en", 0, "section 5, heading 1.2, paragraph 3"),
    ("heading 1.1 ¶2", "sr", 0, "наслов 1.1 став 2"),
    ("¶1(a) ¶2", "en", 1, "paragraph 1(a), subparagraph 2"),
    ("§ 4 ¶2", "en", 0, "§ 4, paragraph 2"),
    ("", "sr", 0, ""),
]


@pytest.mark.parametrize(("label", "language", "depth", "words"), CITED)
def test_each_language_cites_as_its_laws_do(label, language, depth, words) -> None:
    assert cite(label, language, depth) == words


def test_a_language_without_words_of_its_own_is_cited_in_english() -> None:
    assert cite("Artikel 3 ¶2", "de", 0) == "Artikel 3, paragraph 2"


@given(
    st.sampled_from(
        [
            "",
            "3",
            "Article 7",
            "Члан 5ђ",
            "Чл. 2",
            "15. člen",
            "MADDE 5/A",
            "Annex A",
            "heading 4",
            "heading 1.2",
            "Глава първа 1",
            "ARTICLE I Section 2",
            "Article 5 (second)",
        ]
    ),
    st.sampled_from(["", " ¶12", "(8)"]),
    st.lists(st.sampled_from(["(9)", "(б)", "(iv)"]), max_size=3),
    st.sampled_from(sorted(TABLE)),
)
def test_no_number_of_a_label_is_lost_in_its_citation(base, unit, items, language) -> None:
    label = (base + unit).lstrip() + "".join(items)
    words = cite(label, language, len(items))
    assert "¶" not in words
    numbers = [
        "9" * ("(9)" in items),
        "12" * ("12" in unit),
        "8" * ("8" in unit),
        "5ђ" * ("5ђ" in base),
        "1.2" * ("1.2" in base),
    ]
    assert all(number in words for number in [*numbers, *(sign.strip("()") for sign in items)])

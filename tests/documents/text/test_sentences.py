"""Readers quote whole sentences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Clusters grow. ", "They need rules."],
        ["Is it so? ", "Yes! ", "It is."],
        ["See Art. 5 and No. 7 of it. ", "Then act."],
        ["He said no. ", "Then he left."],
        ["Members (e.g. Serbia, i.e. one of them) meet. ", "Dr. Ivanova chairs."],
        ["The U.S. office and A. B. Popov agree. ", "So do we."],
        ["He said “stop.” ", "She did not."],
        ["It ended in 2017. ", "Another began."],
        ["1. Set up a group."],
        ["It costs 3.5 million. ", "That is much."],
        ["Према чл. 5. ст. 2. закона бр. 12/2017 важи ово. ", "Члан 7. се мења."],
        ["Дана 15. септембра 2017. године у Нишу. ", "Тако је."],
        ["Законът по чл. 3, ал. 2 и т.н. важи. ", "През 2024 г. Министерският съвет реши."],
        ["Со чл. 4 се уредува. ", "Тоа е сè."],
        ["Vidi čl. 3. st. 2. Zakona br. 12/17. ", "Novi stav je „ovo“. ", "Kraj."],
        ["Po 5. členu in npr. drugih. ", "Konec."],
        ["Βλ. άρθ. 5 παρ. 2, π.χ. αυτό. ", "Γιατί; ", "Επειδή ναι."],
        ["Conform art. 5 alin. 2 lit. a) se aplică. ", "Apoi se publică."],
        ["Bkz. md. 7 uygulanır. ", "İkinci cümle."],
        ["Sipas nr. 5, p.sh. kjo. ", "Pastaj tjetra."],
        ["A line\n", "Another line"],
        ["One; two; three."],
        ["Wait... and see. ", "Well… ", "Good."],
    ],
)
def test_a_text_falls_into_its_sentences(parts):
    assert sentences("".join(parts)) == parts


def test_no_text_has_no_sentences():
    assert sentences("") == []


@given(st.text())
def test_sentences_joined_are_the_text(text):
    assert "".join(sentences(text)) == text


@given(st.text(alphabet='aAбБ.!?; \n"”1(–'))
def test_each_sentence_has_words_unless_the_text_has_none(text):
    parts = sentences(text)
    assert all(part.strip() for part in parts) or not text.strip()


@pytest.mark.parametrize(
    "text", ["a. " * 100_000, "." * 300_000, " " * 300_000, "A" * 300_000, '."' * 100_000]
)
def test_S28_a_long_text_is_quick(text):
    started = time.process_time()
    sentences(text)
    assert time.process_time() - started < 30  # not a speed: a wrong algorithm would take minutes

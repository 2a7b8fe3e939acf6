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

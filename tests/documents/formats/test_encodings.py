"""A file in an encoding of before UTF-8 is read once a person has said which one it is."""

from pathlib import Path

import pytest

from core.errors import Invalid
from documents.formats import ENCODINGS, OtherEncoding, read_file
from documents.formats.encodings import offers
from documents.text.words import plain

CASES = Path(__file__).parents[2] / "cases" / "26-encodings-of-the-region"
TEXTS = {
    "bs": "Članovi plaćaju članarinu. Žalba je dopuštena, đače.",
    "bg": "Този закон урежда клъстерите, щъркелите и съжаленията.",
    "hr": "Članovi plaćaju članarinu. Žalba je dopuštena, đače.",
    "el": "Τα μέλη πληρώνουν τη συνδρομή. Άρθρο ένα, ώρα δύο.",
    "mk": "Ќе се плаќа членарина; ѓаволите, ѕвездите, џебот и љубовта.",
    "cnr": "Članovi plaćaju članarinu. Žalba je dopuštena.",
    "ro": "Membrii plătesc cotizația. Știința în țară, câine.",
    "sr-Cyrl": "Чланови плаћају чланарину. Жалба је допуштена, ђаче; џеп, њива, љубав.",
    "sr-Latn": "Članovi plaćaju članarinu. Žalba je dopuštena, đače.",
    "sl": "Člani plačajo članarino. Žveplo, šola.",
    "sq": "Anëtarët paguajnë kuotën çdo vit.",
    "tr": "Üyeler yıllık aidat öder. Şart değişmez, İşçi ağaç.",
}
WRITTEN_IN = {
    "cp1250": ["bs", "hr", "cnr", "ro", "sr-Latn", "sl", "sq"],
    "cp1251": ["bg", "mk", "sr-Cyrl"],
    "cp1253": ["el"],
    "cp1254": ["tr"],
    "iso8859_2": ["bs", "hr", "cnr", "ro", "sr-Latn", "sl", "sq"],
    "iso8859_5": ["bg", "mk", "sr-Cyrl"],
    "iso8859_7": ["el"],
    "iso8859_9": ["tr"],
    "iso8859_16": ["ro"],
}


def in_bytes(text: str, encoding: str) -> bytes:
    """As programs wrote it, which had ş for ș in most encodings."""
    if encoding != "iso8859_16":
        text = text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    return text.encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "language"), [(name, tag) for name, tags in WRITTEN_IN.items() for tag in tags]
)
def test_the_likeliest_reading_is_the_text_whatever_its_language(encoding, language):
    data = in_bytes(TEXTS[language], encoding)
    assert offers(data, language)[0].lines == [TEXTS[language]]
    if language != "ro":  # without its language, ş is what stands there
        assert offers(data)[0].lines == [TEXTS[language]]
        assert offers(data, "en")[0].lines == [TEXTS[language]]


@pytest.mark.parametrize(
    ("name", "language", "encoding", "words"),
    [
        ("cp1250.txt", "sr-Latn", "cp1250", "Članovi plaćaju članarinu. Žalba je dopuštena."),
        ("cp1251.txt", "sr-Cyrl", "cp1251", "Чланови плаћају чланарину."),
        ("cp1253.txt", "el", "cp1253", "Τα μέλη πληρώνουν."),
        ("cp1254.txt", "tr", "cp1254", "Üyeler yıllık aidat öder. Şart değişmez."),
    ],
)
def test_a_file_in_an_older_encoding_is_asked_about_and_then_read(name, language, encoding, words):
    data = (CASES / name).read_bytes()
    with pytest.raises(OtherEncoding, match=r"It looks like .* \(Windows-125\d\).*Word.*Notepad") as asked:
        read_file(name, data, language=language)
    assert (asked.value.offers[0].encoding, asked.value.offers[0].lines[-1]) == (encoding, words)
    assert asked.value.offers[0].name == ENCODINGS[encoding]
    reading = read_file(name, data, encoding, language)
    assert [block.kind for block in reading.blocks] == ["heading", "paragraph"]
    assert plain(reading.blocks[1].markdown) == words


def test_each_reading_is_offered_once_and_reads_every_byte():
    data = in_bytes(TEXTS["hr"], "cp1250")
    readings = offers(data, "hr")
    assert len({tuple(offer.lines) for offer in readings}) == len(readings) > 3
    for offer in readings:
        data.decode(offer.encoding)


def test_a_file_of_plain_letters_but_for_one_sign_shows_the_line_with_it():
    data = ("Words.\n" * 50 + "Niš").encode("cp1250")
    assert offers(data)[0].telling == "Niš"


def test_what_is_utf8_is_read_as_that_whatever_was_said():
    assert read_file("a.txt", "Niš".encode(), "cp1251").blocks[0].markdown == "Niš"


@pytest.mark.parametrize("encoding", ["", "cp1250"])
def test_utf8_with_a_byte_wrong_is_no_older_encoding(encoding):
    data = "Članovi plaćaju članarinu".encode() + b"\xff"
    with pytest.raises(Invalid, match="byte 29 cannot be read") as refused:
        read_file("a.txt", data, encoding)
    assert not isinstance(refused.value, OtherEncoding)


def test_an_encoding_in_which_a_byte_stands_for_nothing_is_asked_about_again():
    with pytest.raises(OtherEncoding) as asked:
        read_file("a.txt", b"a\xaab\x81", "cp1253")
    assert "cp1253" not in {offer.encoding for offer in asked.value.offers}

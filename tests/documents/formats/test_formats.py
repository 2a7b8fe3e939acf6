"""A file becomes blocks, every word of it, and blocks become a file again."""

import time

import pytest

from core.errors import Invalid
from documents.formats import MAX_BYTES, Omission, read_file, read_markdown, read_plain, write_markdown
from documents.formats.reading import decode, normalise
from documents.text.blocks import Block
from documents.text.words import plain


def whats(omissions: list[Omission]) -> list[tuple[int, str]]:
    return [(omission.line, omission.what) for omission in omissions]


# Files


def test_the_extension_chooses_the_reader():
    data = b"# A *b*\n\ntext"
    assert read_file("a.md", data).blocks[0] == Block("heading", 1, "# A *b*")
    assert read_file("a.MARKDOWN", data).blocks[0] == Block("heading", 1, "# A *b*")
    for name in ("a.txt", "README", "v1.TXT"):
        assert read_file(name, data).blocks[0].markdown.endswith("\\# A \\*b\\*")


def test_S29_another_kind_of_file_is_refused_by_name():
    with pytest.raises(Invalid, match=r"\.xls cannot be read"):
        read_file("a.xls", b"text")


def test_S29_F21_a_file_of_exactly_the_limit_is_read_and_one_more_byte_is_refused():
    assert len(decode(b"x" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(Invalid, match="larger than 20 MB"):
        read_file("a.txt", b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(Invalid, match="empty"):
        read_file("a.md", data)


@pytest.mark.parametrize("data", [b"---\n", b"<!-- hidden -->", b"***", b"[a]: https://b.example"])
def test_a_file_without_words_for_readers_is_refused(data):
    with pytest.raises(Invalid, match="no words"):
        read_file("a.md", data)


@pytest.mark.parametrize(
    "data", [b"a\x00b", b"PK\x03\x04word", b"%PDF-1.7\n", b"{\\rtf1", b"\xd0\xcf\x11\xe0x"]
)
def test_S29_S30_S33_F21_what_is_not_text_is_refused(data):
    with pytest.raises(Invalid, match="not plain text"):
        read_file("a.txt", data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_utf8_and_in_utf16_with_a_mark(encoding):
    assert read_file("a.txt", "Члан ће, άρθρο, șă".encode(encoding)).blocks == [
        Block("paragraph", 0, "Члан ће, άρθρο, șă")
    ]


def test_another_encoding_is_refused_with_the_byte():
    with pytest.raises(Invalid, match=r"byte 3 .*save it as UTF-8"):
        read_file("a.txt", "Niš".encode("cp1250"))
    with pytest.raises(Invalid, match="byte 6 "):
        read_file("a.txt", b"\xef\xbb\xbfNi\x9a")


def test_F18_invisible_characters_are_removed_and_reported():
    text, omissions = normalise("one\r\ntwo\u202e \u200bthree\ud800\nfo\u00adur\x07\U000e0041")
    assert text == "one\ntwo three\nfour"
    assert [(o.line, o.excerpt) for o in omissions] == [
        (2, "U+200B, U+202E, U+D800"),
        (3, "U+0007, U+00AD, U+E0041"),
    ]


def test_F18_accents_piled_on_a_letter_are_cut_and_reported():
    text, omissions = normalise("a" + "\u0301\u0302" * 30 + "b")
    assert len(text) < 8
    assert whats(omissions) == [(1, "Accents piled on one letter")]


def test_F20_text_is_nfc_with_one_kind_of_line_end():
    assert normalise("S\u030c\r\rZ\u030c\u2028x")[0] == "Š\n\nŽ\nx"


def test_F18_a_direction_hidden_in_an_entity_is_removed_too():
    reading = read_markdown("pay &#x202E;001 now")
    assert reading.blocks == [Block("paragraph", 0, "pay 001 now")]
    assert whats(reading.omissions) == [(1, "Invisible characters")]


# Size


@pytest.mark.parametrize("sign", [">", "> ", "- ", "1. "])
def test_twenty_levels_do_no_harm(sign):
    reading = read_markdown(sign * 20 + "deep")
    assert "deep" in plain(reading.blocks[0].markdown)
    assert read_markdown(write_markdown(reading.blocks)).blocks == reading.blocks


@pytest.mark.parametrize("read", [read_markdown, read_plain])
def test_a_list_nested_too_deeply_is_kept_higher_and_said(read):
    reading = read("\n".join("  " * n + f"- word{n}" for n in range(25)))
    assert [block.level for block in reading.blocks] == [*range(1, 6), *[6] * 20]
    assert {o.what for o in reading.omissions} == {"A list nested too deeply"}
    assert len(reading.omissions) == 19


@pytest.mark.parametrize("sign", [">", "- "])
def test_what_is_nested_beyond_measure_is_reported(sign):
    reading = read_markdown(sign * 1_000 + " deep")
    assert reading.blocks == []
    assert reading.omissions[0].excerpt.endswith("deep")


TOO_MUCH = [
    ("A sentence with one **bold** word in it. " * 25_000, "The paragraph that begins “A sentence with one"),
    ("Words of a paragraph that was wrapped by hand and\n" * 22_000, "The paragraph that begins “Words of a"),
    ("Words.\n\n" + "x" * 1_000_000, "Line 3 has a word of 1000000 characters; 10000 is the most."),
    ("Words.\n\n" * 20_001, "This text has 20001 paragraphs; 20000 is the most."),
]


@pytest.mark.parametrize("read", [read_markdown, read_plain])
@pytest.mark.parametrize(("text", "said"), TOO_MUCH)
def test_a_text_without_measure_is_refused_with_its_limit(read, text, said):
    with pytest.raises(Invalid) as refused:
        read(text)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    "source", ["Words ![map]({}) here.", "Words ![map][1] here.\n\n[1]: <{}>", "Words [1]: {} here."]
)
def test_an_image_inside_the_file_is_left_out_like_another(source):
    uri = "data:image/svg+xml;base64," + "QUJD" * 300_000
    reading = read_markdown(source.format(uri))
    assert reading.blocks[0].markdown.startswith("Words ")
    assert all(len(omission.excerpt) < 100 for omission in reading.omissions)


@pytest.mark.parametrize("read", [read_markdown, read_plain])
def test_thousands_of_paragraphs_are_read_in_linear_time(read):
    source = "\n\n".join(
        f"Paragraph {n} of *all* of the text that is long enough to count." for n in range(3_000)
    )
    started = time.process_time()
    assert len(read(source).blocks) == 3_000
    assert time.process_time() - started < 9  # not a speed: a wrong algorithm would take minutes

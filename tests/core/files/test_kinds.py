"""What a file is, by its content, and what it is called."""

import socket
import tracemalloc

import pytest

from core.errors import Invalid
from core.files.kinds import MAX_BYTES, MediaType, kind_of, recognised, safe_name
from core.files.models import LONGEST_NAME
from tests.support import papers
from tests.support.papers import WORD, packed

TAKEN = {
    "decision.pdf": (papers.PDF, MediaType.PDF),
    "seal.PNG": (papers.PNG, MediaType.PNG),
    "page.jpg": (papers.JPEG, MediaType.JPEG),
    "page.jpeg": (papers.JPEG, MediaType.JPEG),
    "decision.docx": (papers.DOCX, MediaType.DOCX),
    "decision.odt": (papers.ODT, MediaType.ODT),
    "одлука.txt": (papers.TEXT, MediaType.TEXT),
}


@pytest.mark.parametrize("name", TAKEN)
def test_each_kind_that_is_taken_is_known_by_its_content(name: str) -> None:
    data, kind = TAKEN[name]
    assert recognised(name, data)[1] is kind


LYING = {
    "a picture as a PDF": ("decision.pdf", papers.PNG),
    "a PDF as a picture": ("seal.png", papers.PDF),
    "a page as a PDF": ("decision.pdf", papers.HTML),
    "a program as text": ("read.txt", b"MZ\x90\x00\x03"),
    "text in another encoding": ("read.txt", "Одлука".encode("cp1251")),
    "an archive as DOCX": ("decision.docx", packed(("a.txt", b"a"))),
    "ODT as DOCX": ("decision.docx", papers.ODT),
    "DOCX as ODT": ("decision.odt", papers.DOCX),
    "DOCX with macros": ("decision.docx", packed(*WORD, ("word/vbaProject.bin", b"macro"))),
    "half a DOCX": ("decision.docx", papers.DOCX[:-30]),
    "DOCX with something behind it": ("decision.docx", papers.DOCX + papers.PDF),
}


@pytest.mark.parametrize("case", LYING)
def test_S29_a_file_whose_name_says_another_kind_than_its_content_is_refused(case: str) -> None:
    name, data = LYING[case]
    with pytest.raises(Invalid, match="file, and its content is something else"):
        recognised(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("seal.svg", papers.SVG),
        ("page.html", papers.HTML),
        ("page.xhtml", papers.HTML),
        ("run.exe", b"MZ"),
        ("table.xlsx", papers.DOCX),
        ("decision.docm", papers.DOCX),
        ("decision.pdf.exe", papers.PDF),
        ("decision", papers.PDF),
        ("pdf", papers.PDF),
    ],
)
def test_S29_another_kind_of_file_is_refused_with_what_to_send(name: str, data: bytes) -> None:
    with pytest.raises(Invalid, match="Send it as PDF, PNG, JPEG, DOCX, ODT or plain text"):
        recognised(name, data)


def test_S29_a_file_has_something_in_it_and_20_megabytes_at_most() -> None:
    assert recognised("a.txt", b"a" * MAX_BYTES)[1] is MediaType.TEXT
    with pytest.raises(Invalid, match="larger than 20 MB"):
        recognised("a.txt", b"a" * (MAX_BYTES + 1))
    with pytest.raises(Invalid, match="is empty"):
        recognised("a.txt", b"")


BOMBS = {
    "far more than it packs": packed(*WORD, ("word/big.xml", b"\0" * 30 * 2**20)),
    "thousands of entries": packed(*WORD, *((f"word/{number}.xml", b"") for number in range(2100))),
    "out of its folder": packed(*WORD, ("../../etc/cron.d/run", b"x")),
    "out of its folder on Windows": packed(*WORD, ("word\\..\\..\\run.bat", b"x")),
    "from the root": packed(*WORD, ("/etc/cron.d/run", b"x")),
    "a drive": packed(*WORD, ("C:/run.bat", b"x")),
    "a symbolic link": papers.link_in_archive(),
    "encrypted": papers.encrypted(),
    "a comment behind its end": packed(*WORD, comment=b"more"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_S30_F21_an_archive_that_could_do_harm_is_refused_without_being_unpacked(case: str) -> None:
    tracemalloc.start()
    try:
        assert kind_of(BOMBS[case]) is None
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_S30_F21_a_directory_of_many_megabytes_is_not_read() -> None:
    entries = ((f"word/{number:0100}.xml", b"") for number in range(9000))
    data = packed(*WORD, *entries)
    tracemalloc.start()
    try:
        assert kind_of(data) is None
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Documents\\Одлука.PDF": "Одлука.pdf",
    'a"b\r\nSet-Cookie: x=1.pdf': "a_b Set-Cookie_ x=1.pdf",
    "cod\u202efdp.exe.pdf": "codfdp.exe.pdf",
    "<script>alert(1)</script>.pdf": "script_.pdf",
    ".pdf": "pdf",
    "..": "file",
    "": "file",
    "  Zaključak   o usvajanju .pdf": "Zaključak o usvajanju.pdf",
    "CON|x?*.txt": "CON_x__.txt",
    "e\u0301.txt": "é.txt",
}


@pytest.mark.parametrize("given", NAMES)
def test_S31_a_name_is_kept_as_text_that_is_no_path_and_no_header(given: str) -> None:
    assert safe_name(given) == NAMES[given]


def test_S31_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = safe_name("д" * 300 + ".pdf")
    assert name.endswith("д.pdf")
    assert len(name) == LONGEST_NAME
    assert safe_name(name) == name
    assert len(safe_name("a" * 1_000_000 + "." + "b" * 1_000_000)) <= LONGEST_NAME


def test_S33_nothing_that_a_document_leads_to_is_fetched() -> None:
    """A template from elsewhere and an entity of XML: the document is kept as it is, and nobody opens it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/t.dotm"
        template = f'<Relationship Type="attachedTemplate" Target="{there}" TargetMode="External"/>'.encode()
        entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{there}">]><w:document>&x;</w:document>'.encode()
        data = packed(
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", entity),
            ("word/_rels/settings.xml.rels", template),
        )
        assert recognised("decision.docx", data)[1] is MediaType.DOCX
        with pytest.raises(TimeoutError):
            server.accept()

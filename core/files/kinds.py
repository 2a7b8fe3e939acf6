"""The kinds of files that are taken, told by their content; a file is called what it is, or it is refused."""

import re
from pathlib import PurePosixPath

from core.enumeration import Labelled
from core.errors import N_, Invalid
from core.files import packed
from core.files.models import LONGEST_NAME
from core.text import clean, one_line

MAX_BYTES = 20 * 2**20
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_RESERVED = re.compile(r'[<>:"|?*]')  # in names of files, somewhere
_NO_NAME = "file"


class MediaType(Labelled):
    """What a file is. ``endings``: those of its name, with blanks between."""

    endings: str

    def __init__(self, value: str, label: str = "", endings: str = "") -> None:
        super().__init__(value, label)
        self.endings = endings

    PDF = "application/pdf", "PDF", "pdf"
    PNG = "image/png", "PNG", "png"
    JPEG = "image/jpeg", "JPEG", "jpg jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", "docx"
    ODT = "application/vnd.oasis.opendocument.text", "ODT", "odt"
    TEXT = "text/plain", N_("Plain text"), "txt"


BY_ENDING = {ending: kind for kind in MediaType for ending in kind.endings.split()}
ACCEPT = ",".join(f".{ending}" for ending in BY_ENDING)


def recognised(name: str, data: bytes) -> tuple[str, MediaType]:
    """The name to keep a file under, and what it is. Raises Invalid for an empty one, one above MAX_BYTES,
    one of another kind, and one whose name says another kind than its content."""
    name = safe_name(name)
    if not data:
        raise Invalid(N_("“%(name)s” is empty. Choose another file."), name=name)
    if len(data) > MAX_BYTES:
        raise Invalid(
            N_("“%(name)s” is larger than %(limit)s MB. Send a smaller file, or divide it."),
            name=name,
            limit=MAX_BYTES >> 20,
        )
    called = BY_ENDING.get(PurePosixPath(name).suffix[1:])
    if called is None:
        raise Invalid(
            N_(
                "“%(name)s” is of a kind that is not taken. Send it as PDF, PNG, JPEG, DOCX, ODT or "
                "plain text (.txt)."
            ),
            name=name,
        )
    if kind_of(data) is not called:
        raise Invalid(
            N_(
                "“%(name)s” is called a %(kind)s file, and its content is something else, or is broken, or "
                "has macros or a password. Save it again in the program it comes from, or send it as PDF."
            ),
            name=name,
            kind=name.rpartition(".")[2].upper(),
        )
    return name, called


def kind_of(data: bytes) -> MediaType | None:
    """What some bytes are, whatever they are called; None for what is not taken."""
    if data.startswith(b"%PDF-"):
        return MediaType.PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith(b"PK"):
        return _document(data)
    return MediaType.TEXT if _is_text(data) else None


def safe_name(name: str) -> str:
    """A name that somebody's program gave a file, as text that is safe to be shown and to be saved under: no
    path, no sign that nobody sees, none that a system takes for something else. Its ending is in small
    letters."""
    last = name[-4 * LONGEST_NAME :].replace("\\", "/").rpartition("/")[2]
    last = one_line(_RESERVED.sub("_", clean(last).text)).strip(" .")
    path = PurePosixPath(last or _NO_NAME)
    ending = path.suffix.lower()
    if len(ending) > 10:
        ending = ""
    stem = last.removesuffix(path.suffix) if ending else last
    return (stem.strip(" .")[: LONGEST_NAME - len(ending)] or _NO_NAME) + ending


def _document(data: bytes) -> MediaType | None:
    """A document of an office, by what is in its archive. One with macros is none."""
    try:
        names = set(packed.names(data))
    except packed.NotPacked:
        return None
    if any(name.startswith("Basic/") or name.lower().endswith("vbaproject.bin") for name in names):
        return None
    # What an archive begins with: 30 bytes, the name of the first entry, its content.
    if data[30 : 30 + len(_ODT)] == _ODT and data[30 + len(_ODT) : 32 + len(_ODT)] == b"PK":
        return MediaType.ODT if "content.xml" in names else None
    return MediaType.DOCX if {"[Content_Types].xml", "word/document.xml"} <= names else None


def _is_text(data: bytes) -> bool:
    """Whether bytes are text in UTF-8, without controls but those that part lines, pages and columns."""
    try:
        return _CONTROLS.search(data.decode()) is None
    except UnicodeDecodeError:
        return False

"""What reading a file gives, and how bytes become text fit to be read.

Whatever cannot be taken over is named in an `Omission`, so that the person who imports a text
sees it before it is published; nothing is dropped in silence.
"""

import re
import unicodedata
from typing import NamedTuple

from core.errors import N_, Invalid
from documents.text.blocks import Block

#: The largest file that is read: 20 MB.
MAX_BYTES = 20 * 1024 * 1024


class Omission(NamedTuple):
    """Something of the source that is not in the blocks.

    line: where it stood, counted from 1. what, why: gettext ids. excerpt: the words left out, whole,
    on one line; whoever shows it may shorten it.
    """

    line: int
    what: str
    why: str
    excerpt: str


class Reading(NamedTuple):
    """A text as blocks, the title it gives itself, and what was left out, in the order of lines."""

    blocks: list[Block]
    title: str | None
    omissions: list[Omission]


_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # directions: they can make a text read otherwise
    "\u00ad\u200b-\u200d\u2060-\u2064\ufeff\ufff9-\ufffb"  # no width
    "\ud800-\udfff\U000e0000-\U000e007f]"  # halves of characters, tags
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def decode(data: bytes) -> str:
    """The text in ``data``: UTF-8, or UTF-16 if it begins so. Raises `Invalid` with the reason."""
    if len(data) > MAX_BYTES:
        raise Invalid(
            N_("The file is larger than %(limit)s MB. Please send a smaller one."), limit=MAX_BYTES >> 20
        )
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Invalid(N_("The file is in UTF-32. Please save it as UTF-8 and try again."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decode_as("utf-16", data)
    else:
        if b"\x00" in data or data.startswith((b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
            raise Invalid(
                N_("The file is not plain text. Please save it as Markdown or plain text and try again.")
            )
        text = _decode_as("utf-8-sig", data)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise Invalid(N_("The file is empty."))
    return text


def _decode_as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        offset = 3 if encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf") else 0
        message = N_(
            "The file is not valid %(encoding)s: byte %(position)d cannot be read. "
            "Please save it as UTF-8 and try again."
        )
        name = encoding.removesuffix("-sig").upper()
        raise Invalid(message, encoding=name, position=error.start + offset + 1) from error


def normalise(text: str) -> tuple[str, list[Omission]]:
    """Text as NFC, ``\\n`` at line ends, invisible characters removed and reported (F18, F20)."""
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    omissions: list[Omission] = []
    if _INVISIBLE.search(text):
        omissions = [
            _hidden(number, line)
            for number, line in enumerate(text.split("\n"), 1)
            if _INVISIBLE.search(line)
        ]
        text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text)
    if _MARKS.search(text):
        omissions += [
            _piled(number, line) for number, line in enumerate(text.split("\n"), 1) if _MARKS.search(line)
        ]
        text = unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))
    return text, omissions


def _hidden(number: int, line: str) -> Omission:
    found = sorted(set(_INVISIBLE.findall(line)))
    names = ", ".join(f"U+{ord(char):04X}" for char in found)
    return Omission(
        number,
        N_("Invisible characters"),
        N_("They cannot be seen and can make a text read otherwise; the words are kept."),
        names,
    )


def _piled(number: int, line: str) -> Omission:
    return Omission(
        number,
        N_("Accents piled on one letter"),
        N_("More than four marks on one letter hide the lines around it; the first four are kept."),
        " ".join(_MARKS.sub(r"\1", line).split()),
    )

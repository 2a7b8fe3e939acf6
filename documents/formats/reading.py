"""What reading a file gives, and how bytes become text fit to be read.

Whatever cannot be taken over is named in an `Omission`, so that the person who imports a text
sees it before it is published; nothing is dropped in silence.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.errors import N_, Invalid
from core.text import clean
from documents.formats.encodings import Offer, decoded, is_broken_utf8, offers
from documents.text.blocks import Block

#: The largest file that is read: 20 MB.
MAX_BYTES = 20 * 1024 * 1024

#: What it is called that the rule takes out, and why it does.
_NAMES = {
    "unseen": (
        N_("Invisible characters"),
        N_("They cannot be seen and can make a text read otherwise; the words are kept."),
    ),
    "piled": (
        N_("Accents piled on one letter"),
        N_("More than four marks on one letter hide the lines around it; the first four are kept."),
    ),
}


_OTHER = N_(
    "The file is not valid UTF-8: byte %(position)d cannot be read. It looks like %(name)s. "
    "Say so if that is right, or save it as UTF-8 and try again: in Word with Save As, Plain Text, "
    "Other encoding, Unicode (UTF-8); in Notepad with Save As, Encoding: UTF-8."
)


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


class OtherEncoding(Invalid):
    """A file in an encoding of before UTF-8, which is read once a person has said in which one.

    offers: those that it can be read in, the likeliest first, at least one.
    """

    def __init__(self, position: int, offers: Sequence[Offer]) -> None:
        super().__init__(_OTHER, field="file", position=position, name=offers[0].name)
        self.offers = offers


def decode(data: bytes, encoding: str = "", language: str = "") -> str:
    """The text in ``data``: UTF-8, or UTF-16 if it begins so; else in the older encoding that a person has
    confirmed. Raises `Invalid` with the reason, and `OtherEncoding` where one is to be confirmed.

    encoding: one of `ENCODINGS`, or nothing; what is UTF-8 is read as that whatever it says.
    language: BCP 47 tag of the text, if it is known.
    """
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
        text = _decode_bytes(data, encoding, language)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise Invalid(N_("The file is empty."))
    return text


def _decode_bytes(data: bytes, encoding: str, language: str) -> str:
    try:
        return _decode_as("utf-8-sig", data)
    except Invalid as error:
        if data.startswith(b"\xef\xbb\xbf") or is_broken_utf8(data):
            raise
        if encoding and (text := decoded(data, encoding, language)) is not None:
            return text
        if not (readable := offers(data, language)):
            raise
        raise OtherEncoding(error.values["position"], readable) from error


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
    """A text cleaned by the rule of ``core.text``, and what that took out of it (F18, F20)."""
    cleaned = clean(text)
    return cleaned.text, [Omission(line, *_NAMES[what], excerpt) for line, what, excerpt in cleaned.removed]

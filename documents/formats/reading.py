"""What reading a file gives, and how bytes become text fit to be read.

Whatever cannot be taken over is named in an `Omission`, so that the person who imports a text
sees it before it is published; nothing is dropped in silence.
"""

from typing import NamedTuple

from core.errors import N_, Invalid
from core.text import clean
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
    """A text cleaned by the rule of ``core.text``, and what that took out of it (F18, F20)."""
    cleaned = clean(text)
    return cleaned.text, [Omission(line, *_NAMES[what], excerpt) for line, what, excerpt in cleaned.removed]

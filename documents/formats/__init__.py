"""Files to blocks and back: one module a format."""

from pathlib import PurePath

from core.errors import N_, Invalid
from documents.formats.encodings import ENCODINGS, Offer
from documents.formats.markdown import read_markdown
from documents.formats.plain.reader import read_plain
from documents.formats.reading import MAX_BYTES, Omission, OtherEncoding, Reading, decode
from documents.formats.writing import write_markdown

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "Offer",
    "Omission",
    "OtherEncoding",
    "Reading",
    "read_file",
    "read_markdown",
    "read_plain",
    "write_markdown",
]

_READERS = {".md": read_markdown, ".markdown": read_markdown, ".txt": read_plain, "": read_plain}


def read_file(name: str, data: bytes, encoding: str = "", language: str = "") -> Reading:
    """The text in a file called ``name``: Markdown or plain text, by its extension.

    encoding: one of `ENCODINGS` that a person has confirmed. language: of the text, if it is known.
    Raises `OtherEncoding` if it is not in UTF-8 and nobody has said what it is in, and `Invalid`, with a
    reason for the person who chose it, for a file that is too large, empty, not text, or of another kind.
    """
    extension = PurePath(name).suffix.lower()
    reader = _READERS.get(extension)
    if reader is None:
        raise Invalid(
            N_("Files of the kind %(kind)s cannot be read here. Please use .md or .txt."), kind=extension
        )
    reading = reader(decode(data, encoding, language))
    if not reading.blocks:
        raise Invalid(N_("There are no words to import in this file."))
    return reading

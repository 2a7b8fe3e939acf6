"""Files to blocks and back: one module a format."""

from pathlib import PurePath

from core.errors import N_, Invalid
from documents.formats.markdown import read_markdown
from documents.formats.plaintext import read_plain
from documents.formats.reading import MAX_BYTES, Omission, Reading, decode
from documents.formats.writing import write_markdown

__all__ = ["MAX_BYTES", "Omission", "Reading", "read_file", "read_markdown", "read_plain", "write_markdown"]

_READERS = {".md": read_markdown, ".markdown": read_markdown, ".txt": read_plain, "": read_plain}


def read_file(name: str, data: bytes) -> Reading:
    """The text in a file called ``name``: Markdown or plain text, by its extension.

    Raises `Invalid`, with a reason for the person who chose it, for a file that is too large, empty,
    not text, or of another kind.
    """
    extension = PurePath(name).suffix.lower()
    reader = _READERS.get(extension)
    if reader is None:
        raise Invalid(
            N_("Files of the kind %(kind)s cannot be read here. Please use .md or .txt."), kind=extension
        )
    reading = reader(decode(data))
    if not reading.blocks:
        raise Invalid(N_("There are no words to import in this file."))
    return reading

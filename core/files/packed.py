"""What is inside a file that is an archive, as documents of offices are: read from its directory alone.

Nothing is unpacked, here or anywhere: whoever opens the file later is spared a bomb, and what a directory
says of sizes is what a program that unpacks goes by.
"""

import stat
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

MOST_ENTRIES = 2000
MOST_DIRECTORY = 2**20  # bytes of the directory
MOST_UNPACKED = 200 * 2**20  # bytes of all entries together
MOST_RATIO = 100  # times the size of the archive; text of a document packs to a tenth or a twentieth
SMALL = 2**20  # bytes that any archive may unpack to
END = 22  # bytes of the record at the end of an archive without a comment


class NotPacked(ValueError):
    """These bytes are no archive that can be told to be harmless."""


def names(data: bytes) -> list[str]:
    """The names in an archive, in order. Raises NotPacked for what is none, or is broken, encrypted, of the
    large format, has anything behind its end, or would unpack to far more than a document has."""
    end = data[-END:]
    plain = end[:4] == b"PK\5\6" and end[-2:] == b"\0\0" and data[-END - 20 : -END - 16] != b"PK\6\7"
    if not data.startswith(b"PK\3\4") or not plain or int.from_bytes(end[12:16], "little") > MOST_DIRECTORY:
        raise NotPacked
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise NotPacked from error
    unpacked = sum(entry.file_size for entry in entries)
    too_much = unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_RATIO * len(data))
    if len(entries) > MOST_ENTRIES or too_much or not all(map(_is_harmless, entries)):
        raise NotPacked
    return [entry.filename for entry in entries]


def _is_harmless(entry: ZipInfo) -> bool:
    """Not encrypted, no link, and inside of where it would be unpacked."""
    parts = entry.orig_filename.replace("\\", "/").split("/")
    inside = parts[0] != "" and ".." not in parts and ":" not in parts[0]
    return inside and not entry.flag_bits & 1 and not stat.S_ISLNK(entry.external_attr >> 16)

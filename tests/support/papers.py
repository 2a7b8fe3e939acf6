"""Small files of each kind that is taken, and some that lie about what they are."""

import stat
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from core.files import store
from core.files.models import File
from core.files.store import S3
from tests.support.factories import NOW

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
TEXT = "Закључак о усвајању.\n".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def make_files(db: Session, keys: str) -> list[File]:
    """A file that is open, one that waits, and one that nobody sees but who sent it; without their bytes."""
    sent = [
        ("conclusion.pdf", "application/pdf", PDF, "clean"),
        ("letter.txt", "text/plain", TEXT, "waiting"),
        (f"{keys}.png", "image/png", PNG, "none"),
    ]
    files = [
        File(
            storage_key=f"{keys}-{number}",
            sha256=sha256(data).hexdigest(),
            size=len(data),
            media_type=media_type,
            name=name,
            scan=scan,
            uploaded_at=NOW - timedelta(minutes=number),
        )
        for number, (name, media_type, data, scan) in enumerate(sent)
    ]
    db.add_all(files)
    db.flush()
    return files


def lay_down(place: Path | S3, keys: str) -> None:
    """The bytes of the first of them, where an instance looks for them."""
    store.opened(place).put(f"{keys}-0", PDF)


def packed(*entries: tuple[str | ZipInfo, bytes], comment: bytes = b"") -> bytes:
    """An archive with these entries, in this order."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
        archive.comment = comment
    return whole.getvalue()


WORD = (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"))
DOCX = packed(*WORD)
ODT = packed(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<office/>"))


def link_in_archive() -> bytes:
    """A document with a symbolic link in it."""
    entry = ZipInfo("word/media/image1.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed(*WORD, (entry, b"/etc/passwd"))


def encrypted() -> bytes:
    """A document whose directory says that its second entry is encrypted."""
    data = bytearray(DOCX)
    at = data.rindex(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)

"""The last head that was signed here, noted beside the key and outside the database.

Who can write the database alone could rewrite the whole record, take every head away and wait until the
instance signs the new past. It signs nothing that does not lead on from what is noted here.
"""

import os
import secrets
from pathlib import Path

from sqlalchemy.orm import Session

from core.record import entries
from core.record.signed_heads import SignedHead
from sbcp.settings import Settings

FILE = "record-last-head"

Noted = tuple[int, str]  # number and digest of the entry that a head covers last


def noted(settings: Settings) -> Noted | None:
    """What is noted; None where nothing is. Raises ValueError for a file that says something else."""
    try:
        seq, _colon, digest = _path(settings).read_text("ascii").strip().partition(":")
    except FileNotFoundError:
        return None
    return int(seq), digest


def is_led_to(db: Session, settings: Settings) -> bool:
    """Whether the record as it is in the database leads on from what is noted."""
    known = noted(settings)
    entry = entries.entry_by_seq(db, known[0]) if known else None
    return known is None or (entry is not None and entry.digest == known[1])


def note(settings: Settings, head: SignedHead) -> None:
    """Note a head once it is stored, unless a later one is noted."""
    earlier = noted(settings)
    if earlier is not None and earlier[0] >= head.seq:
        return
    path = _path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{head.seq}:{head.digest}\n")
    part.replace(path)


def forget(settings: Settings) -> bool:
    """Take the note away, for a database that was brought back on purpose; whether there was one."""
    there = _path(settings).exists()
    _path(settings).unlink(missing_ok=True)
    return there


def _path(settings: Settings) -> Path:
    return settings.data_dir / FILE

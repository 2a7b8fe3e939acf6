"""Signing heads of the record, and publishing the closings of rounds before. A chore: no request waits for
any of it. ``sbcp.notifications.heads`` mails heads to those who ask for them."""

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from consultation.rounds import closing
from core import clock
from core.db import Database
from core.errors import Refused
from core.record import checking, entries, signed_heads
from core.record.canonical import timestamp
from sbcp.record import last_head
from sbcp.settings import Settings, UnsafeSettings

NAME = "record.heads"
EVERY = timedelta(seconds=30)

# A head is signed soon after each of these, besides the daily one.
OCCASIONS = (
    "version.published",
    closing.ACTION,
    "act.recorded",
    "act.verified",
    "acts.listed",
    "entry_rule.set",
)

KEY_FILE = "record-key"
SEED_BYTES = 32

log = structlog.get_logger()


def sign_if_due(database: Database, settings: Settings, now: datetime) -> None:
    """Put closings on the record, and sign a head if one is due. It may be called at any time, by any
    number of processes at once: nothing is written or signed twice."""
    with database.reading() as db:
        closed = bool(closing.unrecorded(db, now))
        if not closed and not signed_heads.is_due(db, occasions=OCCASIONS, now=now):
            return
        last = signed_heads.newest(db)
        if not last_head.is_led_to(db, settings):  # a person has to look
            log.error("record.rewritten", noted=last_head.noted(settings))
            return
    if last is not None and not has_key(settings):  # no other one takes its place unawares
        log.error("record.key_missing", key=last.key)
        return
    key = signing_key(settings)
    with database.writing() as db:
        closing.put_on_record(db, now)
        db.commit()
    with database.writing() as db:
        try:
            head = signed_heads.sign_due(db, key, origin=settings.base_url, occasions=OCCASIONS, now=now)
        except Refused as error:  # another process signs by now; a person has to look
            log.error("record.key_refused", key=signed_heads.public_key(key), reason=str(error))
            return
        db.commit()
        if head is not None:
            last_head.note(settings, head)


def has_key(settings: Settings) -> bool:
    """Whether there is a key, in the settings or in the data folder."""
    return bool(settings.record_key) or (settings.data_dir / KEY_FILE).exists()


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key of the settings; else that of the file in the data folder, made at first use.
    Raises UnsafeSettings for one that is no key."""
    seed = settings.record_key or _from_file(settings.data_dir / KEY_FILE)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    except ValueError:
        text = "SBCP_RECORD_KEY, or the file record-key, must be 64 hexadecimal digits."
        raise UnsafeSettings(text) from None


def known_key(settings: Settings) -> str:
    """The public key that signs here; empty if none has been set or made."""
    there = settings.record_key or (settings.data_dir / KEY_FILE).exists()
    return signed_heads.public_key(signing_key(settings)) if there else ""


def _from_file(path: Path) -> str:
    """The seed in a file that only its owner can read. Two processes that make it at once agree on one:
    it gets its name when it is whole, and only if nobody has the name."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(SEED_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink(missing_ok=True)
    return path.read_text("ascii").strip()


def checked(
    db: Session, now: datetime | None = None, *, key: str = "", noted: Sequence[checking.Noted] = ()
) -> tuple[bool, str]:
    """Whether the record, its signed heads and all that people read hold as they are in the database now,
    and what to say: every fault, the first one first.

    key: the public key of this instance. noted: numbers and digests of entries known from elsewhere.
    """
    faults = list(checking.faults(db, now or clock.now(), key=key, noted=noted))
    if faults:
        return False, "\n".join(faults)
    last, signed = entries.head(db), signed_heads.newest(db)
    report = f"The record holds: {last.seq} entries, the last with digest {last.digest}."
    report += "\nEverything that people read is what it says."
    if signed is None:
        return True, f"{report}\nNo head has been signed yet."
    covered = f"the last covers {signed.seq} entries and was signed at {timestamp(signed.at)}"
    return True, f"{report}\nThe signed heads hold: {signed.number}, {covered} with the key {signed.key}."

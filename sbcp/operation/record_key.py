"""The key that signs heads, as whoever operates the instance looks after it: which one the record asks for,
a copy of it apart from the backups, bringing it back, and a new one where it is lost."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import inspect

from core.db import connect
from core.record import signed_heads
from core.record.signed_heads import SignedHead, public_key
from sbcp.operation.backup import ArchiveError
from sbcp.record import signing
from sbcp.settings import Settings, UnsafeSettings


def place(settings: Settings) -> str:
    """Where the key is, or would be made."""
    return "SBCP_RECORD_KEY" if settings.record_key else str(settings.data_dir / signing.KEY_FILE)


def at_hand(settings: Settings) -> Ed25519PrivateKey | None:
    """The key, if there is one; none is made. Raises UnsafeSettings for one that is no key."""
    return signing.signing_key(settings) if signing.has_key(settings) else None


def asked_for(database_url: str) -> str | None:
    """The public key of the last signed head; None while there is none. The database may be at an earlier
    schema, and stays there."""
    database = connect(database_url)
    try:
        if not inspect(database.engine).has_table(SignedHead.__tablename__):
            return None
        with database.reading() as db:
            last = signed_heads.newest(db)
            return last.key if last else None
    finally:
        database.engine.dispose()


def refuse_lost(settings: Settings) -> None:
    """Raises UnsafeSettings where the record asks for a key and none is at hand: a new one would retire it
    for ever, so nobody begins one unawares."""
    last = asked_for(settings.database_url)
    if last is not None and not signing.has_key(settings):
        raise UnsafeSettings(
            f"The heads of the record are signed with the key {last}, which is not here. "
            f"{_how_to_go_on(settings)}"
        )


def renew(settings: Settings) -> str:
    """Make a key where there is none, and say which. Raises UnsafeSettings where there is one."""
    if signing.has_key(settings):
        raise UnsafeSettings(f"There is a key, in {place(settings)}. Move it away first, and keep it.")
    last, new = asked_for(settings.database_url), public_key(signing.signing_key(settings))
    ends = f" The one before, {last}, signs no more once this one has." if last else ""
    return f"A new key is in {place(settings)}: {new}. It is put on the record before it signs.{ends}"


def refuse_no_copy(settings: Settings, target: Path, archive: Path) -> None:
    """Before a backup is written: whether the key can be written beside it. Raises ArchiveError."""
    if target.exists() or target.resolve() == archive.resolve():
        raise ArchiveError(f"{target} cannot be the file of the key: it is there already, or the backup's.")
    if not signing.has_key(settings):
        raise ArchiveError(f"There is no key to write: {place(settings)} is empty.")


def copy(settings: Settings, target: Path) -> str:
    """Write the key into a file that its owner alone can read, never over another; what to know of it."""
    key = signing.signing_key(settings)
    _write(target, key)
    return (
        f"The key that signs the record: {target} (its public key is {public_key(key)}). "
        "Keep it apart from the backup: whoever has it signs in the name of this instance."
    )


def told_of_backup(settings: Settings) -> str:
    """One line for whoever has just written a backup: where the key is that is not in it."""
    key, last = at_hand(settings), asked_for(settings.database_url)
    if key is not None:
        return (
            f"The key that signs the record is not in it. It is in {place(settings)} (its public key is "
            f"{public_key(key)}): keep a copy of it elsewhere, as --with-key writes one."
        )
    if last is not None:
        return f"The key that signs the record, {last}, is not in it, nor in {place(settings)}."
    return "No head of the record has been signed yet: there is no key to keep."


def read(settings: Settings, file: Path) -> Ed25519PrivateKey:
    """The key in a file that ``copy`` wrote. Raises ArchiveError for what is none, and where another one is
    at hand."""
    try:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text("ascii").strip()))
    except ValueError:
        raise ArchiveError(f"{file} is no key of a record: 64 hexadecimal digits.") from None
    present = at_hand(settings)
    if present is not None and public_key(present) != public_key(key):
        raise ArchiveError(f"Another key is in {place(settings)}. Move it away first, and keep it.")
    return key


def bring_back(settings: Settings, key: Ed25519PrivateKey) -> str:
    """Put the key of a restored record in its place, and say so. Raises ArchiveError for one that the last
    head is not signed with."""
    last = asked_for(settings.database_url)
    if last is not None and last != public_key(key):
        raise ArchiveError(
            f"The database is restored. The key is not: it is {public_key(key)}, and the last signed head "
            f"names {last}."
        )
    if not signing.has_key(settings):
        _write(settings.data_dir / signing.KEY_FILE, key)
    return f"The key that signs the record is in {place(settings)}: {public_key(key)}."


def told_of_restore(settings: Settings) -> str:
    """For whoever has just restored a backup without a key: what the record asks for, and what is here."""
    key, last = at_hand(settings), asked_for(settings.database_url)
    if last is None:
        return "No head of its record has been signed yet."
    if key is None:
        return (
            f"The last head of its record is signed with the key {last}, which is not here. "
            f"{_how_to_go_on(settings)}"
        )
    if public_key(key) == last:
        return f"The key that signs its record is here, in {place(settings)}: {last}."
    return (
        f"The last head of its record is signed with the key {last}, and the one in {place(settings)} is "
        f"{public_key(key)}. If that one signs, it is put on the record as a new one, and the one before "
        "signs no more."
    )


def _how_to_go_on(settings: Settings) -> str:
    return (
        f"Put it into {settings.data_dir / signing.KEY_FILE}, or set SBCP_RECORD_KEY; the instance does not "
        "start before. If it is lost, «sbcp record rekey» makes a new one, which is put on the record; "
        "the one before then signs no more."
    )


def _write(target: Path, key: Ed25519PrivateKey) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())

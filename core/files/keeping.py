"""Keeping files, reading them again, having them scanned, and letting them go.

The row of a file comes before its bytes and leaves after them: so no bytes lie anywhere that no row knows.
Bytes are sent and read outside of transactions, so that nobody waits for them.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import ColumnElement, delete, exists, false, or_, select, update
from sqlalchemy.orm import Session

from core.db import Base, Database
from core.errors import N_, NotFound, Refused
from core.files import kinds
from core.files.models import File, Scan
from core.files.scanner import NotScanned, Scanner, ScannerAway
from core.files.store import Missing, Store, StoreAway
from core.tokens import new_token

LONGEST_UNLINKED = timedelta(days=1)
MARGIN = timedelta(hours=1)  # far longer than a transaction: nobody links what is just let go
AT_ONCE = 100  # files that are let go at a time
NOT_AS_SENT = N_("This file is not here as it was sent, so it is not handed out. Please tell us.")

log = structlog.get_logger()


def begun(name: str, data: bytes, now: datetime) -> File:
    """The row of a file whose bytes are still to be put under its key. Raises Invalid for one that is not
    taken."""
    name, kind = kinds.recognised(name, data)
    return File(
        storage_key=new_token(),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=kind,
        name=name,
        scan=Scan.WAITING,
        uploaded_at=now,
    )


def keep(database: Database, store: Store, name: str, data: bytes, now: datetime) -> str:
    """Keep a file, in transactions of its own; its key, by which a room links it within a day. Raises Invalid
    for one that is not taken, Refused if it cannot be kept just now."""
    file = begun(name, data, now)
    key = file.storage_key or ""
    with database.writing() as db:
        db.add(file)
        db.commit()
    try:
        store.put(key, data)
    except StoreAway as error:
        log.error("files.away", reason=str(error))
        with database.writing() as db:
            db.execute(delete(File).where(File.storage_key == key))
            db.commit()
        raise Refused(
            N_("Files cannot be kept just now: their place does not answer. Try again in a few minutes.")
        ) from error
    return key


def by_keys(db: Session, keys: Sequence[str], now: datetime) -> dict[str, File]:
    """The files of these keys that can be linked: not erased, and linked already or a day old at most."""
    can_be = or_(File.uploaded_at >= now - LONGEST_UNLINKED, is_linked())
    query = select(File).where(File.storage_key.in_(keys), File.erased_at.is_(None), can_be)
    return {file.storage_key: file for file in db.scalars(query) if file.storage_key}


class Open(NamedTuple):
    """A file that may be handed out: its number, where its bytes lie, and their digest."""

    number: int
    key: str
    sha256: str


def opened(file: File) -> Open:
    """What is needed to fetch a file, in a transaction or after it. Raises NotFound for one that was erased,
    Refused for one that is not open."""
    if file.erased_at is not None:
        raise NotFound(N_("This file has been erased. What it was, and its digest, stay on the record."))
    if file.scan == Scan.REFUSED:
        raise Refused(N_("The scanner for viruses has refused this file. It is not handed out."))
    if not file.is_open:
        raise Refused(N_("This file waits to be scanned for viruses. It can be downloaded afterwards."))
    return Open(file.id, file.storage_key or "", file.sha256)


def fetch(store: Store, file: Open) -> bytes:
    """The bytes of a file, as they were sent. Raises Refused for one that cannot be had just now, and for one
    that is not as it was. May take as long as the place where files lie."""
    try:
        data = store.get(file.key)
    except Missing as error:
        log.error("file.missing", file=file.number)
        raise Refused(NOT_AS_SENT) from error
    except StoreAway as error:
        log.error("files.away", file=file.number, reason=str(error))
        raise Refused(
            N_("The place where files lie does not answer just now. Try again in a few minutes.")
        ) from error
    if not _is_as_sent(file.number, file.sha256, data):
        raise Refused(NOT_AS_SENT)
    return data


def is_linked() -> ColumnElement[bool]:
    """Whether some room's table leads to a file: whichever have a column that does."""
    links = [
        exists().where(column == File.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is File.__table__.c.id for key in column.foreign_keys)
    ]
    return or_(false(), *links)


def scan_waiting(database: Database, store: Store, scanner: Scanner | None) -> None:
    """Have those scanned that wait, the oldest first. scanner: None if the operator says that there is none.
    Whatever fails leaves them waiting, for the next time."""
    with database.reading() as db:
        query = select(File).where(File.scan == Scan.WAITING, File.erased_at.is_(None)).order_by(File.id)
        waiting = list(db.scalars(query))
    for file in waiting:
        try:
            result = Scan.NONE if scanner is None else _scanned(store, scanner, file)
        except ScannerAway as error:
            log.warning("scanner.away", reason=str(error), waiting=len(waiting))
            return
        except StoreAway as error:
            log.error("files.away", file=file.id, reason=str(error))
            return
        if result is not None:
            _settle(database, file.id, result)


def forget(database: Database, store: Store, now: datetime) -> None:
    """Let those go that nothing has linked within a day, and the bytes of all that were erased."""
    old = File.uploaded_at < now - LONGEST_UNLINKED - MARGIN
    unlinked = select(File).where(old, File.erased_at.is_(None), ~is_linked())
    unlinked = unlinked.with_for_update(of=File, skip_locked=True)  # several may do it at once
    with database.writing() as db:
        for file in db.scalars(unlinked.limit(AT_ONCE)):
            file.erased_at = now
        db.commit()
    with database.reading() as db:
        query = select(File).where(File.erased_at.is_not(None), File.storage_key.is_not(None))
        erased = list(db.scalars(query.limit(AT_ONCE)))
    for file in erased:
        try:
            store.delete(file.storage_key or "")
        except StoreAway as error:
            log.error("files.away", file=file.id, reason=str(error))
            return
        with database.writing() as db:
            db.execute(update(File).where(File.id == file.id).values(storage_key=None))
            db.execute(delete(File).where(File.id == file.id, ~is_linked()))
            db.commit()


def _scanned(store: Store, scanner: Scanner, file: File) -> Scan | None:
    """What the scanner says of a file, None if nothing. Raises ScannerAway, StoreAway."""
    try:
        data = store.get(file.storage_key or "")
    except Missing:  # it is just being kept, or somebody took it away
        log.warning("file.missing", file=file.id)
        return None
    if not _is_as_sent(file.id, file.sha256, data):
        return None
    try:
        virus = scanner.found_in(data)
    except NotScanned as error:
        log.error("scanner.failed", file=file.id, reason=str(error))
        return None
    if virus:
        log.warning("file.refused", log="security", file=file.id, virus=virus)
    return Scan.REFUSED if virus else Scan.CLEAN


def _settle(database: Database, file_id: int, result: Scan) -> None:
    with database.writing() as db:
        file = db.get(File, file_id, with_for_update=True)
        if file is not None and file.scan == Scan.WAITING:
            file.scan = result
        db.commit()


def _is_as_sent(number: int, digest: str, data: bytes) -> bool:
    if hashlib.sha256(data).hexdigest() == digest:
        return True
    log.error("file.damaged", file=number)
    return False

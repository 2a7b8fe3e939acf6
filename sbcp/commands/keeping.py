"""The record, the database, and copies of it."""

import argparse
import re
from pathlib import Path

from adoption.recording import papers, signatories
from core import clock, db_roles
from core.record.signed_heads import public_key
from sbcp.background import files
from sbcp.commands.opening import open_database, reading, writing
from sbcp.operation import backup as archive
from sbcp.operation import record_key
from sbcp.personal.retention import scrub
from sbcp.record import last_head, signing
from sbcp.settings import Settings


def check_record(settings: Settings, options: argparse.Namespace) -> int:
    """Check the record, the signed heads and all that people read; name whatever does not hold. Or show
    the key, or make a new one in place of one that is lost."""
    if options.what == "rekey":
        print(record_key.renew(settings))
        return 0
    if options.what == "key":
        record_key.refuse_lost(settings)
        print(public_key(signing.signing_key(settings)))
        return 0
    with reading(settings) as db:
        if db.get_bind().dialect.name == "postgresql":  # one state, though others write meanwhile
            db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        here = last_head.noted(settings)
        known = [*options.head, *([here] if here else [])]
        holds, report = signing.checked(db, key=signing.known_key(settings), noted=known)
    print(report)
    return 0 if holds else 1


def noted(text: str) -> tuple[int, str]:
    """A number and a digest as the verifier writes them. Raises ArgumentTypeError for anything else."""
    parts = re.fullmatch(r"([0-9]{1,15}):([0-9a-f]{64})", text)
    if parts is None:
        raise argparse.ArgumentTypeError("a number, a colon and 64 digits are wanted")
    return int(parts[1]), parts[2]


def prepare_database(settings: Settings, options: argparse.Namespace) -> int:
    """As the owner of the tables: bring them up to date, or let a role use them."""
    database = open_database(settings)
    try:
        if options.what == "grant":
            with database.engine.begin() as connection:
                kept = db_roles.grant(connection, options.role)
            print(f"{options.role} may run the application. It may add to these and change nothing in them:")
            print("  " + ", ".join(kept))
    finally:
        database.engine.dispose()
    return 0


def erase_file(settings: Settings, options: argparse.Namespace) -> int:
    """Take a file of an act away, with its name and its bytes."""
    now = clock.now()
    with writing(settings) as db:
        papers.erase_file(db, options.number, reason=options.reason, now=now)
    database = open_database(settings)
    try:
        files.forget(database, settings, now)
    finally:
        database.engine.dispose()
    print("Erased. Erase it from copies of the files as well.")
    return 0


def erase_signatory(settings: Settings, options: argparse.Namespace) -> int:
    """Take the name of somebody who signed an act away, and name those who may be the same person."""
    with writing(settings) as db:
        others = signatories.erase_name(db, options.number, reason=options.reason, now=clock.now())
    database = open_database(settings)
    try:
        scrub(database.engine)
    finally:
        database.engine.dispose()
    print("Erased. If a file of the act has the name too, erase that: sbcp file erase")
    if others:
        print(f"The same name is still that of signatory {', '.join(map(str, others))}.")
    return 0


def backup(settings: Settings, options: argparse.Namespace) -> int:
    """One file with everything but the key that signs; that one beside it, if it is asked for."""
    if options.with_key is not None:
        record_key.refuse_no_copy(settings, options.with_key, options.file)
    print(f"Written: {archive.backup(settings.database_url, options.file)}")
    place = settings.files_place
    where = place if isinstance(place, Path) else place.address
    print(f"Files that people sent are not in it: copy {where} after it, and keep that copy beside it.")
    copied = options.with_key is not None
    print(record_key.copy(settings, options.with_key) if copied else record_key.told_of_backup(settings))
    return 0


def restore(settings: Settings, options: argparse.Namespace) -> int:
    """The database as it was; and the key that signs its record, or what became of it."""
    key = None if options.with_key is None else record_key.read(settings, options.with_key)
    archive.restore(settings.database_url, options.file)
    print("Restored. Check it: sbcp record verify")
    if last_head.forget(settings):
        print("Of heads signed since then nothing is noted here any more; who was mailed them knows them.")
    print(record_key.told_of_restore(settings) if key is None else record_key.bring_back(settings, key))
    return 0

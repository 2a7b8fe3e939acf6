"""Backup and restore of the whole database in one file."""

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from sbcp.operation import private_files


class ArchiveError(Exception):
    """A backup or restore that cannot be made; the text says why."""


def backup(database_url: str, target: Path) -> Path:
    """Write one consistent copy while the instance runs. Never over an existing file."""
    if target.exists():
        raise ArchiveError(f"{target} exists. Choose another name.")
    url = make_url(database_url)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    private_files.begin(part)
    try:
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(_file(url))) as source:
                source.execute("VACUUM INTO ?", (str(part),))
        else:
            _run("pg_dump", ["--format=custom", f"--file={part}", _dsn(url)])
        part.rename(target)  # the name appears only when the file is whole
    except sqlite3.DatabaseError as error:  # no room, or a damaged file
        raise ArchiveError(f"The copy could not be made: {error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(database_url: str, source: Path) -> None:
    """Bring a backup back. Refuses to touch a database that holds anything."""
    if not source.is_file():
        raise ArchiveError(f"{source} is not a file.")
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(_file(url), source)
    else:
        _run(
            "pg_restore",
            ["--exit-on-error", "--no-owner", "--single-transaction", f"--dbname={_dsn(url)}", str(source)],
        )


def _restore_sqlite(target: Path, source: Path) -> None:
    if target.exists():
        raise ArchiveError(f"{target} exists. Move it away first.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as opened:
        try:
            verdict = opened.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{source} is not a backup of this system.") from error
        if verdict != "ok":
            raise ArchiveError(f"{source} is damaged: {verdict}")
    private_files.begin(target)
    shutil.copyfile(source, target)


def _run(program: str, arguments: Sequence[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise ArchiveError(f"{program} was not found. Install the PostgreSQL client programs.")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ArchiveError(done.stderr.strip() or f"{program} failed")


def _file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise ArchiveError("A database in memory has no backup.")
    return Path(url.database)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)

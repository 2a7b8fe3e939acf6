"""What an instance keeps in files is for its own user alone: the database, keys, notes, backups."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from sbcp.settings import Settings

UMASK = 0o077  # of every command, so that whatever makes a file makes it for us alone
FILE, FOLDER = 0o600, 0o700


def close_folder(settings: Settings) -> None:
    """Make the data folder if it is missing, and close it to others with the database and all else that is
    in it. What belongs to somebody else, who has decided for us, stays as it is."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for folder in (settings.data_dir, settings.data_dir / "files"):
        _close(folder, FOLDER)
    url = make_url(settings.database_url)
    database = [Path(url.database)] if url.get_backend_name() == "sqlite" and url.database else []
    beside = [path.with_name(path.name + end) for path in database for end in ("-wal", "-shm")]
    for path in (*settings.data_dir.iterdir(), *database, *beside):
        if path.is_file() and not path.is_symlink():
            _close(path, FILE)


def begin(path: Path) -> None:
    """Make an empty file that its owner alone can read, for others to fill. Raises FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))


def _close(path: Path, mode: int) -> None:
    with suppress(PermissionError, FileNotFoundError):
        if path.stat().st_mode & ~mode & 0o777:
            path.chmod(mode)

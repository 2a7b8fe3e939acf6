"""Where the bytes of files lie: a folder of this machine, or a place that speaks the protocol of S3.

One small interface over both: put, get, delete, by the random name that a file has.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

FILE, FOLDER = 0o600, 0o700
CONNECT, ANSWER = timedelta(seconds=5), timedelta(seconds=30)  # that a server may take
TRIES, TRY_FOR = 2, timedelta(seconds=20)  # again, where it failed, and how long in all


class StoreAway(Exception):
    """The place where files lie did not take or give one. The text says why, for the log."""


class Missing(StoreAway):
    """There are no bytes of this name."""


@dataclass(frozen=True)
class S3:
    """A place that speaks the protocol of S3. address: ``s3://bucket/folder``. endpoint: the server's
    address where it is not that of Amazon. region, key_id, secret: as the server gave them."""

    address: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = field(default="", repr=False)


class Store:
    """Bytes by name. What is put is there to stay once ``put`` has returned."""

    def __init__(self, place: Path | S3) -> None:
        self._folder = place if isinstance(place, Path) else None
        self._store: LocalStore | S3Store = _folder(place) if isinstance(place, Path) else _s3(place)

    def put(self, key: str, data: bytes) -> None:
        """Keep these bytes under a name that nothing has yet. Raises StoreAway."""
        try:
            obstore.put(self._store, key, data, use_multipart=False)
            if self._folder is not None:
                _settle(self._folder / key)
        except (BaseError, OSError, ValueError) as error:
            raise StoreAway(_reason(error)) from error

    def get(self, key: str) -> bytes:
        """The bytes of a name. Raises Missing if there are none, StoreAway."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise Missing(key) from error
        except (BaseError, OSError, ValueError) as error:
            raise StoreAway(_reason(error)) from error

    def delete(self, key: str) -> None:
        """See to it that there are no bytes of a name. Raises StoreAway."""
        try:
            obstore.delete(self._store, key)
        except (NotFoundError, FileNotFoundError):
            pass
        except (BaseError, OSError, ValueError) as error:
            raise StoreAway(_reason(error)) from error


@lru_cache(maxsize=8)
def opened(place: Path | S3) -> Store:
    """The store at a place, made once for each. A folder that is missing is made, for its owner alone.
    Raises OSError for a folder that cannot be."""
    return Store(place)


def _folder(path: Path) -> LocalStore:
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if path.stat().st_mode & ~FOLDER & 0o777 and path.stat().st_uid == os.getuid():
        path.chmod(FOLDER)
    return LocalStore(path)


def _s3(place: S3) -> S3Store:
    client: Any = {"timeout": ANSWER, "connect_timeout": CONNECT}
    given: dict[str, Any] = {"region": place.region}
    if place.endpoint:
        given |= {"endpoint": place.endpoint, "virtual_hosted_style_request": False}
        client["allow_http"] = place.endpoint.startswith("http://")
    if place.key_id:
        given |= {"access_key_id": place.key_id, "secret_access_key": place.secret}
    retry: Any = {"max_retries": TRIES, "retry_timeout": TRY_FOR}
    return S3Store.from_url(place.address, client_options=client, retry_config=retry, **given)


def _settle(path: Path) -> None:
    """Have a new file on the disk, with its name, readable by its owner alone."""
    path.chmod(FILE)  # the library makes it for all, as far as the umask lets it
    for each in (path, path.parent):
        opened_here = os.open(each, os.O_RDONLY)
        try:
            os.fsync(opened_here)
        finally:
            os.close(opened_here)


def _reason(error: Exception) -> str:
    """The first line of what went wrong: the rest is how the library is made."""
    return str(error).partition("\n")[0][:300]

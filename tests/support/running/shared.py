"""What every worker of a run needs is made by the first that asks, and copied by the others.

The folder for it is made where the run begins, and taken away at its end.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.support.running import memory

SETTING = "SBCP_TEST_SHARED"  # the folder, for the workers
ALONE = "SBCP_TEST_SHARED_BY"  # the process that made it, and takes it away


def begin() -> None:
    """Make the folder, unless this is a worker of a run that has one."""
    if SETTING not in os.environ:
        os.environ[SETTING] = tempfile.mkdtemp(prefix="sbcp-tests-", dir=memory.folder())
        os.environ[ALONE] = str(os.getpid())


def end() -> None:
    """Take it away again, where it was made."""
    if os.environ.get(ALONE) == str(os.getpid()):
        shutil.rmtree(os.environ.pop(SETTING), ignore_errors=True)
        del os.environ[ALONE]


def folder(name: str) -> str:
    """A folder of that name, which all workers may write to."""
    found = Path(os.environ[SETTING]) / name
    found.mkdir(exist_ok=True)
    return str(found)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which ``make`` has filled once in this run. Who copies from it changes
    nothing in it. What ``make`` raises is raised, and the next who asks tries anew."""
    root = Path(os.environ[SETTING])
    ready = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            filled = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=root))
            make(filled)
            filled.rename(ready)
    return ready

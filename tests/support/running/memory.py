"""Where the files of tests are written: in memory where a machine has room, for then nobody waits for a disk.

Every commit of SQLite waits for the disk, as it must; tests make a hundred thousand of them, and what they
look at is written to the file all the same. A power cut is not among what tests can make.
"""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # a file system in memory, on Linux
ROOM = 3 * 2**30  # bytes that must be free there, and in the memory of the machine
SETTING = "PYTEST_DEBUG_TEMPROOT"  # where pytest makes its temporary folders


def use() -> None:
    """Have pytest make its temporary folders in memory, unless somebody has said where."""
    if SETTING not in os.environ and "TMPDIR" not in os.environ and has_room():
        os.environ[SETTING] = str(MEMORY)


def folder() -> Path:
    """Where else files of the run may go; a path that is short enough for sockets."""
    return MEMORY if os.environ.get(SETTING) == str(MEMORY) else Path("/tmp")


def has_room() -> bool:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
        return os.access(MEMORY, os.W_OK) and min(available, shutil.disk_usage(MEMORY).free) > ROOM
    except (OSError, StopIteration):
        return False

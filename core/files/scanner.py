"""Asking a ClamAV daemon about bytes, by its command INSTREAM (the manual of clamd, «COMMANDS»).

The bytes go over the socket in pieces, each after its length in four bytes, the largest first; one of length
nothing ends them. The answer is ``stream: OK``, ``stream: NAME FOUND``, or something that ends in ``ERROR``.
"""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PIECE = 64 * 1024  # bytes
WAIT = 20.0  # seconds for the connection, and for each answer and piece
LONGEST_ANSWER = 4096  # bytes
_ADDRESS = re.compile(r"tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})|unix:(/.+)")


class ScannerAway(Exception):
    """The scanner did not answer, or not as one: nothing is known of the bytes. The text says why."""


class NotScanned(Exception):
    """The scanner answers, and cannot say anything of these bytes, as where they are more than it takes."""


@dataclass(frozen=True)
class Scanner:
    """A daemon at ``host`` and ``port``, or at a socket of this machine."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    def found_in(self, data: bytes, wait: float = WAIT) -> str:
        """The name of what was found in some bytes, empty for nothing. Raises ScannerAway, NotScanned."""
        try:
            with self._connected(wait) as connection:
                answer = _ask(connection, data)
        except OSError as error:
            raise ScannerAway(str(error) or type(error).__name__) from error
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        if answer.endswith("ERROR"):
            raise NotScanned(answer)
        raise ScannerAway(f"an answer that is none: {answer[:100]!r}")

    def _connected(self, wait: float) -> socket.socket:
        if self.path is None:
            return socket.create_connection((self.host, self.port), wait)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(wait)
            connection.connect(str(self.path))
        except OSError:
            connection.close()
            raise
        return connection


def at(address: str) -> Scanner | None:
    """The scanner at ``tcp://host:port`` or ``unix:/path``; None for what is neither."""
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return None
    host, port, path = parts.groups()
    if path:
        return Scanner(path=Path(path))
    return Scanner(host.strip("[]"), int(port)) if 0 < int(port) < 2**16 else None


def _ask(connection: socket.socket, data: bytes) -> str:
    """The answer about some bytes. Raises ScannerAway, OSError."""
    with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough, and says why
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(bytes(4))
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := connection.recv(1024)):
        answer += more
    if b"\0" not in answer:
        raise ScannerAway("the answer broke off")
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()

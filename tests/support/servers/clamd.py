"""A daemon that speaks the protocol of clamd at a real socket, and knows the test file of EICAR."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MAX = 25 * 2**20  # bytes, as «StreamMaxLength» is set


class _Asked(socketserver.StreamRequestHandler):
    """One connection, as ``clamd`` answers it (its manual, «INSTREAM»)."""

    def handle(self) -> None:
        server: _Tcp | _Unix = self.server  # type: ignore[assignment]
        command = b""
        while not command.endswith(b"\0"):
            if not (byte := self.rfile.read(1)):
                return
            command += byte
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        stream = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            stream += self.rfile.read(size)
            if len(stream) > server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.heard.append(stream)
        if server.answer:
            self.wfile.write(server.answer)
        elif EICAR in stream:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Told:
    """What a test sets and reads: the bytes that were scanned, another answer, the most that is taken."""

    heard: list[bytes]
    answer: bytes = b""
    most: int = STREAM_MAX


class _Tcp(_Told, socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Unix(_Told, socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


Clamd = _Tcp | _Unix


@contextmanager
def listening(path: Path | None = None) -> Iterator[tuple[str, Clamd]]:
    """A daemon with its address, at a free port of this machine or at a socket; it ends with the block."""
    server: Clamd = _Unix(str(path), _Asked) if path else _Tcp(("127.0.0.1", 0), _Asked)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield (f"unix:{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"), server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

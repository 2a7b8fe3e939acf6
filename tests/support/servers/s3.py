"""A server that keeps objects as one that speaks the protocol of S3 does, as far as we speak it: PUT, GET and
DELETE of a path, with a signature that it does not check."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        server: S3Server = self.server  # type: ignore[assignment]
        server.objects[self.path] = self.rfile.read(int(self.headers["content-length"]))
        server.signed.append(self.headers.get("authorization", ""))
        self._answer(200, b"", {"ETag": '"1"'})

    def do_GET(self) -> None:
        server: S3Server = self.server  # type: ignore[assignment]
        data = server.objects.get(self.path)
        if data is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            modified = "Mon, 01 Mar 2027 09:00:00 GMT"
            self._answer(200, data, {"ETag": '"1"', "Last-Modified": modified})

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.path, None)  # type: ignore[attr-defined]
        self._answer(204, b"")

    def do_POST(self) -> None:
        """Deleting several at once, as the library asks: the keys stand in the body."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        bucket = self.path.partition("?")[0]
        keys = [part.partition("<")[0] for part in body.split("<Key>")[1:]]
        for key in keys:
            self.server.objects.pop(f"{bucket}/{key}", None)  # type: ignore[attr-defined]
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def log_message(self, *_arguments: object) -> None:
        """Nothing is written into the output of the tests."""

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 204:
            self.wfile.write(body)


class S3Server(ThreadingHTTPServer):
    """``objects``: what it keeps, by path; ``signed``: the signatures that came with what was put."""

    daemon_threads = True
    objects: dict[str, bytes]
    signed: list[str]


@contextmanager
def listening() -> Iterator[tuple[str, S3Server]]:
    """A server at a free port of this machine, with its address."""
    server = S3Server(("127.0.0.1", 0), _Handler)
    server.objects, server.signed = {}, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""How long a connection may keep us waiting, since the server itself waits for ever.

Whoever opens a connection says what they want within HEAD_WITHIN, in MAX_HEAD bytes, or is cut off; so is
whoever sends a body more slowly than a poor line does, and whoever does not take what they asked for. A
request that was begun is answered 408 (RFC 9110, 15.5.9) where nothing of an answer is on its way.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from sbcp import security_log

MAX_HEAD = 64 * 1024  # bytes of a request line and its headers


class Punctual(HttpToolsProtocol):
    """The protocol of uvicorn with an end to its patience, for ``uvicorn.Config(http=…)``; one for each
    connection. All times are seconds."""

    HEAD_WITHIN = 10.0  # from the first byte of a request, or the opening of a connection, to its last header
    BODY_WITHIN = 30.0  # for any body, and in addition
    PER_MEGABYTE = 60.0  # for what has come of it: a line of 140 kilobits a second
    TAKEN_WITHIN = 60.0  # from when 64 kB wait for the client until most of them are gone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: TimerHandle | None = None  # for a head, or for a body
        self._writing: TimerHandle | None = None
        self._in_head = False
        self._begun = self._size = 0.0  # when the body began; bytes of the head or the body so far

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()  # of the next request, also when what came is no letter of it
        if self._in_head:
            self._size += len(data)
        super().data_received(data)
        if self._in_head and self._size > MAX_HEAD:
            self._cut_off(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        if not self._in_head:  # behind another request, which is being answered
            self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head, self._size, self._begun = False, 0, self.loop.time()
        self._wait(self.BODY_WITHIN, self._look_at_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_writing()
        self._writing = self.loop.call_later(self.TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_writing()
        super().resume_writing()

    def _await_head(self) -> None:
        self._in_head, self._size = True, 0
        self._wait(self.HEAD_WITHIN, lambda: self._cut_off(HTTPStatus.REQUEST_TIMEOUT))

    def _look_at_body(self) -> None:
        """Cut off a body that is late; it may take longer the more of it has come."""
        now = self.loop.time()
        if self.flow.read_paused:  # it is we who are late
            self._begun = now
        due = self._begun + self.BODY_WITHIN + self._size / 2**20 * self.PER_MEGABYTE
        if now < due:
            self._wait(due - now, self._look_at_body)
        else:
            self._cut_off(HTTPStatus.REQUEST_TIMEOUT)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(seconds, then)

    def _cut_off(self, status: HTTPStatus) -> None:
        """End the connection, with a word if something was asked for and no answer has begun."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self._in_head and not self._size:
            self.transport.close()  # a browser opens some in advance
            return
        security_log.note(
            "request.cut_off", address=self.client[0] if self.client else "", status=status.value
        )
        before = self.cycle is not None and not self.cycle.response_complete
        if before and (self._in_head or self.cycle.response_started):
            self.transport.abort()  # another word would be read as a part of that answer
            return
        text = status.phrase.encode()
        head = b"content-type: text/plain\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(text)
        self.transport.write(STATUS_LINE[status] + head + text)
        self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

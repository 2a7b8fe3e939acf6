"""Whoever keeps a connection open and says nothing, or too little, is cut off; nobody else waits for them."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import httpx2
import pytest

from sbcp.web.door.slow_clients import MAX_HEAD, Punctual
from tests.support.pages import Client
from tests.support.ports import free_port, served_on

PATIENCE = 30.0  # seconds that a test waits for what takes a fraction of one
POST = b"POST /en/signout HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
FORM = POST + b"Content-Type: application/x-www-form-urlencoded\r\n"

# What differs between the databases is tried elsewhere.
once = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


class Hasty(Punctual):
    """As the server, in a fraction of the time."""

    HEAD_WITHIN = 1.0
    BODY_WITHIN = 1.0
    PER_MEGABYTE = 400.0
    TAKEN_WITHIN = 0.4


@pytest.fixture
def address(client: Client) -> Iterator[tuple[str, int]]:
    with free_port() as listening, served_on(listening, client.app, Hasty) as base:
        yield host_and_port(base)


def host_and_port(base: str) -> tuple[str, int]:
    parts = urlsplit(base)
    return parts.hostname or "", parts.port or 0


def opened(address: tuple[str, int]) -> closing[socket.socket]:
    return closing(socket.create_connection(address, PATIENCE))


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        parts.append(b" (reset)")
    return b"".join(parts)


def trickle(connection: socket.socket, piece: bytes, times: int = 200, pause: float = 0.02) -> int:
    """Send something again and again; how often it went before the other end was gone."""
    for sent in range(times):
        try:
            connection.sendall(piece)
        except OSError:
            return sent
        time.sleep(pause)
    return times


@once
def test_F34_two_hundred_idle_connections_keep_nobody_waiting_and_are_closed(
    address: tuple[str, int],
) -> None:
    with ExitStack() as idle:
        silent = [idle.enter_context(opened(address)) for _ in range(200)]
        with httpx2.Client(base_url=f"http://{address[0]}:{address[1]}", timeout=PATIENCE) as http:
            answers = [http.get("/en/about", headers={"host": "localhost"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert {rest(connection) for connection in silent} == {b""}


@pytest.mark.parametrize("begun", [b"G", b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
@once
def test_F34_headers_that_do_not_end_are_cut_off(address: tuple[str, int], begun: bytes) -> None:
    with opened(address) as slow:
        slow.sendall(begun)
        assert rest(slow).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


@once
def test_F34_headers_that_come_letter_by_letter_are_cut_off(address: tuple[str, int]) -> None:
    """Each letter begins no new time."""
    with opened(address) as slow:
        slow.sendall(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert trickle(slow, b"x") < 200


@once
def test_F34_nor_do_empty_lines_between_two_requests(address: tuple[str, int]) -> None:
    with opened(address) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert slow.recv(12) == b"HTTP/1.1 200"
        assert trickle(slow, b"\r\n") < 200


@once
def test_F34_headers_without_end_are_refused(address: tuple[str, int]) -> None:
    with opened(address) as large:
        large.sendall(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Large: ")
        assert trickle(large, b"x" * 1024, MAX_HEAD // 1024 + 200, 0) < MAX_HEAD // 1024 + 200


@once
def test_F34_a_body_that_does_not_come_is_cut_off_and_answered(
    address: tuple[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(address) as slow:
        slow.sendall(FORM + b"Content-Length: 100\r\n\r\na=")
        assert rest(slow).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    log = capsys.readouterr().err
    assert "request.cut_off" in log
    assert "request.failed" not in log, "it is no fault of ours"


@once
def test_F34_a_body_that_comes_too_slowly_is_cut_off(address: tuple[str, int]) -> None:
    with opened(address) as slow:
        slow.sendall(FORM + b"Content-Length: 10000\r\n\r\n")
        assert trickle(slow, b"x") < 200


@once
def test_F34_a_body_that_keeps_pace_may_take_longer(address: tuple[str, int]) -> None:
    """Longer than a body of nothing: each piece is worth four seconds."""
    with opened(address) as steady:
        steady.sendall(FORM + b"Content-Length: %d\r\n\r\n" % (26 * 10_000))
        assert trickle(steady, b"x" * 10_000, 26, 0.05) == 26
        assert steady.recv(12) == b"HTTP/1.1 303"


@once
def test_F34_requests_that_follow_each_other_have_each_their_time(address: tuple[str, int]) -> None:
    with opened(address) as kept:
        for _ in range(3):
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert kept.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(Hasty.HEAD_WITHIN / 2)


def test_F34_an_answer_that_nobody_takes_is_given_up() -> None:
    """The connection ends, with all that was to be sent on it."""

    async def large(scope: dict[str, str], receive: object, send: object) -> None:
        headers = [(b"content-length", b"%d" % (64 * 2**20))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"x" * (64 * 2**20)})  # type: ignore[operator]

    with (
        free_port() as listening,
        served_on(listening, large, Hasty) as base,
        closing(socket.socket()) as slow,
    ):
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(PATIENCE)
        slow.connect(host_and_port(base))
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(2 * Hasty.TAKEN_WITHIN)
        assert len(rest(slow)) < 64 * 2**20

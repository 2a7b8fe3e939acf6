"""Asking a scanner over a real socket."""

import socket
import threading
from pathlib import Path

import pytest

from core.files import scanner
from core.files.scanner import NotScanned, Scanner, ScannerAway
from tests.support.servers import clamd


def scanner_at(address: str) -> Scanner:
    there = scanner.at(address)
    assert there is not None
    return there


@pytest.mark.parametrize("by_socket", [False, True])
def test_S32_what_is_clean_is_told_from_what_is_not(by_socket: bool, tmp_path: Path) -> None:
    with clamd.listening(tmp_path / "clamd.sock" if by_socket else None) as (address, server):
        there = scanner_at(address)
        large = bytes(3 * scanner.PIECE + 17)
        assert there.found_in(large) == ""
        assert there.found_in(large + clamd.EICAR) == "Eicar-Test-Signature"
        assert there.found_in(b"") == ""
    assert server.heard == [large, large + clamd.EICAR, b""]


def test_S32_what_the_scanner_does_not_take_is_not_clean() -> None:
    with clamd.listening() as (address, server):
        server.most = 1000
        with pytest.raises(NotScanned, match="size limit exceeded"):
            scanner_at(address).found_in(bytes(5_000_000))


@pytest.mark.parametrize(
    "answer",
    [b"stream: OK", b"stream: OK; no\0", b"OK\0", b"\xff\0", b"FOUND\0", b"x" * 9000],
)
def test_S32_an_answer_that_is_none_says_nothing(answer: bytes) -> None:
    with clamd.listening() as (address, server):
        server.answer = answer
        with pytest.raises(ScannerAway):
            scanner_at(address).found_in(b"x")


def test_S32_a_scanner_that_is_down_or_silent_is_away(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(ScannerAway):
            Scanner("127.0.0.1", port).found_in(b"x", wait=0.2)
    with pytest.raises(ScannerAway):
        Scanner("127.0.0.1", port).found_in(b"x")
    with pytest.raises(ScannerAway):
        Scanner(path=tmp_path / "nothing").found_in(b"x")


def test_S32_a_scanner_that_hangs_up_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        hanging_up = threading.Thread(target=lambda: server.accept()[0].close())
        hanging_up.start()
        with pytest.raises(ScannerAway):
            Scanner("127.0.0.1", server.getsockname()[1]).found_in(bytes(10_000_000), wait=5)
        hanging_up.join()


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("tcp://clamd:3310", Scanner("clamd", 3310)),
        ("tcp://[::1]:3310", Scanner("::1", 3310)),
        ("unix:/run/clamav/clamd.ctl", Scanner(path=Path("/run/clamav/clamd.ctl"))),
        ("tcp://clamd", None),
        ("tcp://clamd:0", None),
        ("tcp://clamd:99999", None),
        ("unix:run", None),
        ("http://clamd:3310", None),
        ("none", None),
    ],
)
def test_an_address_of_a_scanner(address: str, there: Scanner | None) -> None:
    assert scanner.at(address) == there

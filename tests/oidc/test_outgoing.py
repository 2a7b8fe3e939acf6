"""S34: a request that leaves goes where it was meant to go, and what comes back has an end."""

import asyncio
import datetime
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sbcp.signin.http_client import Blocked, Guarded, permitted

FORBIDDEN = """
127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 172.16.5.5 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8 198.18.0.1
203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1
::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001::1 2001:db8::1
fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1
""".split()
PUBLIC = ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::"]


class Names:
    """A name server of our own: it gives its answers in turn, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def ask(url: str, hosts: list[str], **options: Any) -> httpx2.Response:
    async def asked() -> httpx2.Response:
        transport = Guarded(hosts, **options)
        async with httpx2.AsyncClient(transport=transport, trust_env=False, timeout=None) as client:
            return await client.get(url)

    return asyncio.run(asked())


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on this machine that answers as told; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:  # the other side has hung up
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            pass

    made = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        made.socket = tls.wrap_socket(made.socket, server_side=True)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made.server_port
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def plain(body: bytes = b"{}", status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize("address", FORBIDDEN)
def test_S34_a_name_that_leads_to_a_private_address_is_not_gone_to(address: str) -> None:
    with pytest.raises(Blocked, match="is at"):
        ask("https://provider.example/", ["provider.example"], resolve=Names([address]))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_gone_to(address: str) -> None:
    assert permitted(ip_address(address))


def test_S34_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Blocked):
        ask("https://provider.example/", ["provider.example"], resolve=Names(["1.1.1.1", "127.0.0.1"]))


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "localhost"])
def test_S34_an_address_in_place_of_a_name_is_looked_at_too(host: str) -> None:
    with pytest.raises((Blocked, httpx2.ConnectError)):
        ask(f"https://{host}/", [host.strip("[]")])


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1"],
)
def test_S34_an_intranet_reaches_no_link_local_address_either(address: str) -> None:
    assert not permitted(ip_address(address), allow_private=True)
    assert permitted(ip_address("10.0.0.1"), allow_private=True)
    assert permitted(ip_address("::1"), allow_private=True)


def test_S34_a_name_that_changes_its_answer_is_asked_once_and_that_address_gone_to() -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    with server(plain(b'{"it": "is"}')) as port:
        answer = ask(
            f"http://provider.example:{port}/",
            [f"provider.example:{port}"],
            resolve=names,
            allow_private=True,
        )
    assert answer.json() == {"it": "is"}
    assert names.asked == ["provider.example"]


def test_S34_the_second_request_is_looked_at_anew() -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])

    async def twice(url: str, host: str) -> None:
        guard = Guarded([host], resolve=names, allow_private=True)
        async with httpx2.AsyncClient(transport=guard, trust_env=False) as client:
            assert (await client.get(url)).status_code == 200
            with pytest.raises(Blocked):
                await client.get(url)

    with server(plain()) as port:
        asyncio.run(twice(f"http://provider.example:{port}/", f"provider.example:{port}"))


def test_an_address_that_does_not_answer_is_not_the_only_one() -> None:
    with server(plain()) as port:
        answer = ask(
            f"http://provider.example:{port}/",
            [f"provider.example:{port}"],
            resolve=Names(["127.0.0.2", "127.0.0.1"]),
            allow_private=True,
        )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "https://provider.example.evil.example/",
        "https://provider.example:8443/",
        "https://evil.example#provider.example",
        "https://user:password@provider.example/",
        "http://provider.example/",
        "ftp://provider.example/",
    ],
)
def test_S34_only_the_servers_on_the_list_are_asked(url: str) -> None:
    names = Names(["1.1.1.1"])
    with pytest.raises((Blocked, httpx2.UnsupportedProtocol)):
        ask(url, ["provider.example"], resolve=names)
    assert names.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 300])
def test_S34_no_redirect_is_followed(status: int) -> None:
    with server(plain(status=status, location="http://169.254.169.254/")) as port, pytest.raises(Blocked):
        ask(f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"], allow_private=True)


def test_S34_an_endless_answer_is_cut_off() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 4096)

    with server(endless) as port, pytest.raises(Blocked, match="longer than 10000 bytes"):
        ask(f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"], allow_private=True, largest_answer=10000)


def test_S34_a_packed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(b"x" * 1_000_000)
    with server(plain(packed, content_encoding="gzip")) as port, pytest.raises(Blocked, match="packed"):
        ask(f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"], allow_private=True)


def test_S34_a_server_that_says_nothing_is_left() -> None:
    done = threading.Event()
    with server(lambda _handler: done.wait(5) and None) as port:
        with pytest.raises(TimeoutError):
            ask(f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"], allow_private=True, time_limit=0.2)
        done.set()


def test_S34_a_server_that_speaks_very_slowly_is_left() -> None:
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not done.is_set():
            handler.wfile.write(b" ")
            time.sleep(0.02)

    with server(drip) as port:
        with pytest.raises(TimeoutError):
            ask(f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"], allow_private=True, time_limit=0.3)
        done.set()


def test_S34_a_name_server_that_does_not_answer_is_left() -> None:
    async def never(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(TimeoutError):
        ask("https://provider.example/", ["provider.example"], resolve=never, time_limit=0.1)


def test_S34_a_name_that_is_not_known_is_an_error_of_the_connection() -> None:
    with pytest.raises(httpx2.ConnectError):
        ask("https://nowhere.invalid/", ["nowhere.invalid"])


def test_S34_the_environment_names_no_proxy_for_us(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server(plain()) as port:
        url, hosts = f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"]
        assert ask(url, hosts, allow_private=True).status_code == 200


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for provider.example, and who believes it."""
    file = tmp_path_factory.mktemp("tls") / "provider.pem"
    certificate = certificate_for("provider.example", file)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cadata=certificate)


def certificate_for(name: str, file: Path) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(text + private)
    return text.decode()


def test_S34_the_certificate_is_checked_against_the_name_not_the_address(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trust = tls
    with server(plain(), serving) as port:
        options = {"resolve": Names(["127.0.0.1"]), "allow_private": True, "trust": trust}
        url, hosts = f"https://provider.example:{port}/", [f"provider.example:{port}"]
        assert ask(url, hosts, **options).status_code == 200
        with pytest.raises(httpx2.ConnectError):
            ask(f"https://other.example:{port}/", [f"other.example:{port}"], **options)
        with pytest.raises(httpx2.ConnectError):
            ask(url, hosts, resolve=Names(["127.0.0.1"]), allow_private=True)

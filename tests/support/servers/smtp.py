"""A real mail server for tests, which can be told to misbehave.

    def test_…(client, post): client.app.state … ; post.settings is what the product is given

``post`` takes letters over SMTP on this machine; ``post.letters`` are those it has, ``post.raw`` the same as
they came. It can refuse a recipient, answer with an error, break the line, or be away. ``office`` makes one
with a given security.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sbcp.settings import Smtp

SENDER = "no-reply@sbcp.example"


class PostOffice:
    """A mail server with its letters, the first first.

    refusing: what it answers to recipients, by address. answering: what it answers to whole letters.
    breaking: where it breaks the line: "recipient", or "letter" once it has the whole. utf8: whether it
    knows SMTPUTF8.
    """

    def __init__(
        self,
        security: str = "none",
        context: ssl.SSLContext | None = None,
        user: str = "",
        password: str = "",
        host: str = "127.0.0.1",
        utf8: bool = True,
    ) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self.connections = 0
        self.refusing: dict[str, str] = {}
        self.answering = ""
        self.breaking = ""
        self._utf8 = utf8
        self._security, self._context, self._user, self._password = security, context, user, password
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port: int = found.getsockname()[1]
        self.settings = Smtp(
            host=host, port=self.port, security=security, user=user, password=password, sender=SENDER
        )
        self._controller: Controller | None = None

    def open(self) -> None:
        options: dict[str, Any] = {"enable_SMTPUTF8": self._utf8}
        if self._security == "starttls":
            options |= {"tls_context": self._context, "require_starttls": True}
        if self._user:
            options |= {"authenticator": self._authenticate, "auth_required": self._security != "tls"}
            options |= {"auth_require_tls": self._security != "tls"}
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            ssl_context=self._context if self._security == "tls" else None,
            **options,
        )
        self._controller.start()

    def shut(self) -> None:
        """Be away: nobody answers at the port."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one address."""
        return [letter for letter, to in zip(self.letters, self.recipients, strict=True) if to == address]

    async def handle_EHLO(
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.breaking == "recipient":
            _break(server)
            return "421 gone"
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answering:
            return self.answering
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.SMTPUTF8)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.raw.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        if self.breaking == "letter":
            _break(server)
            return "421 gone"
        return "250 OK"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        right = (given.login, given.password) == (self._user.encode(), self._password.encode())
        return AuthResult(success=right)


def _break(server: SMTP) -> None:
    """The line is gone, without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def text_of(letter: EmailMessage) -> str:
    """What a letter says."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage, part: str) -> str:
    """The address in a letter that has these characters in it."""
    [*found] = [word for word in text_of(letter).split() if word.startswith("http") and part in word]
    assert len(set(found)) == 1, f"{part} in {text_of(letter)}"
    return found[0]


@pytest.fixture
def office() -> Iterator[Callable[..., PostOffice]]:
    """``office(security=…)``: a mail server of that kind, open."""
    opened: list[PostOffice] = []

    def open_one(**options: object) -> PostOffice:
        made = PostOffice(**options)  # type: ignore[arg-type]
        made.open()
        opened.append(made)
        return made

    yield open_one
    for each in opened:
        each.shut()


@pytest.fixture
def post(office: Callable[..., PostOffice]) -> PostOffice:
    """A mail server in the clear, as on the machine itself."""
    return office()


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """What a mail server called ``name`` shows, and the file by which one knows it."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=3650))
        .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + private)
    known = folder / "known.pem"
    known.write_bytes(made.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context, known

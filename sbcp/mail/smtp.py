"""Talking to the mail server, so that it is known of each letter what became of it."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from core import email_addresses
from core.errors import N_
from sbcp.settings import Smtp

TIMEOUT = 20.0  # seconds that the server may be silent
ASCII_ONLY = N_("The mail server takes no address with such letters before the @: it does not know SMTPUTF8.")

_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")

Fate = Literal["sent", "later", "never", "unknown"]


class Unreachable(Exception):
    """The mail server cannot be spoken to: it is away, or does not know us. No letter is to blame."""


@dataclass(frozen=True)
class Outcome:
    """What became of a letter. sent: the server has it. later: it said to try again. never: it refused
    for good. unknown: the line broke while it had the whole letter. ``reply``: in its words. ``verdict``:
    why we did not try, a gettext id."""

    fate: Fate
    reply: str = ""
    verdict: str = ""


class Connection:
    """An open connection to the mail server; several letters may go over it."""

    def __init__(self, smtp: Smtp, helo: str) -> None:
        """Raises Unreachable."""
        self._smtp = smtp
        self.broken = False
        try:
            self._server = _connected(smtp, helo)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_error_words(error)) from error

    def send(self, letter: EmailMessage, recipient: str) -> Outcome:
        """Hand over one letter. Raises nothing: what the server does is the outcome."""
        address = email_addresses.to_send(recipient)
        if address is None and not self._server.has_extn("smtputf8"):
            return Outcome("never", verdict=ASCII_ONLY)
        options = ("SMTPUTF8", "BODY=8BITMIME") if address is None else ()  # RFC 6531
        try:
            return self._begin(address or recipient, options) or self._hand_over(letter.as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            self.broken = True
            return Outcome("later", _error_words(error))  # it broke before the end of the letter was said

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()
        self._server.close()

    def _begin(self, recipient: str, options: Sequence[str]) -> Outcome | None:
        """Say who writes to whom; None if the server agrees."""
        code, reply = self._server.mail(self._smtp.sender, options)
        if code != 250:
            self._refused(code, reply)  # no fault of this letter's, and may be put right
            return Outcome("later", f"{code} {_words(reply)}")
        code, reply = self._server.rcpt(recipient)
        return None if code in (250, 251) else self._refused(code, reply)

    def _hand_over(self, letter: bytes) -> Outcome:
        """The letter itself. Until its end is said, the server cannot have it (RFC 5321, 4.1.1.4)."""
        code, reply = self._server.docmd("DATA")
        if code != 354:
            return self._refused(code, reply)
        self._server.send(re.sub(rb"(?m)^\.", b"..", letter))
        if not letter.endswith(b"\r\n"):
            self._server.send(b"\r\n")
        try:
            self._server.send(b".\r\n")
            code, reply = self._server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.broken = True
            return Outcome("unknown", _error_words(error))
        if code == -1:
            self.broken = True
            return Outcome("unknown", _words(reply))
        return Outcome("sent") if code == 250 else self._refused(code, reply)

    def _refused(self, code: int, reply: bytes) -> Outcome:
        """By the first digit: 5 is for good, all else may be tried again."""
        if code in (421, -1):
            self.broken = True
        else:
            with suppress(OSError, smtplib.SMTPException):
                self._server.rset()
        return Outcome("never" if 500 <= code < 600 else "later", f"{code} {_words(reply)}")


def _connected(smtp: Smtp, helo: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if smtp.security == "tls":
        server = smtplib.SMTP_SSL(smtp.host, smtp.port, helo, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, helo, timeout=TIMEOUT)
    try:
        if smtp.security == "starttls":
            server.starttls(context=context)  # raises if the server does not offer it: never in the clear
        server.ehlo_or_helo_if_needed()
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server


def _error_words(error: Exception) -> str:
    """An error in the server's words, else in the system's."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return _words(str(error)) or type(error).__name__


def _words(reply: bytes | str) -> str:
    """Without the addresses that servers like to repeat: this is kept, and goes into the log."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return _ADDRESS.sub("…", text)

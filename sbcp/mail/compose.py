"""From a message in the outbox to a letter: its words from a template, its headers."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, partial
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from core import email_addresses
from core.encryption import unseal
from core.errors import N_
from core.queue.outbox import Message
from sbcp.language import glossary, locales
from sbcp.mail.letters import MAIL
from sbcp.settings import Settings
from sbcp.urls import url

NAME = "SBCP"
REASON = "\n--\n"  # between what a message says and why one gets it
EXAMPLE = N_("an example, nobody reads it")
HIDDEN = "[•••]"  # in place of what is for the recipient alone
# Controls, and what turns the direction of reading: no business of a letter's.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class _Verbatim:
    """A header that is never folded or encoded: mail programs read the address in it as it stands."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        from email._header_value_parser import get_unstructured

        kwds["parse_tree"] = get_unstructured(value)
        kwds["decoded"] = value

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class _Subject(UniqueUnstructuredHeader):
    """A subject that says what it says: the standard library encodes each word by itself, and loses the space
    between two of them (https://github.com/python/cpython/issues/92081). So it is encoded as a whole."""

    def fold(self, *, policy: Any) -> str:
        if policy.utf8 or str(self).isascii():
            return super().fold(policy=policy)  # type: ignore[misc,no-any-return]
        encoded = Header(str(self), "utf-8", header_name="Subject").encode(linesep=policy.linesep)
        return f"Subject: {encoded}{policy.linesep}"


_REGISTRY = HeaderRegistry()
_REGISTRY.map_to_type("subject", _Subject)  # type: ignore[arg-type]
_REGISTRY.map_to_type("list-unsubscribe", _Verbatim)  # type: ignore[arg-type]
POLICY = SMTP.clone(header_factory=_REGISTRY)
UTF8_POLICY = POLICY.clone(utf8=True)  # for addresses that cannot be written in ASCII (RFC 6532)


def email_of(settings: Settings, message: Message, now: datetime) -> EmailMessage:
    """The message as it goes out. Raises CannotUnseal if the secret key was changed since it was left,
    and ValueError for an address that is not exactly one."""
    locale = locales.BY_CODE[message.locale]
    values, unsubscribe = _values(settings, message)
    with locales.speaking(locale):
        subject, text = words_of(settings, message.template, values, unsubscribe)
    sender = settings.smtp.sender if settings.smtp else f"no-reply@{settings.host}"
    recipient = email_addresses.to_send(message.recipient)
    email = EmailMessage(policy=POLICY if recipient else UTF8_POLICY)
    email["From"] = Address(NAME, addr_spec=sender)
    email["To"] = Address(addr_spec=recipient) if recipient else _address_in_utf8(message.recipient)
    reply_to = _reply_to(settings)
    if reply_to:
        email["Reply-To"] = Address(addr_spec=reply_to)
    email["Subject"] = subject
    email["Date"] = format_datetime(now)
    email["Message-ID"] = message_id(settings, message)
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: no program should answer
    if unsubscribe:  # RFC 8058
        email["List-Unsubscribe"] = f"<{unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(text)
    email["Content-Language"] = locale.lang
    return email


def shown_to_all(settings: Settings, message: Message) -> tuple[str, str]:
    """Subject and text for a page that everybody may read: of what was sealed for the recipient alone,
    links and codes, only where a link leads is left. Raises CannotUnseal as ``email_of`` does."""
    with locales.speaking(locales.BY_CODE[message.locale]):
        values, unsubscribe = _values(settings, message, shown=_hidden)
        return words_of(settings, message.template, values, unsubscribe)


def _hidden(secret: str) -> str:
    """A private link without its token, which is the last part of its address; of anything else nothing."""
    start = secret[: secret.rindex("/") + 1] if secret.startswith(("https://", "http://")) else ""
    return start + HIDDEN


def _reply_to(settings: Settings) -> str | None:
    """Where an answer reaches a person, in letters that every mail server takes; None if nowhere."""
    contact = settings.contact
    return email_addresses.to_send(contact.email) if contact is not None and not contact.example else None


def _address_in_utf8(address: str) -> Address:
    """For the header: the parser of the standard library knows no letters but those of ASCII."""
    if not email_addresses.is_one(address):
        raise ValueError("not exactly one address")
    local, _at, domain = address.rpartition("@")
    return Address(username=local, domain=domain)


def message_id(settings: Settings, message: Message) -> str:
    """The same for every try, so that a letter that comes twice is known for one."""
    named = f"{message.key} {message.left_at.isoformat()}"
    return f"<{hashlib.sha256(named.encode()).hexdigest()[:40]}@{settings.host}>"


def words_of(
    settings: Settings, template: str, values: dict[str, Any], unsubscribe: str = ""
) -> tuple[str, str]:
    """Subject and text in the current locale."""
    head, body, reason = _templates(template)
    absolute = partial(_absolute, settings)
    given = {"base_url": settings.base_url, "url": absolute, **_tidied(values)}
    subject = " ".join(head.render(given).split())
    parts = [
        body.render(given).strip(),
        "-- ",
        " ".join(reason.render(given).split()),
    ]
    if unsubscribe:
        parts.append(locales.gettext("Stop these messages:") + f" {unsubscribe}")
    if settings.demo:
        parts.append(
            locales.gettext("This comes from a demonstration: people, comments and acts are examples.")
        )
    if settings.contact is not None:
        parts.append(locales.gettext("Secretariat: %(address)s") % {"address": settings.contact.email})
        parts[-1] += f" ({locales.gettext(EXAMPLE)})" if settings.contact.example else ""
    parts.append(f"{NAME}, {settings.base_url}")
    text = re.sub(r"\n{3,}", "\n\n", parts[0]) + "\n\n" + "\n".join(parts[1:]) + "\n"
    return subject, text


def _values(
    settings: Settings, message: Message, shown: Callable[[str], str] = str
) -> tuple[dict[str, Any], str]:
    """What the template is given, and the address of one-click unsubscription. shown: how what is sealed
    is written."""
    opened = json.loads(unseal(settings.secret_key, message.secret)) if message.secret else {}
    sealed = {name: shown(secret) for name, secret in opened.items()}
    unsubscribe = sealed.pop("unsubscribe", "")
    return {**(message.content or {}), **sealed}, unsubscribe


def _absolute(settings: Settings, name: str, **params: Any) -> str:
    return settings.base_url + url(locales.current().code, name, **params)


def _tidied(value: Any) -> Any:
    """Values without control characters, however deep."""
    if isinstance(value, str):
        return _CONTROLS.sub(" ", value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {name: _tidied(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_tidied(part) for part in value]
    return value


@cache
def _templates(name: str) -> tuple[Template, Template, Template]:
    """The three parts of a template: subject, text, reason."""
    source = (MAIL / f"{name}.txt").read_text("utf-8")
    head, _, rest = source.partition("\n")
    body, cut, reason = rest.partition(REASON)
    if not cut or not reason.strip():
        raise ValueError(f"templates/mail/{name}.txt does not say why one gets it, after a line «--»")
    first, second, third = (_environment().from_string(part) for part in (head, body, reason))
    return first, second, third


@cache
def _environment() -> Environment:
    """Plain text: nothing is escaped, since nothing in it is read as markup."""
    environment = Environment(
        autoescape=False,  # noqa: S701  the text goes into no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        locales.gettext,
        locales.ngettext,
        newstyle=True,
        pgettext=locales.pgettext,
        npgettext=locales.npgettext,
    )
    environment.globals.update(country_name=locales.country_name, number=locales.format_number)
    environment.filters.update(glossary.FILTERS)
    environment.filters.update(date=_date, datetime=_datetime, quoted=quoted, language=locales.in_script)
    return environment


def quoted(text: str) -> str:
    """What somebody wrote, each line marked as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _date(value: str) -> str:
    return locales.format_date(date.fromisoformat(value[:10]))


def _datetime(value: str, zone: str = "UTC") -> str:
    return locales.format_instant(datetime.fromisoformat(value), zone)

"""What the operator decides, from environment variables that begin with ``SBCP_``.

Every secret may be named as a file instead: ``SBCP_SECRET_KEY_FILE`` for ``SBCP_SECRET_KEY``.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

from core import email_addresses
from core.errors import Invalid
from core.files import scanner
from core.files.scanner import Scanner
from core.files.store import S3

DEVELOPMENT_KEY = "development-only-not-secret"
SHORTEST_KEY = 32  # characters
FEWEST_SIGNS = 6  # different ones in a secret
PLACEHOLDERS = (
    "changeme",
    "changethis",
    "replaceme",
    "placeholder",
    "yoursecret",
    "notsecret",
    "secretkeyhere",
)
HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
S3_PLACE = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenID provider that people may sign in through.

    key: its name in addresses. trusts_email: whether an address that it calls verified may stand for
    an invited person. trusts_second_factor: whether its word for a second factor is enough.
    allow_private: whether it may be at a private address or without TLS; for tests and intranets.
    hosts: other hosts than the issuer's that its own addresses may be at, as it publishes them.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    trusts_email: bool = False
    trusts_second_factor: bool = False
    allow_private: bool = False
    hosts: tuple[str, ...] = ()


class Smtp(msgspec.Struct, frozen=True, kw_only=True):
    """The server that takes our mail. ``security``: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whom people write to: the secretariat, or whoever helps in its place.

    name, postal: as they are shown, in one line; may be empty. answer_days: within how many days one gets an
    answer; 0 where nothing is promised. example: nobody reads it.
    """

    email: str
    name: str = ""
    postal: str = ""
    answer_days: int = 0
    example: bool = False

    def link(self, subject: str = "") -> str:
        """The address of a link that begins a mail, about something if a subject is given (RFC 6068)."""
        return f"mailto:{quote(self.email, safe='@+')}" + (f"?subject={quote(subject)}" if subject else "")


EXAMPLE_CONTACT = Contact(
    email="secretariat@example.org",
    name="Example Secretariat",
    postal="1 Example Square, 10000 Exampletown",
    answer_days=5,
    example=True,
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of an instance.

    base_url: scheme and host that people reach the instance at, without a slash at the end.
    hosts: other names that it answers to, as a Host header has them; without a port, on every port.
    contact: whom people write to; a production instance has one.
    demo: invented content, one-click sign-in, and a banner on every page that says so.
    trusted_proxies: addresses or networks whose X-Forwarded-For is believed.
    record_key: the Ed25519 seed that signs heads of the record, 64 hexadecimal digits; empty for a
    file in the data folder.
    record_archive: the mail address that gets every signed head that is mailed; empty for none.
    limit_factor: how many times as generous as usual the limits of ``sbcp/web/limits.py`` are.
    files: where the files lie that people send; None for a folder in the data folder.
    scanner: what looks for viruses in them; None where the operator says that there is none, "unset" where
    nothing is said: then they wait.
    """

    database_url: str
    secret_key: str
    data_dir: Path
    base_url: str
    hosts: tuple[str, ...] = ()
    contact: Contact | None = None
    demo: bool = False
    oidc: tuple[Provider, ...] = ()
    smtp: Smtp | None = None
    trusted_proxies: tuple[str, ...] = ()
    record_key: str = ""
    record_archive: str = ""
    limit_factor: int = 1
    files: Path | S3 | None = None
    scanner: Scanner | Literal["unset"] | None = "unset"

    @property
    def files_place(self) -> Path | S3:
        return self.files or self.data_dir / "files"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name of the instance in mail and passkeys."""
        return urlsplit(self.base_url).hostname or "localhost"


class UnsafeSettings(Exception):
    """The instance refuses to start; the text says what to set."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings. A production instance must name its own secret key, an https address
    and whom people write to; a demonstration (``SBCP_DEMO=1``) has safe defaults on this machine."""
    demo = _yes(environ, "SBCP_DEMO")
    data_dir = Path(environ.get("SBCP_DATA_DIR", "var")).resolve()
    settings = Settings(
        database_url=_secret(environ, "SBCP_DATABASE_URL") or f"sqlite:///{data_dir / 'sbcp.sqlite'}",
        secret_key=_secret(environ, "SBCP_SECRET_KEY") or (DEVELOPMENT_KEY if demo else ""),
        data_dir=data_dir,
        base_url=environ.get("SBCP_BASE_URL", "http://localhost:8000" if demo else "").rstrip("/"),
        hosts=_hosts(environ),
        contact=_contact(environ) or (EXAMPLE_CONTACT if demo else None),
        demo=demo,
        oidc=_providers(environ),
        smtp=_smtp(environ),
        trusted_proxies=_listed(environ, "SBCP_TRUSTED_PROXIES"),
        record_key=_secret(environ, "SBCP_RECORD_KEY"),
        record_archive=_address(environ, "SBCP_RECORD_ARCHIVE"),
        limit_factor=_limit_factor(environ),
        files=_files(environ),
        scanner=_scanner(environ, demo=demo),
    )
    _refuse_unclear_proxies(settings)
    if not demo:
        _refuse_unsafe(settings)
    return settings


def _contact(environ: Mapping[str, str]) -> Contact | None:
    """``SBCP_CONTACT`` is enough; the rest is shown where it is set."""
    email, days = _address(environ, "SBCP_CONTACT"), environ.get("SBCP_CONTACT_ANSWER_DAYS", "")
    name, postal = environ.get("SBCP_CONTACT_NAME", ""), environ.get("SBCP_CONTACT_POSTAL", "")
    if not (days or "0").isdecimal() or not days.isascii():
        raise UnsafeSettings("SBCP_CONTACT_ANSWER_DAYS is a whole number of days.")
    if email:
        name, postal = " ".join(name.split()), " ".join(postal.split())
        return Contact(email=email, name=name, postal=postal, answer_days=int(days or 0))
    if name or postal or days:
        raise UnsafeSettings("Set SBCP_CONTACT as well: the rest of the contact stands beside its address.")
    return None


def _providers(environ: Mapping[str, str]) -> tuple[Provider, ...]:
    """``SBCP_OIDC_PROVIDERS`` names them; ``SBCP_OIDC_<NAME>_ISSUER`` and so on say the rest."""
    return tuple(_provider(environ, key) for key in _listed(environ, "SBCP_OIDC_PROVIDERS"))


def _provider(environ: Mapping[str, str], key: str) -> Provider:
    start = f"SBCP_OIDC_{key.upper()}_"
    issuer, client = environ.get(start + "ISSUER", ""), environ.get(start + "CLIENT_ID", "")
    if not key.isalnum() or not issuer or not client:
        raise UnsafeSettings(f"Set {start}ISSUER and {start}CLIENT_ID; names are letters and digits.")
    return Provider(
        key=key.lower(),
        name=environ.get(start + "NAME", key),
        issuer=issuer,
        client_id=client,
        client_secret=_secret(environ, start + "CLIENT_SECRET"),
        trusts_email=_yes(environ, start + "TRUSTS_EMAIL"),
        trusts_second_factor=_yes(environ, start + "TRUSTS_SECOND_FACTOR"),
        allow_private=_yes(environ, start + "ALLOW_PRIVATE"),
        hosts=_listed(environ, start + "HOSTS"),
    )


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    host = environ.get("SBCP_SMTP_HOST", "")
    if not host:
        return None
    security = environ.get("SBCP_SMTP_SECURITY", "starttls")
    port, sender = environ.get("SBCP_SMTP_PORT", ""), environ.get("SBCP_SMTP_SENDER", "")
    if security not in PORTS or not (port or "1").isdecimal() or "@" not in sender:
        raise UnsafeSettings(
            "Set SBCP_SMTP_SENDER to an address; SBCP_SMTP_SECURITY is starttls, tls or none, "
            "SBCP_SMTP_PORT a number."
        )
    return Smtp(
        host=host,
        port=int(port) if port else PORTS[security],
        security=security,
        user=environ.get("SBCP_SMTP_USER", ""),
        password=_secret(environ, "SBCP_SMTP_PASSWORD"),
        sender=sender,
    )


def _secret(environ: Mapping[str, str], name: str) -> str:
    """A secret from its variable, or from the file that the variable with ``_FILE`` names."""
    file = environ.get(f"{name}_FILE")
    if file is None:
        return environ.get(name, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except OSError as error:
        raise UnsafeSettings(f"{name}_FILE cannot be read: {error.strerror}.") from error


def _listed(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())


def _yes(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "") in ("1", "true", "yes")


def _address(environ: Mapping[str, str], name: str) -> str:
    """One mail address; empty where none is set."""
    address = environ.get(name, "").strip()
    if not address:
        return ""
    try:
        return email_addresses.checked(address)
    except Invalid as error:
        raise UnsafeSettings(f"{name} is one mail address, like name@example.org.") from error


def _hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    hosts = _listed(environ, "SBCP_HOSTS")
    for host in hosts:
        if not HOST.fullmatch(host):
            raise UnsafeSettings(
                f"SBCP_HOSTS: {host} is no host, like policy.example.org, [::1] or 10.0.0.5:8000."
            )
    return hosts


def _limit_factor(environ: Mapping[str, str]) -> int:
    text = environ.get("SBCP_LIMIT_FACTOR", "1")
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise UnsafeSettings("SBCP_LIMIT_FACTOR is a whole number, 1 or more.")
    return int(text)


def _files(environ: Mapping[str, str]) -> Path | S3 | None:
    """``SBCP_FILES``: a folder, or a place of S3 whose server and key ``SBCP_FILES_…`` name."""
    place = environ.get("SBCP_FILES", "").strip()
    if not place.startswith("s3://"):
        if "://" in place:
            raise UnsafeSettings("SBCP_FILES is a folder, or a place of S3 like s3://bucket/folder.")
        return Path(place).resolve() if place else None
    if not S3_PLACE.fullmatch(place):
        raise UnsafeSettings("SBCP_FILES: a place of S3 is written s3://bucket or s3://bucket/folder.")
    endpoint = environ.get("SBCP_FILES_ENDPOINT", "").rstrip("/")
    try:
        parts = urlsplit(endpoint)
        is_open = parts.scheme == "http" and parts.hostname not in THIS_MACHINE
    except ValueError:
        raise UnsafeSettings("SBCP_FILES_ENDPOINT is an address, like https://s3.example.org.") from None
    if is_open or (endpoint and (parts.scheme not in ("http", "https") or not parts.hostname)):
        raise UnsafeSettings("SBCP_FILES_ENDPOINT is an https address: files and keys must not travel open.")
    key_id, secret = environ.get("SBCP_FILES_KEY_ID", ""), _secret(environ, "SBCP_FILES_SECRET")
    if not key_id or not secret:
        raise UnsafeSettings("Set SBCP_FILES_KEY_ID and SBCP_FILES_SECRET: files are sent to S3 with a key.")
    region = environ.get("SBCP_FILES_REGION", "") or "us-east-1"
    return S3(place, endpoint, region, key_id, secret)


def _scanner(environ: Mapping[str, str], *, demo: bool) -> Scanner | Literal["unset"] | None:
    """``SBCP_SCANNER``: the address of a scanner, or that there is none."""
    address = environ.get("SBCP_SCANNER", "").strip()
    if not address:
        return None if demo else "unset"
    there = scanner.at(address)
    if there is None and address != "none":
        raise UnsafeSettings("SBCP_SCANNER is tcp://host:port or unix:/path of a clamd, or none.")
    return there


def _refuse_unclear_proxies(settings: Settings) -> None:
    """What is believed about where requests come from must be exactly what was meant."""
    for proxy in settings.trusted_proxies:
        try:
            network = None if proxy == "unix" else ip_network(proxy)
        except ValueError:
            raise UnsafeSettings(
                f"SBCP_TRUSTED_PROXIES: {proxy} is no address or network (10.0.0.0/8), nor «unix»."
            ) from None
        if network is not None and network.prefixlen == 0:
            raise UnsafeSettings("SBCP_TRUSTED_PROXIES must not name everybody.")


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < SHORTEST_KEY or is_placeholder(settings.secret_key):
        raise UnsafeSettings("Set SBCP_SECRET_KEY to at least 32 random characters.")
    if not settings.secure or not settings.base_url.removeprefix("https://").strip("/"):
        raise UnsafeSettings("Set SBCP_BASE_URL to the https address of this instance.")
    if urlsplit(settings.base_url)[2:] != ("", "", ""):
        raise UnsafeSettings("SBCP_BASE_URL is a scheme and a host, without a path.")
    if settings.contact is None:
        raise UnsafeSettings(
            "Set SBCP_CONTACT to the mail address at which people find help, the secretariat's."
        )
    _refuse_unsafe_others(settings)


def _refuse_unsafe_others(settings: Settings) -> None:
    for provider in settings.oidc:
        if not provider.issuer.startswith("https://") and not provider.allow_private:
            raise UnsafeSettings(f"The issuer of {provider.key} must have an https address.")
        if provider.client_secret and is_placeholder(provider.client_secret):
            raise UnsafeSettings(f"Set the client secret of {provider.key}: it is an example.")
    smtp = settings.smtp
    if smtp is not None and smtp.password:
        if is_placeholder(smtp.password):
            raise UnsafeSettings("Set SBCP_SMTP_PASSWORD: it is an example.")
        if smtp.security == "none" and smtp.host not in THIS_MACHINE:
            raise UnsafeSettings(
                "A password must not travel open: set SBCP_SMTP_SECURITY to starttls or tls."
            )


def is_placeholder(secret: str) -> bool:
    """Whether a secret is one that was meant to be replaced: from an example, or too plain to be one."""
    plain = "".join(sign for sign in secret.casefold() if sign.isalnum())
    return len(set(secret)) < FEWEST_SIGNS or any(word in plain for word in PLACEHOLDERS)

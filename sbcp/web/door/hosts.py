"""By which names an instance is asked for: its own, and no other.

What an address says as Host anybody can choose. An instance answers to the host of ``SBCP_BASE_URL`` and to
those of ``SBCP_HOSTS``; a demonstration also to the names of this machine, on whichever port it was put. Any
other is answered 421 (RFC 9110, 15.5.20), so that no page of another name can speak for this one, nor be kept
on the way as one of ours.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import Scope

from sbcp.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "[::1]")
# Probes ask a process by its address, whatever it is called; they learn that it lives, and nothing else.
PROBES = frozenset(("/healthz", "/readyz"))
DEFAULT_PORTS = {"https": "443", "http": "80"}


class Hosts:
    """The names of one instance, as a Host header has them.

    Names are compared as bytes. The usual one costs one look into a set; a name that may come with any port
    is looked up once more without it.
    """

    def __init__(self, settings: Settings) -> None:
        base = urlsplit(settings.base_url)
        port = DEFAULT_PORTS.get(base.scheme, "")
        own = {base.netloc, base.netloc.removesuffix(f":{port}")}
        own |= {f"{name}:{port}" for name in own if not _has_port(name)}
        others = {*settings.hosts, *(LOCAL if settings.demo else ())}
        self._exact = _bytes({*own, *others})
        self._on_any_port = _bytes(name for name in others if not _has_port(name))

    def known(self, host: bytes) -> bool:
        """Whether a Host header, as it came, names this instance. Capitals do not count."""
        if host in self._exact:
            return True
        host = host.lower()
        return host in self._exact or _without_port(host) in self._on_any_port

    def answers(self, scope: Scope) -> bool:
        """Whether an HTTP request is for this instance: it names one host, a known one, or is a probe."""
        return self.known(host_of(scope)) or scope["path"] in PROBES


def host_of(scope: Scope) -> bytes:
    """The Host header of a request, as it came; empty if there is none, or more than one (RFC 9112, 3.2)."""
    names = [value for name, value in scope["headers"] if name == b"host"]
    return names[0] if len(names) == 1 else b""


def _without_port(host: bytes) -> bytes:
    name, colon, port = host.rpartition(b":")
    return name if colon and (port.isdigit() or not port) else host


def _has_port(name: str) -> bool:
    return _without_port(name.encode()) != name.encode()


def _bytes(names: Iterable[str]) -> frozenset[bytes]:
    return frozenset(name.lower().encode() for name in names if name)

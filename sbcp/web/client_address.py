"""Addresses that come with a request: where it comes from, and where it wants to go next."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote, urlsplit

from starlette.requests import Request

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SOCKET = "unix"  # in the list of proxies: whoever is at the other end of our Unix socket
MOST_HOPS = 20
LONGEST_NEXT = 2000  # characters


def client_address(request: Request) -> str:
    """The address that a request comes from, empty if it cannot be told.

    X-Forwarded-For is believed only from a configured proxy, and only as far as each hop is one: it is
    the last address in it that is no proxy of ours. Whatever stands before that anybody can have
    written (ASVS 4.1.3). The header Forwarded is not read: a proxy that sets the one passes the other
    on as it came.
    """
    proxies: tuple[str, ...] = request.app.state.settings.trusted_proxies
    peer = request.client.host if request.client else ""
    if not proxies:
        return _written(peer)
    return nearest_stranger(peer, request.headers.getlist("x-forwarded-for"), proxies)


def nearest_stranger(peer: str, forwarded: Sequence[str], proxies: tuple[str, ...]) -> str:
    """The nearest address on the way here that is none of ``proxies`` (addresses, networks, «unix»)."""
    networks = _networks(proxies)
    ours = _trusted(_read(peer), networks) if peer else SOCKET in proxies
    nearest = _written(peer)
    hops = [hop for line in forwarded for hop in line.split(",")]
    for hop in reversed(hops[-MOST_HOPS:]):
        address = _read(hop)
        if not ours or address is None:
            break
        nearest, ours = str(address), _trusted(address, networks)
    return nearest


def limit_key(address: str) -> str:
    """What an address counts as: one subscriber of IPv6 has at least a /64 to choose from."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(IPv6Network((read, 64), strict=False))
    return str(read or address)


def local_path(text: str | None) -> str | None:
    """A path on this instance to go on to, as it was given; None for anything that could lead away.

    Browsers read a backslash as a slash, take out tabs and line breaks, and take two slashes for
    another host (ASVS 3.7.2): what holds any of these, encoded or not, is refused.
    """
    if not text or len(text) > LONGEST_NEXT or not text.startswith("/"):
        return None
    plain = unquote(unquote(text))
    if plain.startswith("//") or "\\" in plain or any(ord(sign) < 33 or ord(sign) == 127 for sign in text):
        return None
    if any(ord(sign) < 32 for sign in plain) or not text.isascii():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text


def _read(text: str) -> Address | None:
    """An address out of a hop, with or without brackets and port."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _written(peer: str) -> str:
    address = _read(peer)
    return str(address) if address else peer


def _trusted(address: Address | None, networks: tuple[Network, ...]) -> bool:
    return address is not None and any(address in network for network in networks)


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies if proxy != SOCKET)

"""Requests that leave: only to the servers named, only to addresses that were looked at first.

A server that is asked to fetch an address can be made to fetch what only it can reach: other services of
its own machine or network, or the secrets of a cloud (SSRF; ASVS 1.3.6, 13.2.4, 15.3.2). So every request
goes through ``Guarded``: the host must be on the list, its addresses are looked up once, all of them must
be public, and the connection is made to the very address that was looked at, so that a name which
answers differently the next time (DNS rebinding) changes nothing. The certificate is checked against
the name all the same. No redirect is followed, no proxy of the environment is used, an answer has a
largest size, and the whole exchange has a time limit.
"""

import socket
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from ssl import SSLContext

import anyio
import httpx2

Resolve = Callable[[str, int], Awaitable[Iterable[str]]]  # the addresses of a host, as text
Address = IPv4Address | IPv6Address

TIME_LIMIT = 8.0  # seconds for one request, from looking up the name to the last byte
LARGEST_ANSWER = 256 * 1024  # bytes; a discovery document or a set of keys has a few thousand
MOST_ADDRESSES = 3  # of a host, tried one after the other
PORTS = {"https": 443, "http": 80}

# What the standard library does not call private in every version that we run on (IANA's registries
# of special-purpose addresses).
SPECIAL = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fec0::/10",
    )
)
NAT64 = IPv6Network("64:ff9b::/96")


class Blocked(Exception):
    """A request that may not leave, or an answer that may not come in; the text says why."""


class Guarded(httpx2.AsyncBaseTransport):
    """A transport for ``httpx2.AsyncClient`` that keeps the rules above.

    hosts: where it may go, each ``name`` (port 443, with allow_private also 80) or ``name:port``.
    allow_private: also to addresses of this machine and of private networks, and without TLS; never to
    link-local ones, where clouds keep their secrets. resolve: how names are looked up. trust: the
    certificates believed, by default those that httpx2 brings. time_limit: seconds. largest_answer: bytes.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        allow_private: bool = False,
        resolve: Resolve | None = None,
        trust: SSLContext | None = None,
        time_limit: float = TIME_LIMIT,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._allow_private = allow_private
        self._resolve = resolve or look_up
        self._time_limit, self._largest_answer = time_limit, largest_answer
        # A connection is used once: it was made to an address for one name, and serves no other.
        once = httpx2.Limits(max_keepalive_connections=0)
        trust = trust or _usual_trust()
        self._inner = httpx2.AsyncHTTPTransport(verify=trust, trust_env=False, limits=once)

    def refuse(self, url: httpx2.URL) -> None:
        """Raises Blocked if a request to this address may not leave, as far as its text tells."""
        if url.scheme != "https" and not (url.scheme == "http" and self._allow_private):
            raise Blocked("the address is not https")
        if url.userinfo:
            raise Blocked("the address holds a password")
        host, port = url.host.casefold(), port_of(url)
        named = f"{host}:{port}" in self._hosts
        if not named and not (host in self._hosts and port == PORTS[url.scheme]):
            raise Blocked(f"the host {host}:{port} is not on the list")

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The whole answer, read. Raises Blocked, httpx2.TransportError, and TimeoutError."""
        self.refuse(request.url)
        request.headers["Accept-Encoding"] = "identity"  # what is packed may be large once unpacked
        request.headers["Connection"] = "close"
        with anyio.fail_after(self._time_limit):
            answer = await self._send(request, await self._addresses(request.url))
            try:
                return await self._read(request, answer)
            finally:
                await answer.aclose()

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, url: httpx2.URL) -> list[Address]:
        addresses = [ip_address(text) for text in await self._resolve(url.host, port_of(url))]
        if not addresses:
            raise Blocked(f"the host {url.host} has no address")
        for address in addresses:
            if not permitted(address, allow_private=self._allow_private):
                raise Blocked(f"the host {url.host} is at {address}")
        return addresses[:MOST_ADDRESSES]

    async def _send(self, request: httpx2.Request, addresses: list[Address]) -> httpx2.Response:
        """To the first of the addresses that takes the connection. TLS is for the name."""
        extensions = {**request.extensions, "sni_hostname": request.url.host}
        for position, address in enumerate(addresses, start=1):
            bound = httpx2.Request(
                request.method,
                request.url.copy_with(host=str(address)),
                headers=request.headers,  # with the Host of the name
                stream=request.stream,
                extensions=extensions,
            )
            try:
                return await self._inner.handle_async_request(bound)
            except httpx2.ConnectError:
                if position == len(addresses):
                    raise
        raise AssertionError("there is an address, and it answers or fails")

    async def _read(self, request: httpx2.Request, answer: httpx2.Response) -> httpx2.Response:
        if answer.is_redirect or 300 <= answer.status_code < 400:
            raise Blocked("the answer leads elsewhere")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Blocked("the answer is packed")
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > self._largest_answer:
                raise Blocked(f"the answer is longer than {self._largest_answer} bytes")
        headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in HOP_BY_HOP]
        return httpx2.Response(answer.status_code, headers=headers, content=bytes(body), request=request)


HOP_BY_HOP = (b"transfer-encoding", b"content-length", b"connection")


def permitted(address: Address, *, allow_private: bool = False) -> bool:
    """Whether a request may go to this address."""
    plain = _plain(address)
    if plain.is_unspecified or plain.is_multicast or plain.is_link_local:
        return False
    if allow_private and (plain.is_loopback or plain.is_private):
        return True
    special = plain.is_private or plain.is_reserved or any(plain in network for network in SPECIAL)
    return plain.is_global and not special


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them, without repetitions. Raises httpx2.ConnectError."""
    try:
        addresses = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx2.ConnectError(f"the host {host} is not known") from error
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in addresses))


@cache
def _usual_trust() -> SSLContext:
    """Read once: the list of authorities is long."""
    return httpx2.create_ssl_context(trust_env=False)


def port_of(url: httpx2.URL) -> int:
    return url.port or PORTS.get(url.scheme, 0)


def _plain(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for, if it stands for one: mapped, by NAT64, or by 6to4."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address

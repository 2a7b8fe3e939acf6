"""Whatever is sent to a form, the answer is an answer: never a fault of ours.

All of it is sent on SQLite. Most of it never comes to the database, so that on PostgreSQL a tenth is sent,
the same at each run.
"""

import itertools
import random
from typing import TypeVar
from urllib.parse import urlencode

import pytest

from sbcp.routes import routes
from sbcp.web.endpoint import PageRoute
from tests.support.markup import Page
from tests.support.pages import Client
from tests.web.security.asking import address, forms, make_world

T = TypeVar("T")
Body = bytes | list[tuple[str, str]]  # as it is sent, or its fields
FORM = "application/x-www-form-urlencoded"
# The names that forms of ours use, read from the source of the views.
NAMES = (
    "body text markdown reason label title kind key token comment pid quote language country name email "
    "person organisation role starts_on ends_on basis day month year time number do step stage seq at "
    "base order after pieces file code next password confirm id version decision status proposed_text "
    "justification publish_name mandate participant substitute zone closes opens instrument kept_form locale"
).split()
WRONG = [
    "",
    " ",
    "0",
    "-1",
    "1e9999",
    "9" * 400,
    "99999999999",
    "2147483648",
    "²",
    "٣",
    "1.5",
    "NaN",
    "null",
    "true",
    "[]",
    '{"a": 1}',
    "x" * 10_001,
    "\u202e\u200b\u2066txt",
    "a\u0301" * 300,
    "=1+1",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "9999-99-99",
    "2027-02-30",
    "25:61",
    "Mars/Olympus",
    "xx-XX",
]
RAW = [
    b"",
    b"=",
    b"&&&==&=",
    b"%",
    b"%zz=%f",
    b"%ff=%fe%ff",
    b"body=%ed%a0%80",
    b"body=%00&text=%00&name=%00&pid=%00",
    b"body[]=1&body[0][x]=2&pid[]=1",
    b"\xff\xfe\x00=\x00\xd8",
    "body=č&reason=ž".encode("utf-16"),
    b"a=1;b=2;c",
    b"&".join(b"f%d=1" % n for n in range(2100)),
]
PARTS: list[tuple[str, Body]] = [
    ("multipart/form-data", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\x00"\r\n\r\n\x00\r\n--x--\r\n',
    ),
    (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"; filename="a.md"\r\n\r\n# A\r\n'
            % name.encode()
            for name in NAMES[:4]
        )
        + b"--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n1\r\n' * 7 + b"--x--\r\n",
    ),
    ("application/json", b'{"body": ["x"], "pid": {"a": 1}}'),
    ("text/plain; charset=nonsense", b"body=x"),
    (f"{FORM}; charset=utf-7", b"body=+ADw-script+AD4-"),
    ("", b"body=x"),
    ("x" * 500, b"body=x"),
]


def bodies(seed: str, how_many: int) -> list[tuple[str, bytes]]:
    """Content types and bodies, others for each seed and the same for the same: of all that is raw, of
    every field wrong in one way, and of some fields each wrong in its own."""
    choose = random.Random(seed)
    found: list[tuple[str, Body]] = [(FORM, raw) for raw in RAW] + PARTS
    for wrong in WRONG:
        found.append((FORM, [(name, wrong) for name in [*NAMES, choose.choice(NAMES)]]))
    for _ in range(10):
        some = choose.choices(NAMES, k=choose.randint(1, 12))
        found.append((FORM, [(name, choose.choice(WRONG)) for name in some]))
    return [(kind, encoded(body)) for kind, body in choose.sample(found, how_many)]


def encoded(body: Body) -> bytes:
    """What is chosen is encoded, and nothing else."""
    if isinstance(body, bytes):
        return body
    return urlencode(body, errors="surrogatepass").encode()


@pytest.fixture
def answered(client: Client) -> Client:
    """An instance whose failures are answered, as a server would, and which asks nobody to wait."""
    client.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    return client


def share(requests: list[T], client: Client, seed: str) -> list[T]:
    """What of these is sent to this instance: on PostgreSQL a tenth of them, in their order."""
    if client.database.engine.dialect.name == "sqlite":
        return requests
    chosen = random.Random(f"a tenth for {seed}").sample(range(len(requests)), -(-len(requests) // 10))
    return [requests[place] for place in sorted(chosen)]


def fails(client: Client, route: PageRoute, kind: str, body: bytes) -> str:
    """What is wrong with the answer to a body; empty if nothing is."""
    headers = {"content-type": kind} if kind else {}
    answer = client.http.post(address(route), content=body, headers=headers)
    if answer.status_code >= 500 or answer.status_code < 300:
        shown = Page("", answer.status_code, {}, answer.text) if answer.text.startswith("<!") else None
        said = shown.heading if shown else answer.text[:80]
        if answer.status_code >= 500 or shown is None:
            return f"{route.name} {kind[:40]} {body[:80]!r}: {answer.status_code} {said}"
    return ""


# What each tries at every form; over all forms that is all there is.
HOW_MANY = {"": 3, "secretariat": 4, "working_group": 1, "government": 1, "observer": 1, "admin": 1}


@pytest.mark.long
@pytest.mark.parametrize("role", HOW_MANY)
def test_S37_no_form_ever_fails_whatever_it_is_sent(answered: Client, role: str) -> None:
    """Every route that takes a form, as nobody and as each role: duplicates, arrays, odd encodings, wrong
    types, huge numbers, NUL, lone surrogates, files where there are none, and nothing at all."""
    people, wrong = make_world(answered), []
    requests = [
        (route, kind, body)
        for route in forms()
        for kind, body in bodies(f"{route.name} {role}", HOW_MANY[role])
    ]
    for route, kind, body in share(requests, answered, role):
        if role and not answered.http.cookies:
            answered.sign_in(people[role])
        wrong.append(fails(answered, route, kind, body))
    assert [said for said in wrong if said] == []


ASKED = "page as_of mode pid comment kind after at next do".split()
ANSWERED = ["", "-1", "9" * 40, "%ff", "%ed%a0%80", "x&x", "1&1=2", "2027-99-99", "²", "%00"]
QUERIES = [f"?{name}={value}" for name, value in itertools.product(ASKED, ANSWERED)]
QUERIES += ["?&&==", "?%", "?[]=1", "?a[b]=c", "?=", "?" * 50]


@pytest.mark.long
def test_S37_no_page_fails_whatever_its_address_asks(answered: Client) -> None:
    answered.sign_in(make_world(answered)["secretariat"])
    wrong = []
    pages = [route for route in routes() if isinstance(route, PageRoute) and route.actions.get("GET")]
    assert len(pages) > len(QUERIES), "each is asked of some page"
    mixed = random.Random(4).sample(QUERIES, len(QUERIES))
    requests = [address(route) + query for route, query in zip(pages, itertools.cycle(mixed), strict=False)]
    for path in share(requests, answered, "addresses"):
        answer = answered.http.get(path)
        if answer.status_code >= 500:
            wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []

"""Where a request comes from, and where it may be sent on to."""

from pathlib import Path

import pytest

from sbcp.settings import UnsafeSettings, from_environment
from sbcp.web import limits
from sbcp.web.client_address import limit_key, local_path, nearest_stranger
from tests.support.pages import Client
from tests.web.security.asking import few

PROXIES = ("10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # no proxy of ours: nobody's word counts
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),  # what stands before may be forged
        ("10.0.0.1", ["1.2.3.4", "203.0.113.9"], "203.0.113.9"),  # in two headers, likewise
        ("10.0.0.1", ["1.2.3.4, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", ["10.9.9.9"], "10.9.9.9"),
        ("10.0.0.1", ["127.0.0.1, 203.0.113.9:5555"], "203.0.113.9"),
        ("10.0.0.1", ["[2001:db8::1]:5555"], "2001:db8::1"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["", " , "], "10.0.0.1"),
        ("fd00::1", ["2001:db8::2"], "2001:db8::2"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("", ["203.0.113.9"], ""),
        ("testclient", ["203.0.113.9"], "testclient"),
    ],
)
def test_S36_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(
    peer: str, forwarded: list[str], expected: str
) -> None:
    assert nearest_stranger(peer, forwarded, PROXIES) == expected


def test_S36_a_proxy_behind_a_unix_socket_has_no_address_and_can_be_named() -> None:
    assert nearest_stranger("", ["203.0.113.9"], ("unix",)) == "203.0.113.9"


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip"])
def test_S36_a_forged_header_gets_nobody_round_a_limit(
    client: Client, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, "respond_send", limits.by_address, 3)
    statuses = []
    for number in range(4):
        forged = {header: f"for=203.0.113.{number}" if header == "forwarded" else f"203.0.113.{number}"}
        sent = client.http.post("/en/consultations/1/respond/send", headers=forged)
        statuses.append(sent.status_code)
    assert [status == 429 for status in statuses] == [False, False, False, True]


@pytest.mark.parametrize("proxies", ["10.0.0.1/8", "localhost", "0.0.0.0/0", "::/0", "10.0.0.0/33", "*"])
def test_S36_whom_to_believe_must_be_said_exactly(proxies: str, tmp_path: Path) -> None:
    environ = {
        "SBCP_DEMO": "1",
        "SBCP_DATA_DIR": str(tmp_path),
        "SBCP_TRUSTED_PROXIES": f"10.0.0.1,{proxies}",
    }
    with pytest.raises(UnsafeSettings, match="SBCP_TRUSTED_PROXIES"):
        from_environment({**environ, "SBCP_TRUSTED_PROXIES": f"10.0.0.1,{proxies}"})


def test_S35_one_subscriber_of_the_new_protocol_is_one() -> None:
    assert limit_key("2001:db8:1:2:3:4:5:6") == limit_key("2001:db8:1:2::1") != limit_key("2001:db8:1:3::1")
    assert limit_key("203.0.113.9") != limit_key("203.0.113.10")


LOCAL = ["/", "/en/", "/en/documents/policy?mode=list&a=1", "/en/documents/policy/compare/1...2?x=%C4%8D"]
AWAY = [
    "",
    "en/",
    "https://evil.example/",
    "http:evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "/%2Fevil.example",
    "%2F%2Fevil.example",
    "/%252Fevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/en/%0d%0aLocation:%20https://evil.example",
    "/en/\r\nSet-Cookie: a=b",
    " /en/",
    "/ /evil.example",
    "javascript:alert(1)",
    "/en/é",
    "/" + "x" * 3000,
    "/en/\x00",
    "//[",
    "/\u2028/evil.example",
]


@pytest.mark.parametrize("text", LOCAL)
def test_S27_a_path_of_ours_may_be_gone_on_to(text: str) -> None:
    assert local_path(text) == text


@pytest.mark.parametrize("text", AWAY)
def test_S27_nothing_that_could_lead_away_may(text: str) -> None:
    assert local_path(text) is None


def test_S27_no_address_at_all_leads_nowhere() -> None:
    assert local_path(None) is None

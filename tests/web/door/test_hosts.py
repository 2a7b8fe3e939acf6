"""An instance answers to its own names, and what it answers takes nothing from the name it was asked by."""

from pathlib import Path
from typing import Any

import pytest

from sbcp.settings import Settings
from sbcp.web.door.hosts import Hosts
from tests.support.markup import Page, faults
from tests.support.pages import Client


def hosts(base_url: str = "https://policy.example.org", **others: Any) -> Hosts:
    return Hosts(Settings(database_url="", secret_key="", data_dir=Path(), base_url=base_url, **others))


@pytest.mark.parametrize("host", [b"policy.example.org", b"policy.example.org:443", b"Policy.Example.ORG"])
def test_S06_an_instance_answers_to_its_own_name(host: bytes) -> None:
    assert hosts().known(host)
    assert hosts("https://policy.example.org:443").known(host)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"evil.example",
        b"localhost",
        b"policy.example.org:80",
        b"policy.example.org.evil.example",
        b"evil.example:443",
        b"policy.example.org:443@evil.example",
        b"xpolicy.example.org",
        b"policy.example.org\xff",
        b"policy.example.org:443:443",
    ],
)
def test_S06_and_to_no_other(host: bytes) -> None:
    assert not hosts().known(host)


def test_S06_a_port_in_its_address_is_part_of_its_name() -> None:
    own = hosts("https://policy.example.org:8443")
    assert own.known(b"policy.example.org:8443")
    assert not own.known(b"policy.example.org")


def test_S06_an_operator_may_name_others() -> None:
    others = hosts(hosts=("10.0.0.5", "Inside.example:8000"))
    for host in (b"10.0.0.5", b"10.0.0.5:9000", b"inside.example:8000"):
        assert others.known(host)
    assert not others.known(b"inside.example")


def test_S06_a_demonstration_answers_to_the_names_of_this_machine_and_those_it_was_started_for() -> None:
    demonstration = hosts("http://localhost:8000", demo=True, hosts=("box.example",))
    for host in (
        b"localhost:8000",
        b"localhost",
        b"127.0.0.1:8123",
        b"[::1]:8000",
        b"[::1]",
        b"box.example:1",
    ):
        assert demonstration.known(host)
    for host in (b"rebound.example:8000", b"127.0.0.1.evil.example", b"::1", b"[::1", b"0.0.0.0:8000"):
        assert not demonstration.known(host)


@pytest.mark.parametrize("path", ["/sr-Cyrl/", "/", "/api/v1/documents", "/static/0/styles/site.css"])
def test_S06_an_unknown_host_is_answered_421(client: Client, path: str) -> None:
    response = client.http.get(path, headers={"host": "evil.example"})
    assert response.status_code == 421
    assert "evil.example" not in response.text
    if path == "/sr-Cyrl/":
        shown = Page(path, 421, dict(response.headers), response.text)
        assert (shown.root.get("lang"), faults(shown)) == ("sr-Cyrl", [])


def test_S06_a_page_that_is_kept_is_not_answered_to_an_unknown_host_either(client: Client) -> None:
    for _ in range(2):
        assert client.http.get("/en/about").status_code == 200
    assert client.http.get("/en/about", headers={"host": "evil.example"}).status_code == 421


def test_S06_probes_ask_by_address(client: Client) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.http.get(path, headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_S06_two_hosts_are_none(client: Client) -> None:
    headers = [("host", "localhost"), ("host", "evil.example")]
    assert client.http.get("/en/", headers=headers).status_code == 421


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/en", "/en/"),
        ("/en/about/?a=1&b=%2F", "/en/about?a=1&b=%2F"),
        ("/en/adoption/%D0%90%5C%22/", "/en/adoption/%D0%90%5C%22"),
    ],
)
def test_S27_an_address_with_another_slash_leads_on_without_naming_a_host(
    client: Client, path: str, location: str
) -> None:
    response = client.http.get(path, headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil"})
    assert (response.status_code, response.headers["location"]) == (307, location)


@pytest.mark.parametrize("path", ["//", "//evil.example/", "//evil.example", "/nothing/at/all/", "//en"])
def test_S27_and_to_no_other_host(client: Client, path: str) -> None:
    response = client.http.send(client.http.build_request("GET", f"http://localhost{path}"))
    assert (response.status_code, response.headers.get("location")) == (404, None)

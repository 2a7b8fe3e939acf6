"""Bodies and addresses that are too large, unreadable, or name what is not ours to hand out."""

from collections.abc import Iterator
from typing import Any

import pytest

from sbcp.web.endpoint import MAX_BODY
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.asking import rows


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "9" * 5000])
def test_F17_a_body_announced_as_too_large_is_refused_unread(client: Client, length: str) -> None:
    page = too_large(client, b"x", {"content-length": length})
    assert page.heading == "This is too large"


def test_F17_a_body_that_turns_out_too_large_is_refused(client: Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 2**20 + 1):
            yield b"x" * 2**20

    page = too_large(client, endless(), {"content-type": "application/x-www-form-urlencoded"})
    assert page.heading == "This is too large"


def too_large(client: Client, content: Any, headers: dict[str, str]) -> Page:
    before = rows(client.database)
    response = client.http.post("/en/signout", content=content, headers=headers)
    assert response.status_code == 413
    assert rows(client.database) == before
    page = Page("/en/signout", 413, dict(response.headers), response.text)
    assert faults(page) == []
    return page


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "²", ""])
def test_S37_an_unreadable_length_is_refused(client: Client, length: str) -> None:
    headers = {"content-length": length.encode("latin-1")}
    assert client.http.post("/en/signout", content=b"", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/static/0/../pyproject.toml",
        "/static/0/..%2f..%2fpyproject.toml",
        "/static/0/%2e%2e/pyproject.toml",
        "/static/0//etc/passwd",
        "/static/0/%00",
        "/static/0/" + "x" * 300,
        "/static/",
    ],
)
def test_S31_only_static_files_are_handed_out(client: Client, path: str) -> None:
    assert client.http.get(path).status_code == 404

"""Bodies and addresses that are too large, unreadable, or name what is not ours to hand out."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from httpx2 import Response

from sbcp.routes import routes
from sbcp.web.endpoint import MAX_WITH_FILES, PageRoute
from sbcp.web.utf8 import MAX_TYPED
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.asking import rows

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}


class Body:
    """Pieces of a body of 1 MB each, and how many of them were asked for."""

    def __init__(self, pieces: int, piece: bytes = b"x") -> None:
        self.pieces, self.piece, self.sent = pieces, piece, 0

    async def stream(self) -> AsyncIterator[bytes]:
        for _ in range(self.pieces):
            self.sent += 1
            yield self.piece * 2**20

    def send(self, client: Client, path: str, headers: dict[str, str]) -> Response:
        """Send it as it is asked for."""

        async def post() -> Response:
            transport = httpx2.ASGITransport(client.app)
            async with httpx2.AsyncClient(transport=transport, base_url=client.settings.base_url) as http:
                headers_ = {"sec-fetch-site": "same-origin", **headers}
                return await http.post(path, content=self.stream(), headers=headers_)

        assert client.http.portal is not None
        return client.http.portal.call(post)


def test_F17_a_comment_of_five_megabytes_is_refused_unread_in_its_authors_language(client: Client) -> None:
    body = Body(5)
    announced = {**URLENCODED, "content-length": str(5 * 2**20)}
    page = too_large(client, body, announced, path="/sr-Cyrl/consultations/1/respond/comment")
    assert (page.root.get("lang"), body.sent) == ("sr-Cyrl", 0)


@pytest.mark.parametrize("length", [str(MAX_TYPED + 1), "9" * 5000])
@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_F17_a_body_announced_as_too_large_is_refused_unread(
    client: Client, length: str, kind: dict[str, str]
) -> None:
    page = too_large(client, Body(1), {**kind, "content-length": length})
    assert page.heading == "This is too large"
    assert "one of 20 MB" in page.text


def test_F17_a_body_that_turns_out_too_large_is_read_no_further(client: Client) -> None:
    body = Body(20)
    page = too_large(client, body, URLENCODED)
    assert (page.heading, body.sent) == ("This is too large", 2)


def test_F17_a_file_may_be_larger_and_words_beside_it_may_not() -> None:
    with_files = {r.name for r in routes() if isinstance(r, PageRoute) and r.terms.max_body > MAX_TYPED}
    assert with_files == {"documents", "draft_import", "begun_act_files", "acts_list_new"}


def test_F17_where_a_file_is_expected_what_is_no_file_is_no_larger(client: Client) -> None:
    body = Body(20)
    page = too_large(client, body, URLENCODED, path="/en/documents")
    assert (page.heading, body.sent) == ("This is too large", 2)
    most = {**MULTIPART, "content-length": str(MAX_WITH_FILES)}
    assert client.http.post("/en/documents", content=b"--x--", headers=most).status_code == 401


def test_S37_a_form_of_separators_is_refused_before_anything_is_made_of_it(client: Client) -> None:
    body = Body(20, b"&")
    answer = body.send(client, "/en/follow", URLENCODED)
    assert (answer.status_code, body.sent) == (400, 1)


def test_S37_a_large_form_of_few_fields_is_read_as_it_is(client: Client) -> None:
    """Off the thread that serves everybody, to the same end."""
    answer = client.http.post("/en/follow", data={"email": "a" * 20_000})
    assert (answer.status_code, "a" * 20_000 in answer.text) == (422, True)


@pytest.mark.parametrize(
    "part",
    [
        b"X-More: 1\r\n" * 9 + b'Content-Disposition: form-data; name="email"\r\n\r\na@b.example',
        b"X-Long: " + b"1" * 5000 + b'\r\nContent-Disposition: form-data; name="email"\r\n\r\n1',
    ],
)
def test_S37_parts_have_few_headers_and_short_ones(client: Client, part: bytes) -> None:
    body = b"--x\r\n" + part + b"\r\n--x--\r\n"
    assert client.http.post("/en/follow", content=body, headers=MULTIPART).status_code == 400


def test_S37_parts_are_few(client: Client) -> None:
    for field in (b'name="a"', b'name="a"; filename="a"'):
        body = (b"--x\r\nContent-Disposition: form-data; " + field + b"\r\n\r\n1\r\n") * 2001 + b"--x--\r\n"
        assert client.http.post("/en/follow", content=body, headers=MULTIPART).status_code == 400


def too_large(client: Client, body: Body, headers: dict[str, str], *, path: str = "/en/signout") -> Page:
    before = rows(client.database)
    response = body.send(client, path, headers)
    assert response.status_code == 413
    assert rows(client.database) == before
    page = Page(path, 413, dict(response.headers), response.text)
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

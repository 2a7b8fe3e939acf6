"""What is sent is kept as it was sent, or refused: bytes that are no text become no other text."""

import pytest
from sqlalchemy import select

from consultation.kinds import CommentKind
from consultation.models import Consultation, Wording
from consultation.responses.submissions import new_key
from sbcp.web import utf8
from tests.support.factories import make_consultation, make_document
from tests.support.markup import Page, faults
from tests.support.pages import Client
from tests.web.security.asking import rows

# Reading a request is the same on both databases.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=-x-"
ADDRESS = "/en/follow"
NO_TEXT = [b"\xff", b"\xe8", "Niš".encode("cp1250"), b"\xed\xa0\x80", b"\xc0\xaf", b"caf\xc3"]


def urlencoded(name: bytes, value: bytes) -> bytes:
    escaped = [b"".join(b"%%%02X" % byte for byte in part) for part in (name, value)]
    return b"pace=daily&" + b"=".join(escaped)


def multipart(name: bytes, value: bytes, file_name: bytes = b"") -> bytes:
    file = b'; filename="' + file_name + b'"' if file_name else b""
    parts = [(b"pace", b"", b"daily"), (name, file, value)]
    head = b'---x-\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    return b"".join(head % part for part in parts) + b"---x---\r\n"


def refused(client: Client, body: bytes, kind: str) -> None:
    before = rows(client.database)
    response = client.http.post(ADDRESS, content=body, headers={"content-type": kind})
    assert response.status_code == 400
    page = Page(ADDRESS, 400, dict(response.headers), response.text)
    assert page.heading == "We could not read this request"
    assert "not text in UTF-8" in page.text
    assert "\ufffd" not in page.text
    assert faults(page) == []
    assert rows(client.database) == before


@pytest.mark.parametrize("no_text", NO_TEXT)
def test_a_form_with_bytes_that_are_no_text_is_refused(client: Client, no_text: bytes) -> None:
    for name, value in ((b"email", b"ana" + no_text), (b"email" + no_text, b"ana")):
        refused(client, urlencoded(name, value), URLENCODED)
        refused(client, multipart(name, value), MULTIPART)
    refused(client, b"email=ana" + no_text, URLENCODED)


def test_the_name_of_a_file_that_is_no_text_is_refused(client: Client) -> None:
    refused(client, multipart(b"file", b"any bytes \xff", b"Ni\x9a.md"), MULTIPART)


@pytest.mark.parametrize("claimed", ["windows-1250", "latin-1", "utf-8", "nonsense"])
def test_what_a_form_claims_to_be_written_in_changes_nothing(client: Client, claimed: str) -> None:
    refused(client, multipart(b"email", "Niš".encode("cp1250")), f"{MULTIPART}; charset={claimed}")
    refused(client, urlencoded(b"email", "Niš".encode("cp1250")), f"{URLENCODED}; charset={claimed}")
    body = multipart(b"email", "милан".encode())
    response = client.http.post(
        ADDRESS, content=body, headers={"content-type": f"{MULTIPART}; charset={claimed}"}
    )
    assert response.status_code == 422
    assert 'value="милан"' in response.text


@pytest.mark.parametrize(
    "address", ["/en/", "/sr-Latn/documents/policy/versions/1", "/api/v1/record", "/en/nothing"]
)
def test_an_address_with_bytes_that_are_no_text_is_refused(client: Client, address: str) -> None:
    make(client)
    kept = client.http.get(address)  # from here on, where it is
    assert kept.status_code == (404 if "nothing" in address else 200)
    for no_text in ("%ff", "%e8", "%ed%a0%80", "caf%c3", "x=%ff", "%ff=x"):
        assert client.http.get(f"{address}?{no_text}").status_code == 400
        assert client.http.get(f"{address}?%d0%9d").status_code == kept.status_code
        assert client.http.post(f"/en/signout?{no_text}").status_code == 400


def test_the_page_of_an_address_that_is_no_text_is_in_the_readers_language(client: Client) -> None:
    page = client.get("/sr-Cyrl/?q=%ff", status=400)
    assert "UTF-8" in page.text
    assert "Some of what was sent" not in page.text
    assert client.http.get("/api/v1/record?after=%ff").json()["detail"].startswith("Some of what was sent")


def test_letters_that_stand_in_an_address_as_they_are_are_read_as_what_they_are(client: Client) -> None:
    assert utf8.query("q=Ниш&x=%D0%9D+a%20b".encode()) == b"q=%D0%9D%D0%B8%D1%88&x=%D0%9D+a%20b"


@pytest.mark.parametrize("kind", [URLENCODED, MULTIPART])
def test_text_of_every_script_is_kept_as_it_was_sent(client: Client, kind: str) -> None:
    round_, said = make(client), "Ниш, Çelësi, Θήρα, 👩\u200d⚖️ & 10\u202f000 +1%\r\nİzmir; =č="
    sent = {"key": new_key(), "kind": CommentKind.GENERAL, "body": said, "language": "en"}
    body = {"data": sent} if kind == URLENCODED else {"files": {name: (None, sent[name]) for name in sent}}
    client.http.post(f"/en/consultations/{round_.id}/respond/comment", **body)  # type: ignore[arg-type]
    with client.database.reading() as db:
        assert db.scalars(select(Wording.body)).one() == said.replace("\r\n", "\n")


def test_letters_that_a_program_sends_as_they_are_are_read_too(client: Client) -> None:
    response = client.http.post(ADDRESS, content="email=милан".encode(), headers={"content-type": URLENCODED})
    assert 'value="милан"' in response.text


def make(client: Client) -> Consultation:
    with client.saved() as db:
        document = make_document(db, slug="policy", versions=1)
        return make_consultation(db, document.versions[0])

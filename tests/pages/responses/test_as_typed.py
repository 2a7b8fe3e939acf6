"""What somebody types in a comment is shown as they typed it, wherever it is shown."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from consultation.models import Comment, Consultation, Wording
from consultation.responses.erasing import erase_author
from documents.text.typed import TYPED_VERSION
from tests.pages.responses.test_responses import address, form, make_round, save, send
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.databases import unguard

# What differs between the databases is tried in test_responses.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

CASES = Path(__file__).parents[2] / "cases"
TYPED = {
    "numbers": (CASES / "03-numbers-in-comments-stay" / "comment.md").read_text("utf-8"),
    "lines": (CASES / "04-line-breaks-in-comments" / "comment.txt").read_text("utf-8"),
    "joined signs": (CASES / "15-joined-emoji" / "comment.txt").read_text("utf-8"),
}


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


def lines(html: str) -> str:
    return html.replace("<br>", "\n").replace("</p>", "\n")


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_a_comment_is_shown_as_it_was_typed(client: Client, round_: Consultation, typed: str) -> None:
    save(client, form(client, round_), typed, justification=typed)
    mine = client.get(address(round_))
    receipt = send(client, round_)
    pages = [mine, receipt, client.get(f"/en/consultations/{round_.id}/comments")]
    pages.append(client.get(f"/en/documents/{round_.document.slug}/comments/1"))
    pages.append(client.get(f"/en/consultations/{round_.id}/report"))
    feed = client.http.get(f"/feeds/documents/{round_.document.slug}.atom").text
    for line in filter(None, map(str.strip, typed.splitlines())):
        for page in pages:
            assert any(shown.strip().endswith(line) for shown in lines(page.html).splitlines()), line
        assert line in feed
    listed = client.http.get(f"/api/v1/consultations/{round_.id}/comments").json()
    assert [each["body"] for each in listed] == [typed.strip()]


def test_html_is_made_once_when_a_comment_is_sent(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_), "15. марта", justification="2. why")
    with client.saved() as db:
        unsent = db.scalars(select(Wording)).one()
        assert (unsent.html, unsent.justification_html, unsent.renderer) == ("", "", 0)
    send(client, round_)
    with client.saved() as db:
        wording = db.scalars(select(Wording)).one()
        assert (wording.html, wording.justification_html) == ("<p>15. марта</p>", "<p>2. why</p>")
        assert wording.renderer == TYPED_VERSION
    with client.database.engine.begin() as connection:
        unguard(connection)
        connection.execute(update(Wording).values(html="<p>made by <em>another</em></p>", renderer=1))
    page = client.get(f"/en/consultations/{round_.id}/comments")
    assert "<p>made by <em>another</em></p>" in page.html


def test_withheld_words_leave_no_html(client: Client, round_: Consultation) -> None:
    save(client, form(client, round_), "Canary words", justification="Canary why")
    send(client, round_)
    with client.saved() as db:
        comment = db.scalars(select(Comment)).one()
        erase_author(db, comment.submission, with_text=True, by=None, now=NOW)
    with client.saved() as db:
        wording = db.scalars(select(Wording)).one()
        assert (wording.html, wording.justification_html, wording.renderer) == ("", "", 0)
    assert "Canary" not in client.get(f"/en/consultations/{round_.id}/comments").html

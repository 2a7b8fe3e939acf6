"""Words that are not those on the record are an alarm, wherever they are shown."""

from typing import Any

import pytest
from sqlalchemy import Table, select, update

from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment, Consultation, Disposition, Wording
from consultation.responses.erasing import erase_author
from core.record import entries
from tests.pages.responses.test_responses import form, make_round, pid_of, save, send
from tests.support import factories
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.databases import unguard

# What differs between the databases is tried in tests/consultation/responses/test_wordings.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

ALARM = "These words are not those on the record"
WITHHELD = "Withheld at the author’s request."


@pytest.fixture
def round_(client: Client) -> Consultation:
    return make_round(client)


@pytest.fixture
def receipt(client: Client, round_: Consultation) -> str:
    """The address of a receipt for one comment."""
    save(client, form(client, round_, pid=pid_of(client, round_)), "Keep the libraries open.")
    return send(client, round_, name="Ana", publish_name="yes").address


def pages(client: Client, round_: Consultation) -> list[str]:
    """Where the comment is shown in public."""
    return [
        f"/en/documents/{round_.document.slug}/versions/1/paragraphs/{pid_of(client, round_)}",
        f"/en/consultations/{round_.id}/comments",
        f"/en/consultations/{round_.id}/report",
        f"/en/documents/{round_.document.slug}/comments/1",
    ]


def alter(client: Client, table: type[Any], **values: Any) -> None:
    """As somebody does who writes into the database past the product."""
    with client.database.engine.begin() as connection:
        unguard(connection)
        rows: Table = table.__table__
        connection.execute(update(rows).values(values))


def file_of(client: Client, receipt: str) -> dict[str, Any]:
    content: dict[str, Any] = client.http.get(f"{receipt}/receipt.json").json()
    return content


def test_words_that_match_raise_no_alarm(client: Client, round_: Consultation, receipt: str) -> None:
    assert not [each for each in [receipt, *pages(client, round_)] if ALARM in client.get(each).text]
    content = file_of(client, receipt)
    assert (content["state"], content["format"]) == ("matches", "sbcp receipt 1")
    assert content["submission"]["comments"][0]["body"] == "Keep the libraries open."


@pytest.mark.parametrize(
    "values",
    [
        {"body": "Close the libraries.", "html": "<p>Close the libraries.</p>"},
        {"html": "<p>Close the libraries.</p>"},
        {"body": "", "html": "", "salt": "", "renderer": 0},
    ],
    ids=["words", "html", "emptied"],
)
def test_altered_words_are_an_alarm_wherever_they_are_shown(
    client: Client, round_: Consultation, receipt: str, values: dict[str, Any]
) -> None:
    alter(client, Wording, **values)
    for address in [receipt, *pages(client, round_)]:
        assert ALARM in client.get(address).text, address
    assert "What to do:" in client.get(receipt).text
    assert file_of(client, receipt)["state"] == "altered"


def test_the_file_of_altered_words_names_the_digest_on_the_record(client: Client, receipt: str) -> None:
    known = file_of(client, receipt)["digest"]
    alter(client, Wording, body="Close the libraries.")
    content = file_of(client, receipt)
    assert content["submission"]["comments"][0]["body"] == "Close the libraries."
    assert (content["state"], content["digest"]) == ("altered", known)


def test_words_withheld_without_an_entry_are_an_alarm(
    client: Client, round_: Consultation, receipt: str
) -> None:
    alter(client, Comment, withheld_at=NOW)
    for address in [receipt, *pages(client, round_)]:
        assert ALARM in client.get(address).text, address
    alter(client, Wording, body="", proposed_text="", justification="", html="", salt="", renderer=0)
    for address in [receipt, *pages(client, round_)]:
        assert ALARM in client.get(address).text, address
    assert file_of(client, receipt)["state"] == "altered"


def test_an_erasure_that_is_on_the_record_is_shown_as_withheld(
    client: Client, round_: Consultation, receipt: str
) -> None:
    with client.saved() as db:
        comment = db.scalars(select(Comment)).one()
        erase_author(db, comment.submission, with_text=True, by=None, now=NOW)
    for address in [receipt, *pages(client, round_)]:
        text = client.get(address).text
        assert WITHHELD in text, address
        assert ALARM not in text, address
    content = file_of(client, receipt)
    assert (content["state"], content["submission"]) == ("withheld", None)


def test_words_put_where_others_were_withheld_are_an_alarm(
    client: Client, round_: Consultation, receipt: str
) -> None:
    with client.saved() as db:
        comment = db.scalars(select(Comment)).one()
        erase_author(db, comment.submission, with_text=True, by=None, now=NOW)
    alter(client, Wording, body="Close the libraries.", html="<p>Close the libraries.</p>")
    for address in [receipt, *pages(client, round_)]:
        assert ALARM in client.get(address).text, address
    assert file_of(client, receipt)["state"] == "altered"


def test_a_content_erased_for_another_reason_does_not_withhold_the_words(
    client: Client, receipt: str
) -> None:
    with client.saved() as db:
        entry = db.scalars(select(Comment)).one().submission.entry
        assert entry is not None
        entries.erase_payload(db, entry, at=NOW, actor="operator", reason="it named somebody")
    assert file_of(client, receipt)["state"] == "matches"
    assert ALARM not in client.get(receipt).text
    alter(client, Wording, body="Close the libraries.")
    assert file_of(client, receipt)["state"] == "altered"


def test_an_altered_answer_is_an_alarm(client: Client, round_: Consultation, receipt: str) -> None:
    with client.saved() as db:
        answer = AnswerInput(answer="noted", reason="We have seen it.", language="en")
        member = factories.make_mandate(db, "working_group")
        answer_comment(db, db.scalars(select(Comment)).one(), answer, by=member, now=NOW)
    assert ALARM not in client.get(receipt).text
    alter(client, Disposition, reason="We have not seen it.")
    for address in [receipt, *pages(client, round_)]:
        assert ALARM in client.get(address).text, address

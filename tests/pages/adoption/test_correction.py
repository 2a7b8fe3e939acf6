"""A correction is told by its own day, and says what it covers only where it corrects that."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from adoption.lists.entering import Source, checked_lines, enter_list
from adoption.models import Act
from documents.models import Document
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_document, make_participant
from tests.support.pages import Client

DONE = date(2027, 2, 20)
MEASURES = 4


@pytest.fixture
def document(client: Client) -> Document:
    with client.saved() as db:
        return make_document(db, slug="policy", title="Model policy")


def corrected(client: Client, document: Document, **values: object) -> tuple[str, str]:
    """The addresses of an act of the whole that is corrected ten days later, and of the correction."""
    with client.saved() as db:
        here = db.merge(document)
        act = make_act(db, here, done_on=DONE, now=NOW - timedelta(days=5))
        correction = make_act(
            db, here, "correction", by=act.recorded_by, about=act, done_on=DONE, now=NOW, **values
        )
        return f"/en/documents/policy/acts/{act.id}", f"/en/documents/policy/acts/{correction.id}"


def test_it_has_the_day_on_which_it_was_recorded(client: Client, document: Document) -> None:
    act, correction = corrected(client, document)
    page = client.get(correction)
    assert page.heading == "Correction, 1 March 2027"
    assert "Date of the correction1 March 2027" in page.text
    assert "Date of the act, as corrected20 February 2027" in page.text
    sheet = client.get(f"{correction}/certificate").text
    assert "Date of the correction: 1 March 2027" in sheet
    assert "Date of the act, as corrected: 20 February 2027" in sheet
    assert client.get(act).heading == "Adopted by government, 20 February 2027"


def test_among_the_acts_of_a_country_it_stands_at_its_day(client: Client, document: Document) -> None:
    corrected(client, document)
    listed = client.get("/en/adoption/RS").text.partition("Acts on version 1")[2]
    assert listed.index("1 March 2027") < listed.index("Correction") < listed.index("20 February 2027")


def test_one_from_a_list_has_the_day_on_which_it_became_known(client: Client, document: Document) -> None:
    table = [
        ["participant", "act", "date", "recorded", "ref", "about"],
        ["RS", "signed", "2020-05-10", "", "s", ""],
        ["RS", "correction", "2020-05-12", "2021-03-04", "", "s"],
    ]
    with client.saved() as db:
        make_participant(db, "RS")
        here = db.merge(document)
        source = Source("acts.csv", sha256(b"").hexdigest(), "What was done before.")
        lines = checked_lines(db, table, NOW)
        enter_list(db, here.versions[0], lines, source, asked_by=None, approved_by=None, now=NOW)
        number = db.query(Act).filter_by(kind="correction").one().id
    page = client.get(f"/en/documents/policy/acts/{number}")
    assert page.heading == "Correction, 4 March 2021"
    assert "Date of the act, as corrected12 May 2020" in page.text


def test_it_covers_nothing_of_its_own(client: Client, document: Document) -> None:
    act, correction = corrected(client, document)
    assert "CoversThe whole text" in client.get(act).text
    for address in (correction, f"{correction}/certificate"):
        assert "Covers" not in client.get(address).text


def test_what_it_corrects_of_what_an_act_covers_is_said(client: Client, document: Document) -> None:
    _act, correction = corrected(client, document, scopes=[MEASURES])
    for address in (correction, f"{correction}/certificate"):
        assert "Covers" in client.get(address).text


def test_the_record_says_no_day_of_another_act_of_it(client: Client, document: Document) -> None:
    corrected(client, document)
    [sentence] = [
        line for line in client.get("/en/record").text.split(" Entry ") if "recorded the correction" in line
    ]
    assert "20 February" not in sentence.partition("recorded the correction")[2].partition("Proof")[0]

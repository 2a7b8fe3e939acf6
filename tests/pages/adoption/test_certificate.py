"""The certificate of an act says what the record says and no more; a tampered act gets none."""

import re
from base64 import b64decode
from datetime import date
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote

import pytest
import segno
from sqlalchemy import select, text

from adoption.lists.entering import Source, enter_list
from adoption.lists.reading import read_csv
from adoption.models import Act
from adoption.recording.acts import verify_act
from sbcp.record.inclusion import of_act
from tests.adoption.making import make_act
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_person
from tests.support.pages import Client
from tests.support.servers.databases import unguard

FIRST_AIM = 2


@pytest.fixture
def act(client: Client) -> Act:
    """An adoption with a reservation, a declaration made with it, and a verification."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        act = make_act(
            db,
            document,
            done_on=date(2027, 2, 20),
            effective_on=date(2027, 4, 1),
            reservations=[(FIRST_AIM, "Не преко свих граница.")],
            language="sr-Cyrl",
        )
        by = act.recorded_by
        make_act(db, document, "declaration", by=by, about=act, statement="We say so.", language="en")
        verifier = make_mandate(db, person=make_person(db, "Vera Example"))
        verify_act(db, act, level="in gazette", by=verifier, now=NOW)
    return act


def address(act: Act) -> str:
    return f"/en/documents/policy/acts/{act.id}/certificate"


def test_it_says_what_the_record_says(client: Client, act: Act) -> None:
    client.do_chores()
    page = client.follow(client.get(f"/en/documents/policy/acts/{act.id}"), "Certificate to print")
    assert page.address == address(act)
    assert "SBCP certifies that the following act is on the public record." in page.text
    with client.saved() as db:
        held = db.get_one(Act, act.id)
        included = of_act(db, held)
        assert included is not None
        assert included.head is not None
        facts = (
            "Serbia",
            "Adopted by government",
            "Model policy, version 1",
            held.version.label,
            held.version.digest,
            "Закључак о усвајању",
            "Conclusion on the adoption",
            "05-310",
            "Gazette 17, p. 4",
            "20 February 2027",
            "1 April 2027",
            "Не преко свих граница.",
            "We say so.",
            "In gazette: Vera Example",
            f"Entry {included.entry.seq} of the record",
            included.entry.digest,
            f"signed head no. {included.head.number}",
            included.head.digest,
            "No withdrawal and no correction of this act stands on the record.",
            "As of 1 March 2027 (UTC).",
        )
    for fact in facts:
        assert fact in page.text, fact
    assert 'lang="sr-Cyrl"' in page.html
    assert "proves no more than that" in page.text


def test_the_picture_is_the_address_that_stands_beside_it(client: Client, act: Act) -> None:
    page = client.get(address(act))
    where = f"{client.settings.base_url}/en/documents/policy/acts/{act.id}"
    assert client.follow(page, where).status == 200
    assert f'alt="QR code of the address beside it: {where}"' in page.html
    shown = re.search(r'src="(data:image/svg[^"]+)"', page.html)
    assert shown is not None
    drawn = BytesIO()
    segno.make(where, error="q", micro=False, boost_error=False).save(
        drawn, kind="svg", scale=4, border=4, light="white", xmldecl=False, svgns=True
    )
    assert _squares(_data(shown[1])) == _squares(drawn.getvalue().decode())


def _data(uri: str) -> str:
    head, _comma, body = uri.replace("&#39;", "'").partition(",")
    return b64decode(body).decode() if "base64" in head else unquote(body)


def _squares(svg: str) -> list[str]:
    """How the modules are drawn, whatever else an image of them says."""
    return re.findall(r"\bd=[\"']([^\"']+)", svg)


def test_of_a_withdrawn_act_that_is_said_first(client: Client, act: Act) -> None:
    with client.saved() as db:
        held = db.get_one(Act, act.id)
        withdrawal = make_act(db, held.version.document, "withdrawal", by=held.recorded_by, about=held)
    page = client.get(address(act))
    assert "Withdrawn. This act ended on 1 March 2027." in page.text
    assert "No withdrawal and no correction" not in page.text
    assert "certificate__fate--grave" in page.html
    assert client.follow(page, f"By act no. {withdrawal.id}").status == 200


def test_of_a_corrected_act_that_is_said_first(client: Client, act: Act) -> None:
    with client.saved() as db:
        held = db.get_one(Act, act.id)
        document, by = held.version.document, held.recorded_by
        make_act(db, document, "correction", by=by, about=held, done_on=date(2027, 2, 15))
    page = client.get(address(act))
    assert "Corrected on 1 March 2027. Below it stands as it was first recorded." in page.text
    assert "20 February 2027" in page.text


def test_what_is_not_as_the_record_has_it_is_not_certified(client: Client, act: Act) -> None:
    with client.database.engine.begin() as connection:
        unguard(connection)
        connection.execute(text("UPDATE reservation SET text = 'Nothing.'"))
    page = client.get(address(act))
    assert page.heading == "No certificate"
    assert "What is kept of this act is not what the record covers." in page.text
    assert "SBCP certifies" not in page.text


def test_of_a_signature_it_says_that_nobody_is_named(client: Client, act: Act) -> None:
    assert "Signed by" not in client.get(address(act)).text, "a government adopts, and nobody signs"
    with client.saved() as db:
        signed = make_act(db, db.get_one(Act, act.id).version.document, "signed", country="HR")
    assert "Signed byThe names of those who signed are not recorded." in client.get(address(signed)).text


def test_an_act_of_another_document_has_no_certificate_here(client: Client, act: Act) -> None:
    client.get(f"/en/documents/policy/acts/{act.id + 99}/certificate", status=404)


def test_the_page_of_an_act_begins_with_what_was_done_unless_it_is_told_otherwise(
    client: Client, act: Act
) -> None:
    where = f"/en/documents/policy/acts/{act.id}"
    first = "Serbia adopted version 1 by its government on 20 February 2027."
    assert (
        f"{first} No withdrawal and no correction of this act stands on the record." in client.get(where).text
    )
    with client.saved() as db:
        held = db.get_one(Act, act.id)
        document, by = held.version.document, held.recorded_by
        make_act(db, document, "correction", by=by, about=held, done_on=date(2027, 2, 15))
    page = client.get(where)
    assert first not in page.text
    assert "No withdrawal and no correction of this act stands on the record." not in page.text


def test_a_withdrawal_that_was_taken_back_is_not_told_as_one_nor_as_none(client: Client, act: Act) -> None:
    with client.saved() as db:
        held = db.get_one(Act, act.id)
        document, by = held.version.document, held.recorded_by
        withdrawal = make_act(db, document, "withdrawal", by=by, about=held)
        make_act(db, document, "withdrawal rescinded", by=by, about=withdrawal)
    page = client.get(address(act))
    assert "No withdrawal and no correction of this act stands on the record." in page.text
    assert "Withdrawn." not in page.text


def test_an_act_of_the_past_from_a_list_has_one_with_what_is_known_of_it(client: Client) -> None:
    data = b"participant,act,date\nRS,signature,2020-05\n"
    source = Source("acts.csv", sha256(data).hexdigest(), "What was done before.")
    with client.saved() as db:
        make_participant(db)
        document = make_document(db, slug="policy")
        by, second = make_mandate(db), make_mandate(db)
        enter_list(
            db,
            document.versions[-1],
            read_csv(data),
            source,
            asked_by=by,
            approved_by=second,
            now=NOW,
        )
        act = db.scalars(select(Act)).one()
    page = client.get(address(act))
    assert "SBCP certifies that the following act is on the public record." in page.text
    assert "No paper is on the record." in page.text
    assert "Date of the act: May 2020" in page.text
    assert "Entered on 1 March 2027, 12:00 (UTC) from a list" in page.text

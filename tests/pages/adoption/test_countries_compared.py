"""Two countries side by side: what each says, on which version, and where the versions differ."""

from datetime import date

import pytest

from adoption.models import Act
from tests.adoption.making import make_act, set_rule
from tests.support.factories import make_document, make_participant, make_version
from tests.support.pages import Client

FIRST_AIM, SECOND_AIM = 2, 3
ADDRESS = "/en/adoption/compare/RS...AL"


@pytest.fixture
def reserved(client: Client) -> Act:
    """Serbia adopted version 2 with a reservation, Albania version 3 with one on the same paragraph."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy", versions=2)
        act = make_act(
            db,
            document,
            done_on=date(2027, 1, 10),
            reservations=[(FIRST_AIM, "Не преко свих граница.")],
            language="sr-Cyrl",
        )
        make_version(db, document)
        make_act(
            db,
            document,
            "signed",
            country="AL",
            reservations=[(FIRST_AIM, "Only within the budget."), (SECOND_AIM, "Not yet.")],
            language="en",
        )
        make_participant(db, "HR", position=3)
    return act


def test_it_is_said_where_each_stands_and_what_is_between_their_versions(
    client: Client, reserved: Act
) -> None:
    page = client.get(ADDRESS)
    assert page.heading == "Serbia and Albania"
    assert "Serbia adopted version 2 by its government on 10 January 2027, with 1 reservation." in page.text
    assert "Albania signed version 3 on 1 March 2027, with 2 reservations." in page.text
    assert "What they have done is about different versions." in page.text
    changes = client.follow(page, "What changed between version 2 and version 3")
    assert changes.address == "/en/documents/policy/compare/2...3"
    both = page.html.partition("#p-2")[2].partition("#p-3")[0]
    assert '<div class="user-text" lang="sr-Cyrl"><p>Не преко свих граница.</p>' in both
    assert '<div class="user-text" lang="en"><p>Only within the budget.</p>' in both
    one = page.html.partition("#p-3")[2].partition("</table>")[0]
    assert "Not yet." in one
    assert "Nothing said" in one
    client.follow(page, "Version 2 as it stands for Serbia")


def test_a_country_that_has_done_nothing_is_not_said_to_refuse(client: Client, reserved: Act) -> None:
    page = client.get("/en/adoption/compare/HR...RS")
    assert "Nothing on the record says that Croatia has acted on any version of this text." in page.text
    assert "This is not a “no”." in page.text
    assert "What they have done is about different versions." not in page.text
    assert "What both have done" not in page.text


def test_on_the_same_version_there_is_no_difference_to_show(client: Client, reserved: Act) -> None:
    with client.saved() as db:
        document = db.merge(reserved.version.document)
        set_rule(db, document, needs=2)
        make_act(db, document, by=db.merge(reserved.recorded_by))
    page = client.get(ADDRESS)
    assert "What both have done is about version 3." in page.text
    assert "What changed between" not in page.text


def test_the_other_country_is_chosen_on_the_page_of_the_first(client: Client, reserved: Act) -> None:
    page = client.get("/en/adoption/RS?as_of=2027-02-01")
    compared = client.get(
        client.http.get("/en/adoption/compare?country=RS&other=AL&as_of=2027-02-01").headers["location"]
    )
    assert 'name="other"' in page.html
    assert compared.address == "/en/adoption/compare/RS...AL?as_of=2027-02-01"
    assert "What had happened by the end of 1 February 2027" in compared.text
    assert "Albania has acted on any version" in compared.text
    choose = client.get("/en/adoption/compare")
    assert choose.heading == "Compare two countries"
    assert client.get("/en/adoption/compare?country=RS").heading == "Compare two countries"


def test_codes_have_one_address_and_a_country_is_not_compared_with_itself(
    client: Client, reserved: Act
) -> None:
    small = client.http.get("/en/adoption/compare/rs...al?document=policy")
    assert (small.status_code, small.headers["location"]) == (303, f"{ADDRESS}?document=policy")
    assert client.http.get("/en/adoption/compare/RS...rs").headers["location"] == "/en/adoption/RS"
    client.get("/en/adoption/compare/RS...XX", status=404)
    client.get(f"{ADDRESS}?document=none", status=404)
    assert client.get(f"{ADDRESS}?as_of=never", status=422).title.startswith("Error:")

"""A text that is in force takes acts, whatever its next edition goes through."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from adoption.entry_rules import Delay, When
from adoption.models import Act
from members.models import Mandate
from process.models import Step
from tests.adoption.making import make_act, set_rule
from tests.pages.adoption.entering import CONTINUE, enter, go_on
from tests.support.factories import NOW, make_document, make_mandate, make_version
from tests.support.pages import Client

FORM = "/en/documents/policy/acts"
TYPED: dict[str, Any] = {
    "kind": "ratification",
    "coverage": "whole",
    "language": "en",
    "title": "Act on ratification",
    "title_en": "Act on ratification",
    "body": "Parliament of the example",
    "done_on-day": "1",
    "done_on-month": "3",
    "done_on-year": "2027",
}


@pytest.fixture
def croatia(client: Client) -> Mandate:
    """Version 1 is in force by what Serbia did, version 2 is revised; Croatia’s representative reads."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        set_rule(db, document, when=When(Delay.DAYS, 0))
        make_act(db, document, done_on=date(2027, 3, 1))
        make_version(db, document)
        for stage in ("adoption", "in force", "revision"):
            db.add(Step(document=document, stage=stage, taken_at=NOW))
        minister = make_mandate(db, "government", country="HR")
        _ = minister.person
    client.sign_in(minister.person)
    return minister


@pytest.mark.usefixtures("croatia")
def test_a_country_joins_the_text_in_force_while_its_next_edition_is_revised(client: Client) -> None:
    for address in ("/en/adoption?document=policy", "/en/documents/policy"):
        assert "Record an act of adoption" in client.get(address).text
    client.submit(enter(client, client.get(FORM), TYPED), button="Record this act")
    with client.saved() as db:
        act = db.scalars(select(Act).order_by(Act.id.desc())).first()
        assert act is not None
        assert (act.participant.code, act.kind, act.version.number) == ("HR", "ratification", 1)


@pytest.mark.usefixtures("croatia")
def test_the_next_edition_itself_takes_no_acts_yet(client: Client) -> None:
    page = go_on(client, client.get(FORM), {**TYPED, "version": "2"}, status=422)
    assert "New acts are on version 1 now." in page.text
    assert CONTINUE in page.text


def test_what_a_country_did_not_do_after_its_last_day(client: Client, croatia: Mandate) -> None:
    with client.saved() as db:
        country = db.get_one(Mandate, croatia.id).participant
        assert country is not None
        country.until_on = date(2027, 2, 1)
        secretary = make_mandate(db, "secretariat")
        _ = secretary.person
    client.sign_in(secretary.person)
    page = go_on(client, client.get(FORM), {**TYPED, "country": "HR"})
    page = go_on(client, page, TYPED, status=422)
    assert "This country took part until 1 February 2027: it did nothing after that day." in page.text
    go_on(client, page, {**TYPED, "done_on-month": "1", "early_reason": "It was so."})

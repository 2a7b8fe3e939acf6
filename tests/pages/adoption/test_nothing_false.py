"""What the pages once said of governments and was not so: each as a promise that it is not said again."""

import re
from datetime import date, timedelta

import pytest

from adoption.entry_rules import Delay, When
from adoption.recording.acts import verify_act
from core.days import PartialDay, Precision
from core.errors import Invalid
from documents.models import Document
from process import services
from process.models import Step
from process.services import GatesClosed
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_version
from tests.support.markup import Page, words
from tests.support.pages import Client

TRACKER = "/en/adoption?document=policy"


@pytest.fixture
def document(client: Client) -> Document:
    """A text at the stage of adoption, in a process of eleven countries."""
    with client.saved() as db:
        document = make_document(db, slug="policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        for place, code in enumerate(("AL", "BA", "BG", "GR", "HR", "ME", "MK", "RO", "RS", "SI", "TR"), 1):
            make_participant(db, code, position=place)
    return document


def row(page: Page, country: str) -> str:
    """What the tracker says of a country, by its code."""
    return next(words(each) for each in page.root.iter("tr") if each.get("id") == country)


def test_one_country_of_eleven_does_not_put_a_policy_into_force(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        make_act(db, here, "adopted by government", country="RS")
        secretary = make_mandate(db, "secretariat")
        with pytest.raises(GatesClosed, match="cannot take this step"):
            services.take_step(db, here, "in force", by=None, now=NOW, reason="One has adopted it.")
        set_rule(db, here, needs=7)
        with pytest.raises(GatesClosed):
            services.take_step(db, here, "in force", by=None, now=NOW, reason="One has adopted it.")
        assert secretary.in_force(NOW.date())
    page = client.get(TRACKER)
    assert "1 of 7 needed for entry into force" in page.text
    assert "In force since" not in page.text


def test_who_adopted_version_1_is_not_without_information_on_the_tracker_of_version_2(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        make_act(db, here, "adopted by government", country="HR")
        db.add(Step(document=here, stage="revision", taken_at=NOW))
        db.flush()
        make_version(db, here)
    croatia = row(client.get(TRACKER), "HR")
    assert "Adopted by government" in croatia
    assert "version 1" in croatia
    assert "No information" not in croatia


def test_a_signature_that_is_withdrawn_is_no_adoption_withdrawn(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        signed = make_act(db, here, "signed", country="HR", done_on=NOW.date() - timedelta(days=3))
        make_act(db, here, "withdrawal", about=signed, by=signed.recorded_by)
    for address in (TRACKER, "/en/adoption/HR"):
        page = client.get(address).text
        assert "Signature withdrawn" in page
        assert "Adoption withdrawn" not in page
        assert "Adoption by" not in page.partition("What the words mean")[0].replace(
            "Adoption by country", ""
        )


def test_a_report_that_nobody_has_verified_does_not_look_like_an_act_in_the_gazette(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        make_act(db, here, "adopted by government", country="HR")
        proved = make_act(db, here, "adopted by government", country="RS")
        verify_act(db, proved, level="in gazette", by=make_mandate(db, "secretariat"), now=NOW)
    page = client.get(TRACKER)
    croatia, serbia = row(page, "HR"), row(page, "RS")
    assert "Reported" in croatia
    assert "In gazette" not in croatia
    assert "In gazette" in serbia
    assert "Reported" in client.get("/en/adoption/HR").text


def test_accession_is_not_taken_before_the_text_is_in_force_nor_from_who_has_adopted(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        with pytest.raises(Invalid, match="Accession joins a text that is in force"):
            make_act(db, here, "accession", country="HR")
        set_rule(db, here, needs=1, when=When(Delay.DAYS, 0))
        adopted = make_act(db, here, "adopted by parliament", country="RS", done_on=date(2027, 2, 1))
        make_act(db, here, "accession", country="HR")
        with pytest.raises(Invalid, match="has adopted the text already"):
            make_act(db, here, "accession", by=adopted.recorded_by)


def test_a_country_is_told_of_once_and_not_for_each_chapter(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        make_act(db, here, "adopted by government", country="HR")
        make_act(db, here, "endorsed", country="RS", scopes=[4])
    page = client.get(TRACKER)
    assert row(page, "HR").count("Adopted by government") == 1
    assert row(page, "RS").count("Endorsed") == 1
    assert [each.get("id") for each in page.root.iter("tr") if each.get("id")].count("RS") == 1


def test_a_withdrawal_that_is_still_to_come_has_ended_nothing_yet(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        set_rule(db, here, needs=2)
        act = make_act(db, here, "ratification", country="HR", done_on=date(2027, 2, 20))
        later = date(2027, 9, 1)
        make_act(db, here, "withdrawal", about=act, by=act.recorded_by, effective_on=later)
    page = client.get(TRACKER)
    assert "1 of 2 needed for entry into force" in page.text
    assert "Ratification" in row(page, "HR")
    assert "withdrawn from 1 September 2027" in row(page, "HR")


def test_who_has_taken_everything_back_has_acted(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        act = make_act(db, here, "objection", country="HR", statement="No.", language="en")
        make_act(db, here, "withdrawal", about=act, by=act.recorded_by)
    page = client.get(TRACKER)
    assert "Objection to the text withdrawn" in row(page, "HR")
    assert "No information" not in row(page, "HR")
    assert page.heading.startswith("1 of ")


def test_a_withdrawal_is_told_by_its_own_act_and_no_more_exactly_than_it_is_known(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        act = make_act(db, here, "signed", country="HR", done_on=date(2027, 1, 10))
        month = PartialDay(date(2027, 2, 28), Precision.MONTH)
        number = make_act(db, here, "withdrawal", about=act, by=act.recorded_by, done_on=month).id
    page = client.get(TRACKER)
    assert "Signature withdrawn February 2027" in row(page, "HR")
    (told,) = client.http.get("/api/v1/adoption").json()["documents"]
    here = told["participants"]["HR"]
    assert (here["withdrawn_from_precision"], here["withdrawn_by"]) == ("month", number)
    assert f"/acts/{number}" in page.html


def test_of_a_withdrawal_that_has_effect_in_a_month_no_day_is_said(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        act = make_act(db, here, "objection", country="HR", statement="No.", language="en")
        month = PartialDay(date(2027, 2, 28), Precision.MONTH)
        day = date(2027, 1, 10)
        make_act(db, here, "withdrawal", about=act, by=act.recorded_by, done_on=day, effective_on=month)
    said = row(client.get(TRACKER), "HR")
    assert "Objection to the text withdrawn February 2027" in said
    assert "28 February" not in said


def test_who_endorsed_and_objects_is_first_said_to_object(client: Client, document: Document) -> None:
    with client.saved() as db:
        here = db.merge(document)
        act = make_act(db, here, "endorsed", country="HR")
        make_act(db, here, "objection", by=act.recorded_by, statement="No.", language="en")
    page = client.get(TRACKER)
    assert re.search(r"Objects to the text\s*Endorsed", row(page, "HR"))
    assert "HR Croatia: Objects to the text" in page.text


def test_a_version_that_nobody_has_acted_on_is_not_said_to_be_acted_on(
    client: Client, document: Document
) -> None:
    with client.saved() as db:
        here = db.merge(document)
        make_act(db, here, "adopted by government", country="HR")
        db.add(Step(document=here, stage="revision", taken_at=NOW))
        db.flush()
        make_version(db, here)
    page = client.get(TRACKER)
    assert "1 has acted on another version." in page.text
    assert page.heading.startswith("0 of ")
    assert page.heading.endswith("on version 2")
    assert "Have acted on another version alone 1" in page.text


def test_of_a_day_before_the_text_nothing_is_said_of_the_text(client: Client, document: Document) -> None:
    page = client.get(f"{TRACKER}&as_of=2020-01-01")
    assert "No version of the text had been published" in page.text
    assert "Read version" not in page.text


def test_what_was_verified_later_is_not_told_of_an_earlier_day(client: Client, document: Document) -> None:
    with client.saved() as db:
        day, before = date(2027, 1, 10), NOW - timedelta(days=40)
        act = make_act(db, db.merge(document), "signed", country="HR", done_on=day, now=before)
        verify_act(db, act, level="document seen", by=make_mandate(db, "secretariat"), now=NOW)
    day = (NOW - timedelta(days=5)).date()
    page = client.get(f"{TRACKER}&known_at={day}").text.partition("What the words mean")[0]
    assert "Reported" in page
    assert "Document seen" not in page


def test_words_of_the_pictures_follow_the_reader(client: Client, document: Document) -> None:
    with client.saved() as db:
        make_act(db, db.merge(document), "endorsed", country="HR")
    assert "Supports" in client.get(TRACKER).text
    serbian = client.get(TRACKER.replace("/en/", "/sr-Cyrl/")).text
    assert "Supports" not in serbian
    assert "Подржава" in serbian

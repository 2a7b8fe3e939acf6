"""Entering an act on short pages, which can be left and taken up again, and recording it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adoption.begun.models import ActDraft
from adoption.kinds import ActKind
from adoption.models import Act
from documents.models import Document
from members.models import Mandate, Person
from process.models import Step
from sbcp.pages.adoption.entry.pages import GROUPS
from sbcp.personal import retention
from tests.adoption.making import make_act
from tests.pages.adoption.entering import enter, go_on
from tests.support import papers
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_person
from tests.support.pages import Client

AIMS, FIRST_AIM = 1, 2
SignIn = Callable[[Person], None]

FORM = "/en/documents/policy/acts"
TYPED: dict[str, Any] = {
    "kind": "adopted by government",
    "coverage": "chapters",
    "scopes": [str(AIMS)],
    "language": "sr-Cyrl",
    "title": "Закључак о усвајању",
    "title_en": "Conclusion on the adoption",
    "body": "Government of the example",
    "number": "05-310",
    "done_on-day": "20",
    "done_on-month": "2",
    "done_on-year": "2027",
    "effective_on-day": "1",
    "effective_on-month": "4",
    "effective_on-year": "2027",
    "reservation-1-pid": str(FIRST_AIM),
    "reservation-1-text": "Not across all borders.",
    "statement_language": "en",
}
PAPER = {name: TYPED[name] for name in ("language", "title", "title_en", "body")}
DAY = {"done_on-day": "1", "done_on-month": "3", "done_on-year": "2027"}


@dataclass
class Place:
    """A document that waits for acts, and who deals with them."""

    client: Client
    document: Document
    minister: Mandate
    secretary: Mandate

    def acts(self) -> list[Act]:
        with self.client.saved() as db:
            return list(db.scalars(select(Act).order_by(Act.id)))

    def begun(self) -> list[ActDraft]:
        with self.client.saved() as db:
            return list(db.scalars(select(ActDraft).order_by(ActDraft.id)))

    def lead_to(self, stage: str) -> None:
        with self.client.saved() as db:
            db.add(Step(document=db.merge(self.document), stage=stage, taken_at=NOW))

    def make(self, kind: str = "adopted by government", **values: Any) -> Act:
        with self.client.saved() as db:
            by = values.pop("by", None)
            about = values.pop("about", None)
            return make_act(
                db,
                db.merge(self.document),
                kind,
                by=db.get_one(Mandate, by.id) if by else None,
                about=db.get_one(Act, about.id) if about else None,
                **values,
            )


@pytest.fixture
def place(client: Client, sign_in: SignIn) -> Place:
    """The reader is the minister."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        minister = make_mandate(db, "government", person=make_person(db, "Mina Example"))
        there = Place(client, document, minister, make_mandate(db, "secretariat"))
        _ = there.minister.person, there.secretary.person, document.versions
    sign_in(minister.person)
    return there


def test_every_kind_is_offered_once_in_a_group_but_what_is_a_stance() -> None:
    offered = [kind for _title, kinds in GROUPS for kind in kinds]
    assert sorted(offered) == sorted(set(ActKind) - {ActKind.OBJECTION})


def test_a_government_enters_an_act_page_by_page_checks_and_records_it(place: Place) -> None:
    client = place.client
    page = client.get(FORM)
    assert "Version 1" in page.text
    page = go_on(client, page, TYPED)
    headings = [page.heading]
    while "Continue" in page.text:
        page = go_on(client, page, TYPED)
        headings.append(page.heading)
    assert headings == [
        "Dates",
        "The instrument",
        "Files of the act",
        "What it covers and says",
        "Check the act",
    ]
    assert "Nothing has been recorded yet." in page.text
    assert "Not across all borders." in page.text
    assert place.acts() == []
    page = client.submit(page, button="Record this act")
    assert "The act is on the record." in page.text
    (act,) = place.acts()
    assert (act.kind, act.scopes, act.done_on) == ("adopted by government", [AIMS], date(2027, 2, 20))
    assert (act.effective_on, act.on_behalf) == (date(2027, 4, 1), False)
    assert page.address == f"/en/documents/policy/acts/{act.id}"
    assert "Aims" in client.get("/en/adoption").text


def test_all_that_an_act_can_say_is_entered(place: Place) -> None:
    more = {
        "done_on-day": "",
        "done_on-month": "",
        "done_on-year": "2026",
        "effective_on-day": "",
        "deposited_on-day": "25",
        "deposited_on-month": "2",
        "deposited_on-year": "2027",
        "depositary": "Secretariat of the example",
        "published_on-day": "26",
        "published_on-month": "2",
        "published_on-year": "2027",
        "early_reason": "It was done on the draft.",
        "gazette": "Гласник 17, стр. 4",
        "languages": ["sr-Cyrl", "en"],
        "link": "https://gazette.example/17",
    }
    check = enter(place.client, place.client.get(FORM), {**TYPED, **more})
    place.client.submit(check, button="Record this act")
    with place.client.saved() as db:
        act = db.scalars(select(Act)).one()
        assert (act.done_on, act.done_precision) == (date(2026, 12, 31), "year")
        assert (act.effective_on, act.effective_precision) == (date(2027, 4, 30), "month")
        assert (act.deposited_on, act.depositary) == (date(2027, 2, 25), "Secretariat of the example")
        assert act.published_on == date(2027, 2, 26)
        assert act.early_reason == "It was done on the draft."
        assert act.instrument is not None
        assert act.instrument.languages == ["sr-Cyrl", "en"]
        assert act.instrument.link == "https://gazette.example/17"


def test_recording_twice_makes_one_act_and_leads_to_it(place: Place) -> None:
    check = enter(place.client, place.client.get(FORM), TYPED)
    first = place.client.submit(check, button="Record this act")
    again = place.client.submit(check, button="Record this act")
    assert again.address == first.address
    assert len(place.acts()) == 1
    same = enter(place.client, place.client.get(FORM), TYPED)
    assert "on the record already" in same.text
    assert "Record this act" not in same.text


def test_what_was_begun_can_be_left_at_any_page_and_taken_up_again(place: Place) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    half = {"done_on-day": "31", "done_on-month": "2", "depositary": "Someone"}
    listed = client.submit(page, half, button="Save and leave")
    assert listed.heading == "Acts you have begun"
    assert "It is saved." in listed.text
    assert "Adopted by government, Serbia" in client.get(FORM).text, "it is on the page of the document too"
    client.sign_out()
    client.sign_in(place.minister.person)
    whole = client.follow(client.get("/en/acts/begun"), "Adopted by government, Serbia")
    assert "An act you have begun" in whole.heading
    assert "Something is missing" in whole.text
    assert "To be entered" in whole.text
    page = client.follow(whole, "Dates")
    assert 'value="31"' in page.html
    assert "Someone" in page.html
    check = enter(client, page, TYPED)
    client.submit(check, button="Record this act")
    assert [act.depositary for act in place.acts()] == ["Someone"]
    assert "You have begun no act" in client.get("/en/acts/begun").text


def test_back_and_forth_keeps_everything(place: Place) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    page = go_on(client, page, TYPED)
    page = client.submit(page, {"title": "Закључак о усвајању"}, button="Back")
    assert page.heading == "Dates"
    assert 'value="2027"' in page.html
    page = client.submit(page, button="Continue")
    assert page.heading == "Files of the act", "it goes on with what was not entered yet"
    page = client.follow(page, "All that you have entered")
    assert "Enter the title of the instrument in English." in page.text
    page = client.follow(page, "The instrument")
    assert "Закључак о усвајању" in page.html
    check = enter(client, page, TYPED)
    page = client.submit(client.follow(check, "Dates"), {"done_on-day": "21"}, button="Continue")
    assert page.heading == "Check the act", "from there one comes back at once"
    assert "21 February 2027" in page.text
    for kept in ("Закључак о усвајању", "Not across all borders.", "Aims"):
        assert kept in page.text


def test_mistakes_of_a_page_are_all_named_and_everything_typed_is_kept(place: Place) -> None:
    client = place.client
    empty = client.submit(client.get(FORM), {}, button="Continue", status=422)
    assert empty.text.count("Choose what kind of act this is.") == 2, "once in the summary, once at the field"
    page = go_on(client, client.get(FORM), TYPED)
    wrong = {"done_on-day": "31", "done_on-month": "2", "done_on-year": "2027", "deposited_on-day": "1"}
    page = client.submit(page, {**wrong, "depositary": "Someone"}, button="Continue", status=422)
    assert page.title.startswith("Error:")
    assert page.text.count("February has no day 31.") == 2
    assert page.text.count("Enter a real date, with day, month and year.") == 2
    assert "Someone" in page.html
    page = go_on(client, page, {**TYPED, "deposited_on-day": ""})
    page = client.submit(page, {"title": "Наслов", "link": "gazette"}, button="Continue", status=422)
    for told in (
        "Choose the language of the instrument.",
        "Enter the title of the instrument in English.",
        "Enter the body that issued the instrument.",
        "Enter a link that begins with https:// or http://.",
    ):
        assert page.text.count(told) == 2
    assert "Наслов" in page.html
    page = go_on(client, go_on(client, page, {**TYPED, "link": ""}), {})
    words = {"coverage": "chapters", "reservation-1-text": "Not this paragraph.", "statement": "We add this."}
    page = client.submit(page, words, button="Continue", status=422)
    for told in (
        "Choose the chapters, or the whole text above.",
        "Choose the paragraph of reservation 1.",
        "Choose the language of these words.",
    ):
        assert page.text.count(told) == 2
    assert "Not this paragraph." in page.html
    assert place.acts() == []


def test_what_only_the_rules_can_tell_is_told_on_its_page_or_leads_there(place: Place) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    future = go_on(client, page, {**TYPED, "done_on-year": "2028"}, status=422)
    assert future.text.count("This date is in the future.") == 2
    early = go_on(client, page, {**TYPED, "done_on-year": "2020"}, status=422)
    assert "Say how an act can be older." in early.text
    bare = {**TYPED, "kind": "declaration", "coverage": "whole", "scopes": None}
    bare = {name: value for name, value in bare.items() if not name.startswith("reservation")}
    check = enter(client, client.get(FORM), bare)
    assert "Enter the words of the statement." in check.text
    assert "Record this act" not in check.text
    page = client.http.post(check.address)
    assert page.status_code == 422
    assert f'{check.address}/words#statement"' in page.text, "the summary leads to the field on its page"


def test_as_many_reservations_as_are_needed(place: Place) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    for _page in ("dates", "instrument", "files"):
        page = go_on(client, page, TYPED)
    for number in range(1, 5):
        assert f"reservation-{number}-pid" in page.html
        assert f"reservation-{number + 1}-pid" not in page.html
        values = {f"reservation-{number}-pid": str(FIRST_AIM), f"reservation-{number}-text": f"No. {number}."}
        page = client.submit(page, values, button="Add another reservation")
    check = client.submit(page, {"statement_language": "en"}, button="Continue")
    client.submit(check, button="Record this act")
    with client.saved() as db:
        act = db.scalars(select(Act)).one()
        assert [each.text for each in act.reservations] == ["No. 1.", "No. 2.", "No. 3.", "No. 4."]


def test_only_the_pages_are_shown_that_the_kind_needs(place: Place) -> None:
    act = place.make(by=place.minister)
    client = place.client
    page = client.get(f"{FORM}?about={act.id}&kind=withdrawal")
    page = go_on(client, page, {})
    assert page.heading == "Dates", "which act it is about is known from the way here"
    check = enter(client, page, {**PAPER, **DAY})
    assert "What it covers and says" in check.text
    words = client.follow(check, "What it covers and says")
    assert "Part of the text" not in words.text
    assert "Reservation 1" not in words.text
    client.submit(check, button="Record this act")
    assert place.acts()[-1].about_id == act.id
    assert "Adoption by government withdrawn" in client.get("/en/adoption").text
    page = go_on(client, client.get(FORM), {"kind": "signed"})
    assert page.heading == "Dates", "a signature is about no earlier act"


def test_a_country_withdraws_from_everything(place: Place) -> None:
    place.make(by=place.minister)
    page = go_on(place.client, place.client.get(FORM), {"kind": "withdrawal"})
    assert page.heading == "The earlier act"
    empty = place.client.submit(page, button="Continue", status=422)
    assert empty.text.count("Choose the act that this one is about.") == 2
    check = enter(place.client, page, {**PAPER, **DAY, "about": "everything"})
    assert "All that the country has done about the text" in check.text
    place.client.submit(check, button="Record this act")
    assert place.acts()[-1].about_id is None


def test_each_kind_offers_the_acts_that_it_may_be_about(place: Place) -> None:
    with place.client.saved() as db:
        make_participant(db, "HR")
    client = place.client
    own = place.make(by=place.minister)
    theirs = place.make(country="HR", reservations=[(FIRST_AIM, "Not so.")], language="en")
    place.make("signed", country="HR")
    taken_back = place.make("withdrawal", by=place.minister, about=own)
    offered = {
        "withdrawal": [],
        "withdrawal rescinded": [taken_back],
        "correction": [taken_back, own],
        "objection to reservation": [theirs],
        "declaration": [],
    }
    for kind, acts in offered.items():
        page = go_on(client, client.get(FORM), {"kind": kind})
        assert page.heading == "The earlier act"
        for act in (own, theirs, taken_back):
            assert (f"No. {act.id}:" in page.text) == (act in acts), (kind, act.id)


def test_a_correction_begins_with_the_act_as_it_is(place: Place) -> None:
    client = place.client
    page = client.submit(enter(client, client.get(FORM), TYPED), button="Record this act")
    page = go_on(client, client.follow(page, "Correct it"), {})
    assert page.heading == "Check the act", "all is there already"
    for words in ("Закључак о усвајању", "Not across all borders.", "20 February 2027"):
        assert words in page.text
    assert "Covers" not in page.text, "it does not correct that"
    page = client.submit(client.follow(page, "The instrument"), {"gazette": "Gazette 71"}, button="Continue")
    client.submit(page, button="Record this act")
    first, correction = place.acts()
    assert (correction.kind, correction.about_id, correction.scopes) == ("correction", first.id, first.scopes)
    assert correction.effective_on == first.effective_on
    page = client.get(f"{FORM}/{first.id}")
    assert "has been corrected" in page.text


def test_another_countrys_act_is_not_ours_to_correct(place: Place) -> None:
    theirs = place.make(country="HR")
    page = go_on(place.client, place.client.get(f"{FORM}?about={theirs.id}&kind=correction"), {})
    assert "There is no act on version 1 that this could be about." in page.text
    place.client.post(page.address, {"about": str(theirs.id)}, status=422)


def test_a_reservation_goes_with_an_act(place: Place) -> None:
    act = place.make(by=place.minister)
    page = place.client.get(f"{FORM}?about={act.id}&kind=reservation")
    values = {**TYPED, "kind": "reservation", "coverage": "whole", "scopes": None}
    check = enter(place.client, page, values)
    assert "What the act it goes with covers" in check.text


def test_without_a_mandate_nothing_is_recorded_and_the_text_comes_back(place: Place, sign_in: SignIn) -> None:
    client = place.client
    check = enter(client, client.get(FORM), TYPED)
    words = client.get(f"{check.address}/words").address
    client.sign_out()
    answer = client.post(words, {"statement": "Not across all borders."}, status=401)
    assert "Not across all borders." in answer.text
    with client.saved() as db:
        observer = make_mandate(db, "observer").person
    sign_in(observer)
    client.get(FORM, status=403)
    answer = client.post(words, {"statement": "Not across all borders."}, status=403)
    assert "Not across all borders." in answer.text
    sign_in(place.minister.person)
    client.post(FORM, {"kind": "signed", "version": "1", "country": "HR"}, status=422)
    assert place.acts() == []


# What is private


def test_nobody_else_reads_changes_or_deletes_what_was_begun(place: Place, sign_in: SignIn) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    client.submit(page, {"depositary": "Canary House"}, button="Save and leave")
    (draft,) = place.begun()
    address = f"{FORM}/begun/{draft.key}"
    with client.saved() as db:
        colleague = make_mandate(db, "government", person=make_person(db, "Milan Example")).person
    for person in (colleague, place.secretary.person):
        sign_in(person)
        for path in ("", "/kind", "/dates", "/delete"):
            client.get(address + path, status=404)
            client.post(address + path, {"depositary": "Mine"}, status=404)
        assert "You have begun no act" in client.get("/en/acts/begun").text
    assert "Canary House" in str(place.begun()[0].content)
    client.sign_out()
    for path in ("/en/adoption", "/en/adoption/RS", "/en/record", "/api/v1/adoption", "/api/v1/record"):
        assert "Canary House" not in client.http.get(path).text
    assert "act_draft" not in client.http.get("/api/v1/public").text


def test_what_was_begun_is_deleted_after_a_check(place: Place) -> None:
    client = place.client
    page = go_on(client, client.get(FORM), TYPED)
    page = client.follow(client.follow(page, "All that you have entered"), "Delete what I have entered")
    assert "All that you have entered goes" in page.text
    assert len(place.begun()) == 1
    page = client.submit(page, button="Delete it")
    assert "What you had begun is deleted." in page.text
    assert place.begun() == []


def test_nothing_of_what_was_typed_stays_beside_the_act(place: Place) -> None:
    values = {**TYPED, "paper-1-file": ("a.pdf", papers.PDF), "paper-1-purpose": "instrument"}
    place.client.submit(enter(place.client, place.client.get(FORM), values), button="Record this act")
    (draft,) = place.begun()
    assert (draft.content, draft.act_id) == ({}, place.acts()[0].id)
    with place.client.saved() as db:
        assert db.get_one(ActDraft, draft.id).files == []


# At every stage


@pytest.mark.parametrize("stage", ["revision", "superseded", "withdrawn"])
def test_a_government_that_objected_can_withdraw_whatever_became_of_the_document(
    place: Place, stage: str
) -> None:
    objection = place.make("objection", by=place.minister, statement="Not so.", language="en")
    place.lead_to(stage)
    client = place.client
    page = client.get(f"{FORM}/{objection.id}")
    assert "Make a reservation with it" not in page.text
    page = client.follow(page, "Withdraw it")
    assert "Ratification" not in page.text
    check = enter(client, page, {**PAPER, **DAY})
    page = client.submit(check, button="Record this act")
    assert "The act is on the record." in page.text
    assert [act.kind for act in place.acts()] == ["objection", "withdrawal"]
    page = client.follow(page, "Take the withdrawal back")
    client.submit(enter(client, page, {**PAPER, **DAY}), button="Record this act")
    assert place.acts()[-1].kind == "withdrawal rescinded"


def test_nothing_new_is_recorded_outside_of_adoption(place: Place) -> None:
    client = place.client
    check = enter(client, client.get(FORM), TYPED)
    place.lead_to("revision")
    again = client.get(check.address)
    assert "At the present stage an earlier act can be withdrawn" in again.text
    client.post(check.address, {}, status=422)
    assert place.acts() == []
    assert "Nothing can be recorded here now" in client.get(FORM).text
    client.post(FORM, {"kind": "signed", "version": "1", "country": "RS"}, status=422)


# On behalf of a government


def test_the_secretariat_records_for_a_country_with_the_letter_of_its_government(
    place: Place, sign_in: SignIn
) -> None:
    client = place.client
    sign_in(place.secretary.person)
    page = client.get(FORM)
    assert "by the letter of its government" in page.text
    values = {**TYPED, "country": "RS"}
    page = go_on(client, go_on(client, go_on(client, page, values), values), values)
    assert page.heading == "Files of the act"
    told = "Attach the letter by which the government asks for this to be recorded."
    empty = client.submit(page, button="Continue", status=422)
    assert empty.text.count(told) == 3, "on the page, in the summary, at the field"
    letter = {"paper-1-file": ("letter.pdf", papers.PDF), "paper-1-purpose": "letter"}
    check = enter(client, page, {**values, **letter})
    assert "You record it on behalf of the government, by its letter." in check.text
    page = client.submit(check, button="Record this act")
    (act,) = place.acts()
    assert (act.on_behalf, act.recorded_by_id) == (True, place.secretary.id)
    assert "on behalf of the government, by its letter" in page.text
    assert "A second person verifies it." in page.text
    assert "on behalf of the government" in client.get("/en/adoption/RS").text


def test_a_letter_that_was_left_out_again_is_missed_at_the_end(place: Place, sign_in: SignIn) -> None:
    client = place.client
    sign_in(place.secretary.person)
    letter = {"paper-1-file": ("letter.pdf", papers.PDF), "paper-1-purpose": "letter"}
    check = enter(client, client.get(FORM), {**TYPED, "country": "RS", **letter})
    page = client.follow(check, "Files of the act")
    client.submit(page, {"paper-1-drop": "yes"}, button="Save and leave")
    check = client.get(check.address)
    assert "Attach the letter" in check.text
    client.post(check.address, {}, status=422)
    assert place.acts() == []


# Time


def test_what_nobody_touched_goes_after_sixty_days(place: Place) -> None:
    go_on(place.client, place.client.get(FORM), TYPED)
    for days, left in ((59, 1), (60, 0)):
        with place.client.saved() as db:
            retention.begun_acts(db, NOW + timedelta(days=days))
        assert len(place.begun()) == left

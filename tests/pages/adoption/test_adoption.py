"""Adoption as readers, governments and the secretariat meet it in the browser."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from adoption.models import Act
from adoption.recording.acts import verify_act
from documents.models import Document, Version
from members.models import Mandate, Participant, Person
from process.models import Step
from tests.adoption.making import PAPER, make_act
from tests.support.factories import NOW, make_document, make_mandate, make_person
from tests.support.pages import Client
from tests.support.papers import lay_down, make_files

AIMS, FIRST_AIM, MEASURES = 1, 2, 4
SignIn = Callable[[Person], None]

TYPED = {
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


@dataclass
class Place:
    """A document that waits for acts, and the people who deal with them."""

    document: Document
    version: Version
    minister: Mandate
    secretary: Mandate

    @property
    def form(self) -> str:
        return f"/en/documents/{self.document.slug}/acts"


@pytest.fixture
def place(client: Client) -> Place:
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        db.add(Step(document=document, stage="adoption", taken_at=NOW))
        minister = make_mandate(db, "government", person=make_person(db, "Mina Example"))
        found = Place(document, document.versions[-1], minister, make_mandate(db, "secretariat"))
        _ = found.minister.person, found.secretary.person
    return found


def acts(client: Client) -> list[Act]:
    with client.saved() as db:
        return list(db.scalars(select(Act).order_by(Act.id)))


# Looking


def test_with_nothing_to_adopt_the_tracker_says_so(client: Client) -> None:
    page = client.get("/en/adoption")
    assert "No document is ready for adoption yet" in page.text


def test_no_information_is_not_a_no(client: Client, place: Place) -> None:
    page = client.get("/en/adoption")
    assert "Serbia No information" in page.text
    assert "No act on the record 1 · this is not a “no”" in page.text
    assert page.heading == "0 of 1 governments have acted on version 1"


def test_the_tracker_shows_word_date_and_reservations_and_leads_to_the_paper(
    client: Client, place: Place
) -> None:
    with client.saved() as db:
        document = db.merge(place.document)
        act = make_act(
            db,
            document,
            done_on=date(2027, 2, 20),
            effective_on=date(2027, 4, 1),
            by=db.merge(place.minister),
            reservations=[(FIRST_AIM, "Not across all borders.")],
            language="en",
        )
        make_act(db, document, "endorsed", country="HR", scopes=[MEASURES])
    page = client.get("/en/adoption?document=policy&version=1")
    assert "Adopted by government" in page.text
    assert "20 February 2027" in page.text
    assert "Reported" in page.text, "how well it is proved"
    assert "Croatia Endorsed, on parts of the text 1 March 2027" in page.text
    assert "2 Measures" in page.text
    country = client.follow(page, "1 reservation or declaration of Serbia")
    assert country.heading == "Serbia"
    assert "Not across all borders." in country.text
    assert "First aim: clusters work together across borders." in country.text
    paper = client.follow(country, f"No. {act.id}: Adopted by government")
    assert "Закључак о усвајању" in paper.text
    assert "Gazette 17, p. 4" in paper.text
    assert "Mina Example" in paper.text
    assert 'lang="sr-Cyrl"' in paper.html


@pytest.mark.parametrize("locale", ["en", "sr-Cyrl", "sr-Latn"])
def test_every_page_of_the_room_works_in_every_language(client: Client, place: Place, locale: str) -> None:
    with client.saved() as db:
        act = make_act(db, db.merge(place.document), by=db.merge(place.minister))
        participant = db.get_one(Participant, place.minister.participant_id)
        participant.names = {"en": "Serbia in the process", "sr-Cyrl": "Србија у процесу"}
        participant.footnotes = {"en": "As agreed.", "sr-Cyrl": "Како је договорено."}
    name = {
        "en": "Serbia in the process",
        "sr-Cyrl": "Србија у процесу",
        "sr-Latn": "Srbija u procesu",
    }[locale]
    note = {"en": "As agreed.", "sr-Cyrl": "Како је договорено.", "sr-Latn": "Kako je dogovoreno."}[locale]
    for path in ("adoption", "adoption/RS", f"documents/policy/acts/{act.id}"):
        assert name in client.get(f"/{locale}/{path}").text
    assert note in client.get(f"/{locale}/adoption").text
    assert note in client.get(f"/{locale}/adoption/RS").text


def test_the_code_of_a_country_may_be_written_small_and_has_one_address(client: Client, place: Place) -> None:
    answer = client.http.get("/en/adoption/rs?as_of=2027-02-01")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/en/adoption/RS?as_of=2027-02-01"
    assert client.http.get("/en/adoption/rs").headers["location"] == "/en/adoption/RS"
    client.get("/en/adoption/XX", status=404)


@pytest.mark.parametrize("path", ["/en/adoption", "/en/adoption/RS"])
@pytest.mark.parametrize("day", ["2027-02-30", "yesterday", "2027-03-02"])
def test_a_day_that_cannot_be_shown_is_refused_kindly(
    client: Client, place: Place, path: str, day: str
) -> None:
    page = client.get(f"{path}?as_of={day}", status=422)
    assert page.title.startswith("Error:")
    assert "1 March 2027" in page.text, "today is shown instead"


def test_an_earlier_day_is_shown_again_as_it_was(client: Client, place: Place) -> None:
    with client.saved() as db:
        document, by = db.merge(place.document), db.merge(place.minister)
        act = make_act(db, document, done_on=date(2027, 2, 18), by=by, now=NOW - timedelta(days=9))
    asked = "/en/adoption?as_of=2027-02-21&known_at=2027-02-21"
    before = client.get(asked)
    assert "18 February 2027" in before.text
    with client.saved() as db:
        document, by = db.merge(place.document), db.merge(place.minister)
        about = db.get_one(Act, act.id)
        make_act(db, document, "correction", about=about, done_on=date(2027, 2, 15), by=by)
    after = client.get(asked)
    assert after.text == before.text
    assert "What had happened by the end of 21 February 2027" in after.text
    assert "As far as was known at the end of 21 February 2027" in after.text
    assert "15 February 2027" in client.get("/en/adoption?as_of=2027-02-21").text, "as is known today"
    today = client.get("/en/adoption").text
    assert "15 February 2027" in today
    assert "18 February 2027" not in today
    assert "No information" in client.get("/en/adoption?as_of=2027-02-19&known_at=2027-02-19").text
    assert "As far as was known at the end" in client.follow(after, "Serbia").text, "links keep the day"


def test_a_corrected_act_says_so_and_leads_to_the_correction(client: Client, place: Place) -> None:
    with client.saved() as db:
        document, by = db.merge(place.document), db.merge(place.minister)
        act = make_act(db, document, by=by)
        correction = make_act(db, document, "correction", about=act, done_on=date(2027, 2, 15), by=by)
    page = client.get(f"/en/documents/policy/acts/{act.id}")
    assert "has been corrected" in page.text
    page = client.follow(page, "See the last correction")
    assert "Correction, 1 March 2027" in page.heading, "by its own day"
    assert "Date of the correction1 March 2027" in page.text
    assert "Date of the act, as corrected15 February 2027" in page.text
    with client.saved() as db:
        about = db.get_one(Act, correction.id)
        make_act(db, db.merge(place.document), "withdrawal", about=about, by=about.recorded_by)
    page = client.get(f"/en/documents/policy/acts/{act.id}")
    assert "has been corrected" not in page.text
    assert "was withdrawn" in client.follow(page, f"No. {correction.id}: Correction").text


def test_other_versions_and_documents_are_one_link_away(client: Client, place: Place) -> None:
    with client.saved() as db:
        second = make_document(db, slug="second", title="Second text", versions=2)
        make_act(db, second, "signed", country="HR")
    page = client.get("/en/adoption?document=second")
    assert "Signed" in page.text
    other = client.get("/en/adoption?document=second&version=1")
    assert "!version 2 the difference between version 1 and version 2 (Croatia)" in other.text
    assert client.follow(other, "the difference between version 1 and version 2 (Croatia)").address.endswith(
        "1...2"
    )
    client.follow(page, "Model policy")
    client.get("/en/adoption?document=second&version=9", status=404)
    client.get("/en/adoption?document=third", status=404)


# Verifying


def test_the_secretariat_verifies_what_a_government_recorded(
    client: Client, place: Place, sign_in: SignIn
) -> None:
    with client.saved() as db:
        act = make_act(db, db.merge(place.document), by=db.merge(place.minister))
    address = f"/en/documents/policy/acts/{act.id}"
    assert "Nobody has verified this act yet." in client.get(address).text
    sign_in(place.secretary.person)
    empty = client.submit(client.get(address), {"note": "Seen online."}, status=422)
    assert "Choose how well the act is proved." in empty.text
    assert "Seen online." in empty.html
    page = client.submit(empty, {"level": "in gazette"})
    assert "Your verification is on the record." in page.text
    assert "Verified: In gazette" in page.text
    assert "Seen online." in page.text


def test_the_person_who_recorded_an_act_does_not_verify_it(
    client: Client, place: Place, sign_in: SignIn
) -> None:
    with client.saved() as db:
        minister = db.merge(place.minister)
        make_mandate(db, "secretariat", person=minister.person)
        act = make_act(db, db.merge(place.document), by=minister)
    sign_in(place.minister.person)
    page = client.get(f"/en/documents/policy/acts/{act.id}")
    assert "A second person verifies it." in page.text
    client.post(page.address, {"level": "in gazette", "note": "I say so."}, status=409)
    with client.saved() as db:
        assert db.get_one(Act, act.id).verifications == []


def test_verification_shows_from_its_day(client: Client, place: Place) -> None:
    with client.saved() as db:
        document, by = db.merge(place.document), db.merge(place.minister)
        act = make_act(db, document, by=by, now=NOW - timedelta(days=3))
        verify_act(db, act, level="document seen", by=db.merge(place.secretary), now=NOW)
    assert "Document seen" in client.get("/en/adoption/RS").text
    assert "Document seen" not in client.get("/en/adoption/RS?known_at=2027-02-27").text


def test_in_gazette_wants_the_gazette_cited(client: Client, place: Place, sign_in: SignIn) -> None:
    with client.saved() as db:
        paper = replace(PAPER, gazette="")
        act = make_act(db, db.merge(place.document), by=db.merge(place.minister), instrument=paper)
    sign_in(place.secretary.person)
    page = client.get(f"/en/documents/policy/acts/{act.id}")
    assert "none is cited, so it cannot be verified as “in gazette”." in page.text
    assert 'value="in gazette"' not in page.html
    refused = client.post(page.address, {"level": "in gazette", "note": "Seen online."}, status=422)
    assert refused.text.count("This act cites no gazette.") == 2
    assert "Seen online." in refused.text
    client.submit(page, {"level": "document seen"})


def test_an_act_is_verified_against_its_files(client: Client, place: Place, sign_in: SignIn) -> None:
    with client.saved() as db:
        paper, letter, _refused = make_files(db, "example")
        files = [(paper, "instrument"), (letter, "letter")]
        act = make_act(db, db.merge(place.document), by=db.merge(place.minister), files=files)
    lay_down(client.settings.files_place, "example")
    sign_in(place.secretary.person)
    page = client.get(f"/en/documents/policy/acts/{act.id}")
    beside = page.text.partition("Look at the files first")[2]
    assert "The instrument: conclusion.pdf, to be saved" in beside
    assert "letter.txt (Waits to be scanned for viruses)" in beside
    assert "Gazette: Gazette 17, p. 4" in beside
    answer = client.http.get(page.link("conclusion.pdf, to be saved"))
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_the_list_of_acts_to_verify_has_what_the_gazette_has_not_proved(
    client: Client, place: Place, sign_in: SignIn
) -> None:
    with client.saved() as db:
        document, by, second = db.merge(place.document), db.merge(place.minister), db.merge(place.secretary)
        proved = make_act(db, document, "signed", by=by, now=NOW - timedelta(days=9))
        verify_act(db, proved, level="in gazette", by=second, now=NOW)
        seen = make_act(db, document, "endorsed", by=by, now=NOW - timedelta(days=8))
        verify_act(db, seen, level="document seen", by=second, now=NOW)
        theirs = make_act(db, document, "signed", country="HR", now=NOW - timedelta(days=7))
    sign_in(place.secretary.person)
    assert "2 acts are not proved by the gazette yet." in client.get("/en/my-mandates").text
    page = client.follow(client.get("/en/adoption"), "Verifying")
    assert "2 acts to verify" in page.text
    numbers = [words for words, _address in page.links() if words.startswith("No. ")]
    assert numbers == [f"No. {seen.id}: Endorsed", f"No. {theirs.id}: Signed"], "the oldest first"
    page = client.get("/en/acts/to-verify?level=reported")
    assert [w for w, _a in page.links() if w.startswith("No. ")] == [f"No. {theirs.id}: Signed"]
    page = client.get("/en/acts/to-verify?country=RS&level=document+seen")
    assert [w for w, _a in page.links() if w.startswith("No. ")] == [f"No. {seen.id}: Endorsed"]
    page = client.get("/en/acts/to-verify?country=RS&level=reported")
    assert "No act is in this list" in page.text
    page = client.follow(page, "Show all acts to verify")
    page = client.follow(page, f"No. {seen.id}: Endorsed")
    client.submit(page, {"level": "in gazette"})
    assert "1 act to verify" in client.get("/en/acts/to-verify").text
    sign_in(place.minister.person)
    client.get("/en/acts/to-verify", status=403)


def test_the_list_of_acts_to_verify_comes_in_pages(client: Client, place: Place, sign_in: SignIn) -> None:
    with client.saved() as db:
        document, by = db.merge(place.document), db.merge(place.minister)
        for number in range(27):
            make_act(db, document, "endorsed", by=by, statement=f"No. {number}.", language="en")
    sign_in(place.secretary.person)
    page = client.get("/en/acts/to-verify?country=RS")
    assert "27 acts to verify" in page.text
    page = client.follow(page, "Next page →")
    assert len([w for w, _a in page.links() if w.startswith("No. ")]) == 2
    assert "country=RS" in page.address


def test_what_is_taken_back_after_adoption_can_be_verified_too(
    client: Client, place: Place, sign_in: SignIn
) -> None:
    with client.saved() as db:
        document = db.merge(place.document)
        act = make_act(db, document, by=db.merge(place.minister))
        db.add(Step(document=document, stage="revision", taken_at=NOW))
    sign_in(place.secretary.person)
    page = client.submit(client.get(f"/en/documents/policy/acts/{act.id}"), {"level": "document seen"})
    assert "Your verification is on the record." in page.text

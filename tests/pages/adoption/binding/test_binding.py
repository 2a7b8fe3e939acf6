"""The text as it stands for a country: exactly how it is bound, its words in their places."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from adoption.binding.bindings import Binding, Saying, binding
from adoption.kinds import Level
from adoption.models import Act
from adoption.queries import Days
from adoption.recording.acts import verify_act
from adoption.status import NAMING
from adoption.versions import of_document
from documents.models import Document
from members.queries import participant_by_code
from sbcp.language.when import when
from sbcp.pages.adoption.binding.sentences import DID, head_sentence
from tests.adoption.making import make_act, set_rule
from tests.support.factories import NOW, make_document, make_mandate, make_version
from tests.support.pages import Client

AIMS, FIRST_AIM, MEASURES = 1, 2, 4
TODAY = NOW.date()
ADDRESS = "/en/documents/policy/versions/1/as-it-binds/HR"


def shown(db: Session, document: Document, on: date = TODAY, number: int = 1) -> Binding:
    country = participant_by_code(db, "HR")
    assert country is not None
    return binding(db, document.versions[number - 1], country, Days(on))


def sentence(db: Session, document: Document, on: date = TODAY) -> str:
    return head_sentence(shown(db, document, on), "Croatia")


def test_the_head_says_by_what_act_from_when_and_with_what(db: Session) -> None:
    document = make_document(db)
    set_rule(db, document, needs=1)
    act = make_act(
        db,
        document,
        country="HR",
        done_on=date(2027, 1, 10),
        reservations=[(FIRST_AIM, "Samo unutar granica.")],
        language="hr",
    )
    by = act.recorded_by
    make_act(db, document, "declaration", by=by, country="HR", statement="Izjavljujemo.", language="hr")
    make_act(db, document, "declaration", by=by, country="HR", statement="I opet.", language="hr")
    make_act(
        db, document, "objection to reservation", country="RS", about=act, statement="No.", language="en"
    )
    expected = (
        "Croatia adopted version 1 by its government on 10 January 2027, bound from 9 February 2027, "
        "with 1 reservation; 2 declarations; 1 objection by others."
    )
    assert sentence(db, document) == expected
    assert "The text enters into force on 9 February 2027." not in sentence(db, document)
    before = sentence(db, document, date(2027, 2, 1))
    assert "bound" not in before.partition("The text does not bind it yet.")[0]
    assert before.endswith("The text does not bind it yet. The text enters into force on 9 February 2027.")


def test_a_signature_does_not_bind_and_an_endorsement_is_no_consent(db: Session) -> None:
    document = make_document(db)
    by = make_act(db, document, "endorsed", country="HR").recorded_by
    assert sentence(db, document) == (
        "Croatia endorsed version 1 on 1 March 2027. "
        "No consent of it to be bound by the text is on the record."
    )
    make_act(db, document, "signed", country="HR", by=by)
    assert (
        sentence(db, document) == "Croatia signed version 1 on 1 March 2027. The text does not bind it yet."
    )


def test_without_a_rule_nothing_says_from_when_it_is_bound(db: Session) -> None:
    document = make_document(db)
    make_act(db, document, "ratification", country="HR")
    assert sentence(db, document) == (
        "Croatia ratified version 1 on 1 March 2027. The text does not bind it yet. "
        "No rule of entry into force has been set for this text."
    )


def test_what_was_withdrawn_stands_no_more_and_an_end_to_come_is_said(db: Session) -> None:
    document = make_document(db)
    act = make_act(db, document, "signed", country="HR", done_on=date(2027, 1, 10))
    by = act.recorded_by
    make_act(db, document, "withdrawal", by=by, country="HR", about=act, done_on=date(2027, 2, 1))
    assert sentence(db, document) == (
        "Croatia, version 1: Signature withdrawn, from 1 February 2027. Nothing else of that stands."
    )
    set_rule(db, document, needs=1)
    make_act(db, document, "ratification", by=by, country="HR", done_on=date(2027, 2, 10))
    make_act(db, document, "withdrawal", by=by, country="HR", effective_on=date(2027, 9, 1))
    assert "It has withdrawn; that has effect from 1 September 2027." in sentence(db, document)
    assert sentence(db, document, date(2027, 9, 2)) == (
        "Croatia withdrew from version 1: what it had done ended on 1 September 2027."
    )


def test_parts_are_not_the_whole(db: Session) -> None:
    document = make_document(db)
    by = make_mandate(db, "government", country="HR")
    make_act(db, document, "endorsed", by=by, country="HR", scopes=[MEASURES])
    part = shown(db, document)
    assert head_sentence(part, "Croatia") == (
        "Croatia has acted on 1 chapter of version 1, and not on the whole."
    )
    assert [chapter.pid for chapter, _standing in part.chapters] == [MEASURES]
    assert MEASURES not in [each.pid for each in part.uncovered]
    assert AIMS in [each.pid for each in part.uncovered]


def test_a_chapter_that_was_given_up_leads_to_the_withdrawal(client: Client) -> None:
    with client.saved() as db:
        document = make_document(db, slug="policy")
        act = make_act(db, document, "endorsed", country="HR", scopes=[MEASURES], done_on=date(2027, 2, 20))
        withdrawal = make_act(db, document, "withdrawal", by=act.recorded_by, about=act)
        numbers = act.id, withdrawal.id
    chapter = client.get(ADDRESS).text.partition("Croatia, this chapter:")[2]
    assert "Endorsement withdrawn 1 March 2027" in chapter
    given, taken = f"Act no. {numbers[0]}", f"Act no. {numbers[1]}"
    assert chapter.index(f"By what act: {taken}") < chapter.index(f"What was withdrawn: Endorsed, {given}")


def test_every_kind_of_act_that_a_country_stands_by_has_a_sentence() -> None:
    assert set(DID) == set(NAMING)


def test_of_a_month_no_day_is_said() -> None:
    assert when(date(2027, 1, 31), "month") == "in January 2027"
    assert when(date(2027, 12, 31), "year") == "in 2027"


def test_words_are_those_of_the_last_correction_and_an_objection_stays_with_them(db: Session) -> None:
    document = make_document(db)
    act = make_act(
        db, document, "reservation", country="HR", reservations=[(FIRST_AIM, "Before.")], language="en"
    )
    correction = make_act(
        db,
        document,
        "correction",
        country="HR",
        by=act.recorded_by,
        about=act,
        reservations=[(FIRST_AIM, "After.")],
        language="en",
    )
    objection = make_act(
        db,
        document,
        "objection to reservation",
        country="RS",
        about=correction,
        statement="We do not accept it.",
        language="en",
    )
    [said] = shown(db, document).stated
    assert (said.text, said.act, said.source, said.saying) == (
        "After.", act.id, correction.id, Saying.RESERVATION,
    )  # fmt: skip
    assert [each.act for each in said.objections] == [objection.id]
    assert [each.objections for each in of_document(db, document, TODAY).statements(1)] == [1]
    make_act(db, document, "withdrawal", about=objection, by=objection.recorded_by, country="RS")
    assert shown(db, document).objections == []


@pytest.fixture
def croatia(client: Client) -> Act:
    """An adoption with a reservation in Croatian, on the first of two versions."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
        act = make_act(
            db,
            document,
            country="HR",
            done_on=date(2027, 1, 10),
            reservations=[(FIRST_AIM, "Samo unutar granica.")],
            language="hr",
        )
        make_act(db, document, "endorsed", by=act.recorded_by, country="HR", scopes=[MEASURES])
        make_version(db, document)
    return act


def test_the_words_stand_at_their_paragraph_in_their_language(client: Client, croatia: Act) -> None:
    page = client.get(ADDRESS)
    assert page.heading == "The text as it stands for Croatia"
    at = page.html.partition(f'id="p-{FIRST_AIM}"')[2].partition('id="p-')[0]
    assert '<div class="user-text" lang="hr"><p>Samo unutar granica.</p>' in at
    assert "Reservation" in at
    assert "Reported" in at
    assert f"/acts/{croatia.id}" in at
    assert "it is for the countries and their readers to judge" in page.text
    other = client.follow(client.get("/en/adoption/HR"), "Version 1 as it stands for Croatia")
    assert other.address == ADDRESS
    assert (
        client.get(f"/en/documents/policy/acts/{croatia.id}").link("Version 1 as it stands for Croatia")
        == ADDRESS
    )


def test_the_reading_page_names_the_countries_that_have_acted_and_no_others(
    client: Client, croatia: Act
) -> None:
    page = client.get("/en/documents/policy/versions/1")
    assert page.link("Croatia") == ADDRESS
    assert "As it stands for: Croatia" in page.text
    assert "As it stands for" not in client.get("/en/documents/policy/versions/2").text


def test_a_version_that_it_did_not_act_on_says_so_and_leads_to_the_one_that_it_did(
    client: Client, croatia: Act
) -> None:
    page = client.get("/en/documents/policy/versions/2/as-it-binds/HR")
    assert (
        "Nothing on the record says that Croatia has adopted, signed or objected to version 2." in page.text
    )
    assert "This is not a “no”." in page.text
    assert client.follow(page, "version 1").address == ADDRESS
    assert client.follow(page, "What changed between version 1 and version 2").address.endswith("1...2")
    client.get("/en/documents/policy/versions/3/as-it-binds/HR", status=404)
    client.get("/en/documents/policy/versions/2/as-it-binds/XX", status=404)


def test_another_day_and_what_was_known_are_told(client: Client, croatia: Act) -> None:
    assert "10 January 2027" in client.get(f"{ADDRESS}?as_of=2027-01-10").text
    assert "Nothing to mark" in client.get(f"{ADDRESS}?as_of=2027-01-09").text
    assert "Nothing to mark" in client.get(f"{ADDRESS}?known_at=2027-02-01").text
    assert client.get(f"{ADDRESS}?as_of=2999-01-01", status=422).title.startswith("Error:")
    moved = client.http.get(ADDRESS.replace("HR", "hr") + "?as_of=2027-01-10")
    assert (moved.status_code, moved.headers["location"]) == (301, f"{ADDRESS}?as_of=2027-01-10")


def test_the_kept_page_shows_what_is_proved_since(client: Client, croatia: Act) -> None:
    assert "Document seen" not in client.get(ADDRESS).text
    with client.saved() as db:
        act = db.get_one(Act, croatia.id)
        verify_act(db, act, level="document seen", by=make_mandate(db), now=NOW + timedelta(minutes=1))
    assert "Document seen" in client.get(ADDRESS).text


def test_programs_get_the_same(client: Client, croatia: Act) -> None:
    found = client.http.get("/api/v1/documents/policy/versions/1/as-it-binds/HR").json()
    assert found["standing"]["act"] == croatia.id
    [stated] = found["stated"]
    assert (stated["pid"], stated["text"], stated["language"]) == (FIRST_AIM, "Samo unutar granica.", "hr")
    before = client.http.get("/api/v1/documents/policy/versions/1/as-it-binds/HR?as_of=2027-01-01").json()
    assert before["stated"] == []


def test_the_page_of_a_country_begins_with_the_same_sentence(client: Client, croatia: Act) -> None:
    first = (
        "Croatia adopted version 1 by its government on 10 January 2027, with 1 reservation. "
        "The text does not bind it yet. No rule of entry into force has been set for this text."
    )
    assert first in client.get(ADDRESS).text
    assert first in client.get("/en/adoption/HR").text


def test_who_has_left_the_whole_reserves_nothing_on_it(db: Session) -> None:
    document = make_document(db)
    act = make_act(db, document, "signed", country="HR", done_on=date(2027, 1, 10))
    by = act.recorded_by
    make_act(
        db, document, "reservation", by=by, country="HR", reservations=[(FIRST_AIM, "No.")], language="en"
    )
    assert len(shown(db, document).stated) == 1
    make_act(db, document, "withdrawal", by=by, country="HR", about=act)
    left = shown(db, document)
    assert left.whole.ended
    assert left.stated == []


def test_in_serbian_a_day_ends_a_sentence_with_one_full_stop(client: Client) -> None:
    with client.saved() as db:
        make_act(db, make_document(db, slug="policy"), "signed", country="HR")
    page = client.get("/sr-Cyrl/documents/policy/versions/1/as-it-binds/HR")
    assert "Хрватска: верзија 1 потписана је 1. 3. 2027. Текст је још не обавезује." in page.text
    assert ".." not in page.text.replace("...", "")


def test_why_an_act_was_corrected_is_not_what_the_country_says_of_the_text(db: Session) -> None:
    document = make_document(db)
    act = make_act(db, document, "ratification", country="HR")
    by = act.recorded_by
    why = "The number of the gazette is 71, not 17."
    make_act(db, document, "correction", country="HR", by=by, about=act, statement=why, language="en")
    assert shown(db, document).stated == []
    spoken = make_act(
        db, document, "declaration", country="HR", by=by, statement="We declare.", language="en"
    )
    make_act(
        db, document, "correction", country="HR", by=by, about=spoken, statement="We solemnly declare.",
        language="en",
    )  # fmt: skip
    assert [each.text for each in shown(db, document).stated] == ["We solemnly declare."]


def test_who_is_not_bound_for_want_of_proof_is_told_so(db: Session) -> None:
    document = make_document(db)
    set_rule(db, document, needs=1, level=Level.DOCUMENT_SEEN)
    act = make_act(db, document, "ratification", country="HR", done_on=date(2027, 1, 10))
    asked = "It is not proved as the rule asks (document seen)."
    assert sentence(db, document).endswith(
        f"The text does not bind it yet. Version 1 is not in force. {asked}"
    )
    other = make_act(db, document, "ratification", country="RS", done_on=date(2027, 1, 10))
    by = make_mandate(db, "secretariat")
    verify_act(db, other, level=Level.DOCUMENT_SEEN, by=by, now=NOW)
    assert sentence(db, document).endswith(f"The text does not bind it yet. {asked}")
    verify_act(db, act, level=Level.DOCUMENT_SEEN, by=by, now=NOW)
    assert asked not in sentence(db, document)

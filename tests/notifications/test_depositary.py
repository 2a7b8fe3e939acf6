"""Notifications of acts: to the representatives of every country, once, in their language, numbered."""

from datetime import timedelta
from email.message import EmailMessage
from xml.etree import ElementTree

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from time_machine import Traveller

from adoption.begun import keeping
from adoption.lists.entering import Source, checked_lines, enter_list
from adoption.models import Act
from adoption.recording.acts import verify_act
from adoption.recording.signatories import Signed
from core.queue.outbox import Message
from core.record.entries import Entry
from documents.models import Document
from documents.queries import document_by_slug
from members.models import Mandate, Person
from sbcp.notifications.depositary import sending, series
from sbcp.notifications.events import NOTIFIED
from sbcp.notifications.models import NewsRead, Reader
from tests.adoption.making import make_act
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_person
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, text_of
from tests.support.watching.statements import hearing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def document(client: Client) -> Document:
    """A document, and nothing to be told of yet."""
    with client.saved() as db:
        document = make_document(db, slug="policy", title="Model policy")
    sending.notify_participants(client.database, client.settings, NOW)
    return document


def member(
    db: Session, email: str, role: str = "government", country: str = "RS", locale: str = "en"
) -> Mandate:
    person = make_person(db, email=email)
    person.locale = locale
    return make_mandate(db, role, country=country, person=person)


def tell(client: Client, post: PostOffice, clock: Traveller, hours: int = 1) -> list[EmailMessage]:
    """The letters that go out when the chore comes round."""
    at = NOW + hours * HOUR
    clock.move_to(at)
    before = len(post.letters)
    sending.notify_participants(client.database, client.settings, at)
    send_all(client, post)
    return post.letters[before:]


def to(letters: list[EmailMessage]) -> list[str]:
    return sorted(str(letter["To"]) for letter in letters)


def titles(client: Client, address: str) -> list[str]:
    feed = ElementTree.fromstring(client.http.get(address).content)
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_the_representatives_of_every_country_are_told_in_their_language_and_nobody_else(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org", locale="sr-Cyrl")
        member(db, "al@example.org", country="AL")
        member(db, "contact@example.org", "contact_point", "BG", locale="sr-Latn")
        for role in ("secretariat", "working_group", "observer", "admin"):
            member(db, f"{role}@example.org", role, country="")
        make_act(db, document_by_slug(db, "policy"), "ratification", by=by)
    letters = {str(letter["To"]): letter for letter in tell(client, post, clock)}
    assert sorted(letters) == ["al@example.org", "contact@example.org", "rs@example.org"]
    assert letters["al@example.org"]["Subject"] == (
        "Notification no. 1: Serbia ratified version 1 of “Model policy” on 1 March 2027"
    )
    assert str(letters["rs@example.org"]["Subject"]).startswith("Обавештење бр. 1: ")
    assert "Obaveštenje br. 1" in text_of(letters["contact@example.org"])
    assert "Nacionalna kontakt tačka, Bugarska" in text_of(letters["contact@example.org"])
    assert tell(client, post, clock, 2) == [], "once"


def test_it_says_all_that_was_recorded_and_what_is_not_proved_yet(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        member(db, "al@example.org", country="AL")
        by = member(db, "rs@example.org")
        policy = document_by_slug(db, "policy")
        first = policy.versions[0].paragraphs[1]
        act = make_act(
            db,
            policy,
            "ratification",
            by=by,
            reservations=[(first.pid, "Нас то не обавезује.")],
            statement="Изјављујемо ово.",
            language="sr-Cyrl",
            effective_on=NOW.date() + 30 * DAY,
            deposited_on=NOW.date(),
            depositary="The secretariat",
        )
        number = act.id
        entry = db.scalars(select(Entry).where(Entry.action == "act.recorded")).one().seq
    letter = next(each for each in tell(client, post, clock) if each["To"] == "al@example.org")
    said = text_of(letter)
    for words in (
        "Notification no. 1 about “Model policy”",
        "Country: Serbia",
        "Kind: Ratification",
        "Text: version 1 of “Model policy”",
        "Date of the act: 1 March 2027",
        "Deposited: 1 March 2027, The secretariat",
        "In effect from: 31 March 2027",
        "Instrument: Закључак о усвајању",
        "Title in English: Conclusion on the adoption",
        "Gazette: Gazette 17, p. 4",
        "First aim: clusters work together across borders.",
        "> Нас то не обавезује.",
        "> Изјављујемо ово.",
        "reported. A second person has not seen the paper yet.",
        f"http://localhost/en/documents/policy/acts/{number}",
        f"http://localhost/en/record/{entry}",
        "http://localhost/feeds/documents/policy/adoption.atom?language=en",
        "You receive this because you hold a mandate as Government representative for Albania.",
        "It cannot be stopped while the mandate lasts.",
    ):
        assert words in said, words
    assert letter["List-Unsubscribe"] is None, "it is official mail"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_each_act_and_each_word_on_its_proof_is_a_notification_of_its_own(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        policy = document_by_slug(db, "policy")
        by, other = member(db, "rs@example.org"), member(db, "al@example.org", country="AL")
        signed = make_act(db, policy, "signed", by=by)
        reserved = make_act(
            db,
            policy,
            "reservation",
            by=by,
            about=signed,
            reservations=[(policy.versions[0].paragraphs[1].pid, "Not so.")],
            language="en",
        )
        make_act(
            db, policy, "objection to reservation", by=other, about=reserved, statement="No.", language="en"
        )
        make_act(db, policy, "correction", by=by, about=signed, done_on=NOW.date() - DAY)
        make_act(db, policy, "withdrawal", by=by, about=signed)
        second = make_mandate(db)
        verify_act(db, signed, level="document seen", by=second, now=NOW)
        verify_act(db, signed, level="in gazette", note="Gazette 17.", by=second, now=NOW)
    letters = [each for each in tell(client, post, clock) if each["To"] == "al@example.org"]
    subjects = [str(letter["Subject"]) for letter in letters]
    assert [subject.partition(":")[0] for subject in subjects] == [
        f"Notification no. {number}" for number in range(1, 8)
    ]
    for subject, words in zip(
        subjects,
        ("signed", "reservation", "objected", "corrected", "withdrawn", "Document seen", "In gazette"),
        strict=True,
    ):
        assert words in subject
    assert "> Gazette 17." in text_of(letters[-1])
    assert "Kind: Signed\r\n" in text_of(letters[-1]), "which act it is, and its paper"
    assert "Instrument: Закључак о усвајању\r\n" in text_of(letters[-1])
    assert "as a second person has verified it: In gazette." in text_of(letters[-1])


def test_a_correction_is_told_by_its_own_day_and_not_as_what_it_covers(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        policy, by = document_by_slug(db, "policy"), member(db, "rs@example.org")
        chapter = next(each for each in policy.versions[0].paragraphs if each.kind == "heading")
        values = {"by": by, "done_on": NOW.date() - 9 * DAY, "scopes": [chapter.pid]}
        signed = make_act(db, policy, "signed", **values)
        correction = make_act(db, policy, "correction", about=signed, **values)
        verify_act(db, correction, level="document seen", by=make_mandate(db), now=NOW + DAY)
    _signed, told, verified = tell(client, post, clock, 48)
    assert told["Subject"] == (
        "Notification no. 2: Serbia corrected an earlier act on version 1 of “Model policy” on 1 March 2027"
    )
    for letter in (told, verified):
        said = text_of(letter)
        assert "Date of the correction: 1 March 2027" in said
        assert "Date of the act, as corrected: 20 February 2027" in said
        assert "Covers" not in said


def test_no_letter_names_who_signed_and_its_page_does(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        signed = [Signed("Mila Example", "Minister", "not known")]
        act = make_act(db, document_by_slug(db, "policy"), "signed", by=by, signatories=signed)
        address = f"/en/documents/policy/acts/{act.id}"
    (letter,) = tell(client, post, clock)
    assert "Mila" not in letter.as_string(), "a name can be erased here and not from a mailbox"
    assert f"http://localhost{address}" in text_of(letter)
    assert "Mila Example" in client.get(address).text


def test_the_page_of_an_act_says_under_which_numbers_it_was_told(client: Client, document: Document) -> None:
    with client.saved() as db:
        policy, by = document_by_slug(db, "policy"), member(db, "rs@example.org")
        make_act(db, policy, "endorsed", by=by)
        signed = make_act(db, policy, "signed", by=by)
        make_act(db, policy, "declaration", by=by, statement="So.", language="en")
        verify_act(db, signed, level="document seen", by=make_mandate(db), now=NOW)
        entry = db.scalars(select(Entry.seq).where(Entry.action == "act.verified")).one()
        address = f"/en/documents/policy/acts/{signed.id}"
    page = client.get(address)
    assert "Notification no. 2 to all countries" in page.text
    assert client.follow(page, "Notification no. 4").address == f"/en/record/{entry}"


def test_a_list_of_a_thousand_acts_is_one_message_to_each(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        member(db, "al@example.org", country="AL")
        member(db, "rs@example.org")
        make_participant(db, "BG")
        first = NOW.date() - 2000 * DAY
        rows = [[("RS", "AL")[n % 2], "declaration", (first + n * DAY).isoformat()] for n in range(1000)]
        take_in(db, [["participant", "act", "date"], *rows])
    letters = tell(client, post, clock)
    assert to(letters) == ["al@example.org", "rs@example.org"]
    said = text_of(letters[0])
    assert "Acts: 1,000" in said
    assert "Countries: Albania, Serbia" in said
    assert "Their papers have not been seen yet." in said
    assert "/en/documents/policy/acts/lists/1" in said
    assert [title[:19] for title in titles(client, "/feeds/countries/AL.atom")] == ["Notification no. 1:"]
    assert titles(client, "/feeds/countries/BG.atom") == [], "there is no act of it on the list"


def take_in(db: Session, table: list[list[str]]) -> None:
    policy, secretary = document_by_slug(db, "policy"), make_mandate(db)
    lines = checked_lines(db, table, NOW)
    source = Source("acts.csv", "0" * 64, "From the archive.")
    enter_list(db, policy.versions[0], lines, source, asked_by=secretary, approved_by=secretary, now=NOW)


def test_the_feeds_have_the_same_notifications_by_the_same_numbers(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        policy, charter = document_by_slug(db, "policy"), make_document(db, slug="charter", title="Charter")
        by = member(db, "rs@example.org")
        make_act(db, policy, "signed", by=by)
        make_act(db, charter, "endorsed", by=by)
        make_act(db, policy, "ratification", by=member(db, "al@example.org", country="AL"))
    subjects = [str(each["Subject"]) for each in tell(client, post, clock) if each["To"] == "rs@example.org"]
    assert [subject[:19] for subject in subjects] == [
        f"Notification no. {number}:" for number in (1, 1, 2)
    ], "of each document in a series of its own"
    assert titles(client, "/feeds/documents/policy/adoption.atom") == [subjects[2], subjects[0]]
    assert titles(client, "/feeds/countries/RS.atom") == [subjects[1], subjects[0]]
    assert set(titles(client, "/feeds/documents/policy.atom")) >= {subjects[0], subjects[2]}
    feed = client.http.get("/feeds/documents/policy/adoption.atom").text
    assert "A second person has not seen the paper yet." in feed
    assert "Обавештење бр. 2" in client.http.get("/feeds/countries/AL.atom?language=sr-Cyrl").text


def test_S16_what_is_not_recorded_yet_is_told_to_nobody(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        content = {"words": {"statement": "CANARY of a draft"}}
        keeping.begin(db, document_by_slug(db, "policy"), content, by=by, now=NOW)
    assert tell(client, post, clock) == []
    with client.saved() as db:
        make_act(db, document_by_slug(db, "policy"), "signed", by=db.scalars(select(Mandate)).first())
    [letter] = tell(client, post, clock, 2)
    assert "CANARY" not in letter.as_string()
    assert "CANARY" not in client.http.get("/feeds/documents/policy/adoption.atom").text


def test_who_represents_nobody_any_more_is_not_told(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        disabled = member(db, "off@example.org", country="AL")
        disabled.person.disabled_at = NOW
        make_mandate(db, "government", country="BG", ends_on=NOW.date() - DAY)
        make_mandate(db, "contact_point", person=by.person)
        make_act(db, document_by_slug(db, "policy"), "signed", by=by)
    assert to(tell(client, post, clock)) == ["rs@example.org"], "and with two mandates once"


def test_broken_off_in_the_middle_it_goes_on_and_tells_nobody_twice(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        before = db.get_one(NewsRead, Reader.PARTICIPANTS).seq
        by = member(db, "rs@example.org")
        for code in ("AL", "BA", "BG", "HR"):
            member(db, f"{code.lower()}@example.org", country=code)
        make_act(db, document_by_slug(db, "policy"), "signed", by=by)
    assert len(tell(client, post, clock)) == 5
    with client.saved() as db:  # as it is after the first people, when the mark is not yet stored
        db.get_one(NewsRead, Reader.PARTICIPANTS).seq = before
        db.execute(delete(Message).where(Message.recipient.in_(["bg@example.org", "hr@example.org"])))
    assert to(tell(client, post, clock, 2)) == ["bg@example.org", "hr@example.org"]


def test_nobody_is_notified_of_what_was_recorded_before_there_were_notifications(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        make_act(db, document_by_slug(db, "policy"), "signed", by=by)
        db.delete(db.get_one(NewsRead, Reader.PARTICIPANTS))
        last = db.scalars(select(Entry.seq).order_by(Entry.seq.desc())).first()
        db.execute(update(NewsRead).where(NewsRead.id == Reader.AUTHORS).values(seq=last))
    assert tell(client, post, clock) == []
    with client.saved() as db:
        make_act(db, document_by_slug(db, "policy"), "ratification", by=db.get_one(Mandate, by.id))
    [letter] = tell(client, post, clock, 2)
    assert str(letter["Subject"]).startswith("Notification no. 2:"), "the series has those of before"


def test_the_chore_does_it_and_an_erased_person_leaves_no_letter(client: Client, document: Document) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        make_act(db, document_by_slug(db, "policy"), "signed", by=by)
    client.do_chores()
    with client.saved() as db:
        [message] = db.scalars(select(Message).where(Message.template == "notification"))
        person = db.scalars(select(Person).where(Person.email == "rs@example.org")).one()
        assert message.about == f"person:{person.id}", "by which it is shown to them and erased with them"
        assert not message.urgent, "it waits behind what somebody waits for"


def test_more_acts_than_a_mailbox_takes_in_an_hour_follow_in_the_next(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        for number in range(25):
            words = {"statement": f"No. {number}", "language": "en"}
            make_act(db, document_by_slug(db, "policy"), "declaration", by=by, **words)
    assert len(tell(client, post, clock)) == 20
    assert len(tell(client, post, clock, 3)) == 5, "none is lost, and none comes twice"


def test_numbers_take_one_statement_however_many_there_are(client: Client, document: Document) -> None:
    with client.saved() as db:
        by = member(db, "rs@example.org")
        policy = document_by_slug(db, "policy")
        for day in range(12):
            make_act(db, policy, "declaration", by=by, statement=f"No. {day}", language="en")
        seqs = list(db.scalars(select(Entry.seq).where(Entry.action.in_(NOTIFIED)).order_by(Entry.seq)))
        heard: list[str] = []
        with hearing(client.database.engine, heard.append):
            assert series.numbers(db, seqs[-3:]) == dict(zip(seqs[-3:], (10, 11, 12), strict=True))
        assert len(heard) == 1
        assert db.query(Act).count() == 12

"""News: the right events to the right people, once, in their language, with the words that are new."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from time_machine import Traveller

from adoption.kinds import ActKind
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Consultation
from consultation.responses.erasing import erase_author
from documents import queries
from documents.drafting.draft import Draft
from documents.models import Document
from members.models import Mandate
from process.services import publish_version
from sbcp.notifications import deadlines, digests, following, wording
from sbcp.notifications.events import Event
from sbcp.notifications.following import Target
from sbcp.notifications.models import Follower
from tests.consultation.sending import send_comment
from tests.mail.letters import send_all
from tests.support.factories import (
    NOW,
    make_consultation,
    make_document,
    make_mandate,
    make_participant,
    make_person,
)
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in, text_of

# What differs between the databases is tried in test_outbox.py and test_both_databases.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_AIM, SECOND_AIM = 2, 3  # pids in the text of the factories: under the heading 1


@pytest.fixture
def document(client: Client) -> Document:
    with client.saved() as db:
        return make_document(db, slug="policy", title="Model policy")


def follow(
    client: Client,
    email: str = "ana@example.org",
    *,
    pid: int | None = None,
    section: bool = False,
    country: str = "",
    everything: bool = False,
    pace: str = "at once",
    locale: str = "en",
) -> None:
    """Follow from now on, as a member does."""
    with client.saved() as db:
        found = queries.document_by_slug(db, "policy")
        paragraph = queries.paragraph_in_versions(db, found, pid)[-1] if pid else None
        target = Target(None if country or everything else found, paragraph, section, country)
        person = make_person(db, email=email)
        following.follow_at_once(db, person, locale=locale, target=target, pace=pace, now=NOW)


def tell(client: Client, post: PostOffice, at: datetime, clock: Traveller) -> int:
    """The chore and the sender at a moment; how many letters went out."""
    clock.move_to(at)
    digests.notify_followers(client.database, client.settings, at)
    return send_all(client, post)


def subject_document(db: Session) -> Document:
    return queries.document_by_slug(db, "policy")


def open_round(client: Client) -> Consultation:
    with client.saved() as db:
        return make_consultation(
            db, subject_document(db).versions[-1], introduction="Tell us what is missing."
        )


def new_version(client: Client, pid: int, words: str, at: datetime = NOW) -> None:
    with client.saved() as db:
        found = subject_document(db)
        row = queries.draft_paragraph(db, found, pid)
        assert row is not None
        draft = Draft(db, found, by=None, reason="as asked", now=at)
        draft.edit(pid, words, based_on=row.changed_in)
        publish_version(db, found, label="second draft", by=None, now=at)


def comment(client: Client, round_: Consultation, pid: int, body: str = "Say it plainly.") -> int:
    with client.saved() as db:
        sent = send_comment(db, db.get_one(Consultation, round_.id), pid, body=body)
        assert sent.number
        return sent.number


# At once


def test_a_new_version_is_told_with_the_new_words_and_a_link_to_the_change(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client)
    new_version(client, FIRST_AIM, "First aim: nobody is left out.")
    assert tell(client, post, NOW + HOUR, clock) == 1
    [letter] = post.letters
    happened = "Version 2 of “Model policy” was published: 1 paragraph changed"
    assert letter["Subject"] == happened
    said = text_of(letter)
    assert said.startswith(f"{happened}."), "the first sentence says it too"
    assert "It is called “second draft”." in said
    assert "> First aim: nobody is left out." in said
    assert "http://localhost/en/documents/policy/compare/1...2" in said
    assert "You receive this because you follow: Model policy." in said
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_is_told_of_what_happened_before_they_followed_or_twice(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    open_round(client)
    follow(client)
    assert tell(client, post, NOW + HOUR, clock) == 0, "never empty"
    new_version(client, FIRST_AIM, "Other words.")
    assert tell(client, post, NOW + 2 * HOUR, clock) == 1
    for hours in (3, 4, 30, 200):
        assert tell(client, post, NOW + hours * HOUR, clock) == 0


def test_what_happens_within_ten_minutes_comes_together(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client)
    round_ = open_round(client)
    assert tell(client, post, NOW + HOUR, clock) == 1
    comment(client, round_, FIRST_AIM)
    assert tell(client, post, NOW + HOUR + timedelta(minutes=5), clock) == 0
    comment(client, round_, SECOND_AIM)
    assert tell(client, post, NOW + HOUR + timedelta(minutes=10), clock) == 1
    assert post.letters[-1]["Subject"] == "2 pieces of news about Model policy"


def test_the_same_event_goes_once_to_somebody_who_follows_the_document_and_its_paragraph(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pid=FIRST_AIM, pace="at once")
    follow(client, pace="weekly")
    follow(client, everything=True, pace="daily")
    new_version(client, FIRST_AIM, "Other words.")
    assert tell(client, post, NOW + HOUR, clock) == 1
    for days in range(1, 15):
        assert tell(client, post, NOW + days * DAY, clock) == 0
    with client.saved() as db:
        assert db.query(Follower).one().told == [], "and what was told is not kept for ever"


def test_a_follower_of_a_paragraph_hears_of_it_alone(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pid=FIRST_AIM)
    new_version(client, SECOND_AIM, "Second aim: other words.")
    assert tell(client, post, NOW + HOUR, clock) == 0
    round_ = open_round(client)
    assert tell(client, post, NOW + 2 * HOUR, clock) == 1, "when one can be heard concerns all who follow"
    comment(client, round_, SECOND_AIM)
    assert tell(client, post, NOW + 3 * HOUR, clock) == 0
    number = comment(client, round_, FIRST_AIM, "What about small firms?")
    assert tell(client, post, NOW + 4 * HOUR, clock) == 1
    assert "> What about small firms?" in text_of(post.letters[-1])
    with client.saved() as db:
        answer_it(db, number, make_mandate(db, "working_group"))
    assert tell(client, post, NOW + 5 * HOUR, clock) == 1
    assert "> They are clusters, too." in text_of(post.letters[-1])
    assert f"/en/documents/policy/comments/{number}" in text_of(post.letters[-1])


def answer_it(db: Session, number: int, by: Mandate) -> None:
    from consultation.answers.triage import comment_by_number

    found = comment_by_number(db, subject_document(db), number)
    answer_comment(
        db,
        found,
        AnswerInput(answer="not accepted", reason="They are clusters, too.", language="en", revisions=[]),
        by=by,
        now=NOW,
    )


def test_a_follower_of_a_section_hears_of_all_below_the_heading_and_of_nothing_else(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pid=1, section=True)
    new_version(client, 5, "Other words below another heading.")
    assert tell(client, post, NOW + HOUR, clock) == 0
    new_version(client, SECOND_AIM, "Second aim: other words.")
    assert tell(client, post, NOW + 2 * HOUR, clock) == 1
    assert "> Second aim: other words." in text_of(post.letters[0])


def test_a_follower_of_a_paragraph_goes_with_it_through_split_and_merger(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pid=FIRST_AIM)
    with client.saved() as db:
        found = subject_document(db)
        draft = Draft(db, found, by=None, reason="as asked", now=NOW)
        row = queries.draft_paragraph(db, found, FIRST_AIM)
        assert row is not None
        revision = draft.split(FIRST_AIM, ["First aim.", "Across borders."], based_on=row.changed_in)
        publish_version(db, found, label="split", by=None, now=NOW)
        part = next(pid for pid in revision.pids if pid != FIRST_AIM)
    assert tell(client, post, NOW + HOUR, clock) == 1
    new_version(client, part, "Across all borders.")
    assert tell(client, post, NOW + 2 * HOUR, clock) == 1
    assert "> Across all borders." in text_of(post.letters[-1])


def test_a_follower_of_a_country_hears_of_its_acts(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    from tests.adoption.making import make_act

    with client.saved() as db:
        make_participant(db, "RS")
        make_participant(db, "AL", position=2)
    follow(client, country="AL")
    follow(client, "else@example.org", country="RS")
    with client.saved() as db:
        make_act(db, subject_document(db), country="AL")
    assert tell(client, post, NOW + HOUR, clock) == 1
    assert post.recipients == ["ana@example.org"]
    assert post.letters[0]["Subject"].startswith(
        "Albania adopted version 1 of “Model policy” by a decision of its government of "
    )


def test_what_weighs_most_is_told_first_whatever_came_last(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    from tests.adoption.making import make_act

    follow(client, pace="daily")
    with client.saved() as db:
        make_act(db, subject_document(db), country="AL")
    comment(client, open_round(client), FIRST_AIM)
    assert tell(client, post, NOW + DAY, clock) == 1
    [letter] = post.letters
    assert letter["Subject"].startswith("Albania adopted version 1 of “Model policy” by ")
    assert letter["Subject"].endswith(", and 2 more pieces of news")
    opening, link = text_of(letter).splitlines()[:2]
    assert opening.startswith("Albania adopted version 1 of “Model policy” by ")
    assert link == "http://localhost/en/documents/policy/acts/1"


@pytest.mark.parametrize("kind", ActKind)
def test_every_kind_of_act_has_a_sentence_with_country_text_and_day(
    client: Client, document: Document, kind: ActKind
) -> None:
    body = {"kind": kind, "act": 1, "version": 2, "done_on": "2027-05-03", "language": "en"}
    event = Event(1, NOW, "act.recorded", body, document, country="HR")
    told = wording.in_words(event, {"HR": "Croatia"}, titled=True).title
    assert told.startswith("Croatia ")
    assert "version 2 of “Model policy”" in told
    assert told.endswith("1 March 2027" if kind == ActKind.CORRECTION else "3 May 2027"), "by its own day"


# Digests


def test_a_digest_is_grouped_by_document_with_the_newest_first(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, everything=True, pace="daily")
    with client.saved() as db:
        make_document(db, slug="guide", title="Guide", now=NOW)
    new_version(client, FIRST_AIM, "Other words.", NOW + HOUR)
    assert tell(client, post, NOW + 6 * HOUR, clock) == 0, "not before the next morning"
    assert tell(client, post, NOW + DAY, clock) == 1
    [letter] = post.letters
    assert letter["Subject"] == (
        "Version 2 of “Model policy” was published: 1 paragraph changed, and 2 more pieces of news"
    )
    said = text_of(letter)
    assert said.index("http://localhost/en/documents/policy") < said.index(
        "http://localhost/en/documents/guide"
    )
    assert said.index("* Version 1 was published") < said.index("* A new document has been begun")


def test_a_weekly_digest_comes_on_monday_and_is_never_empty(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pace="weekly")
    open_round(client)
    for days in range(1, 7):
        assert tell(client, post, NOW + days * DAY, clock) == 0
    assert tell(client, post, NOW + 7 * DAY, clock) == 1
    assert tell(client, post, NOW + 14 * DAY, clock) == 0


def test_a_long_digest_shows_the_newest_and_counts_the_rest(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    round_ = open_round(client)
    follow(client, pace="daily")
    for number in range(digests.MOST_ITEMS + 3):
        comment(client, round_, FIRST_AIM, f"Remark {number}.")
    assert tell(client, post, NOW + DAY, clock) == 1
    said = text_of(post.letters[0])
    assert "> Remark 27." in said
    assert "> Remark 2." not in said
    assert "And 3 more, on the public record:" in said


def test_S45_withheld_words_are_not_sent(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    round_ = open_round(client)
    follow(client)
    with client.saved() as db:
        sent = send_comment(db, db.get_one(Consultation, round_.id), FIRST_AIM, body="Words to be forgotten.")
        send_comment(db, db.get_one(Consultation, round_.id), FIRST_AIM, body="Words to be kept.")
        erase_author(db, sent.submission, with_text=True, by=None, now=NOW)
    assert tell(client, post, NOW + HOUR, clock) == 1
    assert "kept" in text_of(post.letters[0])
    assert "forgotten" not in text_of(post.letters[0])


@pytest.mark.parametrize(("locale", "title"), [("sr-Cyrl", "Модел политике"), ("sr-Latn", "Model politike")])
def test_news_come_in_the_followers_script(
    client: Client, post: PostOffice, clock: Traveller, locale: str, title: str
) -> None:
    with client.saved() as db:
        make_document(db, "Љубљана и Њујорк.", slug="policy", title="Модел политике", language="sr-Cyrl")
    follow(client, locale=locale)
    new_version(client, 1, "Љубљана.")
    assert tell(client, post, NOW + HOUR, clock) == 1
    [letter] = post.letters
    assert title in letter["Subject"]
    assert ("> Љубљана." if locale == "sr-Cyrl" else "> Ljubljana.") in text_of(letter)
    assert f"http://localhost/{locale}/documents/policy/compare/1...2" in text_of(letter)


def test_S22_nothing_in_a_comment_or_title_becomes_more_than_text(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    round_ = open_round(client)
    follow(client)
    comment(client, round_, FIRST_AIM, "{{ settings.secret_key }} {% raw %}\n-- \nBcc: eve@example.org")
    assert tell(client, post, NOW + HOUR, clock) == 1
    [letter] = post.letters
    assert "{{ settings.secret_key }}" in text_of(letter)
    assert letter["Bcc"] is None


# Deadlines


def remind(client: Client, post: PostOffice, at: datetime, clock: Traveller) -> int:
    clock.move_to(at)
    deadlines.remind(client.database, client.settings, at)
    return send_all(client, post)


def test_reminders_come_seven_and_two_days_before_a_round_closes(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client, pid=FIRST_AIM, pace="weekly")
    closes_at = open_round(client).closes_at
    assert remind(client, post, closes_at - 7 * DAY - HOUR, clock) == 0
    assert remind(client, post, closes_at - 7 * DAY, clock) == 1
    closes = "The consultation on version 1 of “Model policy” closes on 15 March 2027, 13:00 (Brussels)"
    assert post.letters[0]["Subject"] == closes
    assert text_of(post.letters[0]).startswith(f"{closes}. 7 days are left to comment.")
    assert remind(client, post, closes_at - 3 * DAY, clock) == 0
    assert remind(client, post, closes_at - 2 * DAY, clock) == 1
    assert "2 days are left to comment." in text_of(post.letters[1])
    assert remind(client, post, closes_at - HOUR, clock) == 0
    assert remind(client, post, closes_at, clock) == 0
    assert link_in(post.letters[0], "/following/open/")


def test_a_round_that_is_extended_is_reminded_of_again(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    follow(client)
    round_ = open_round(client)
    assert remind(client, post, round_.closes_at - 2 * DAY, clock) == 1
    with client.saved() as db:
        db.get_one(Consultation, round_.id).closes_at += 21 * DAY
    assert remind(client, post, round_.closes_at + 14 * DAY, clock) == 1


def test_who_comes_later_than_a_reminder_does_not_get_it(
    client: Client, post: PostOffice, document: Document, clock: Traveller
) -> None:
    with client.saved() as db:
        round_ = make_consultation(db, subject_document(db).versions[-1], closes_at=NOW + 5 * DAY)
    follow(client)
    assert remind(client, post, NOW + HOUR, clock) == 0
    assert remind(client, post, round_.closes_at - 2 * DAY, clock) == 1

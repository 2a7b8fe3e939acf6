"""What is no longer needed goes by itself, a little before nothing, a little after everything (S45)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.models import Comment, Consultation, Respondent, Submission
from consultation.responses import submissions
from core.limits.tallies import Tally
from core.queue.outbox import Message
from members.models import Person
from members.signin.models import SignIn, SignInLink
from process.models import Step
from sbcp.notifications.models import Follower, Subscription
from sbcp.personal import retention
from sbcp.personal.inventory import of_table
from tests.consultation.sending import send_comment, unsent_comment
from tests.support import factories
from tests.support.pages import Client

MINUTE = timedelta(minutes=1)


def term(table: str) -> timedelta:
    days = of_table(table).days
    assert days is not None
    return timedelta(days=days)


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def goes_after(db: Session, rule: Callable[[Session, datetime], None], model: type, due: datetime) -> None:
    """The rows stay until their time is over, and go then."""
    before = count(db, model)
    assert before
    rule(db, due - MINUTE)
    assert count(db, model) == before
    rule(db, due)
    assert count(db, model) == 0


def test_S45_unsent_responses_without_a_word_go_after_two_days(db: Session, now: datetime) -> None:
    comment = unsent_comment(db, factories.make_consultation(db), at=now)
    comment.submission.created_at = now - timedelta(days=20)
    submissions.remove_comment(db, comment.submission, comment_id=comment.id)
    assert term("submission") == timedelta(days=2)
    goes_after(db, retention.unsent_responses, Submission, now + term("submission"))


def test_S45_unsent_responses_with_words_go_three_days_after_their_round_has_closed(
    db: Session, now: datetime
) -> None:
    round_ = factories.make_consultation(db)
    unsent_comment(db, round_, at=now)
    send_comment(db, round_)
    retention.unsent_responses(db, round_.closes_at + timedelta(hours=72) - MINUTE)
    assert count(db, Comment) == 2
    assert room_taken(db) > 0
    retention.unsent_responses(db, round_.closes_at + timedelta(hours=72))
    assert (count(db, Comment), count(db, Submission), room_taken(db)) == (1, 1, 0)


def test_S45_what_is_written_late_stays_as_long(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db)
    late = round_.closes_at + timedelta(days=10)
    unsent_comment(db, round_, at=late)
    goes_after(db, retention.unsent_responses, Submission, late + timedelta(hours=72))


def test_S45_however_many_they_are(db: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    round_ = factories.make_consultation(db)
    for _ in range(5):
        unsent_comment(db, round_, at=now)
    goes_after(db, retention.unsent_responses, Submission, round_.closes_at + timedelta(hours=72))


def room_taken(db: Session) -> int:
    return db.scalar(select(Tally.amount)) or 0


def test_responses_that_were_sent_stay(db: Session, now: datetime) -> None:
    send_comment(db, factories.make_consultation(db))
    retention.unsent_responses(db, now + timedelta(days=3650))
    assert count(db, Comment) == 1


def test_sessions_and_links_go_after_their_end(db: Session, now: datetime) -> None:
    person = factories.make_person(db)
    values = {"person_id": person.id, "expires_at": now}
    db.add(SignIn(token_hash="a", method="link", created_at=now, seen_at=now, **values))
    db.add(SignInLink(token_hash="b", **values))
    db.flush()
    goes_after(db, retention.sessions, SignIn, now + term("sign_in"))
    goes_after(db, retention.sign_in_links, SignInLink, now + term("sign_in_link"))


def test_mail_goes_after_it_was_sent_and_waits_for_ever_until_then(db: Session, now: datetime) -> None:
    for key, ended in (("sent", now), ("waiting", None)):
        db.add(
            Message(
                key=key,
                recipient="a@example.org",
                template="x",
                locale="en",
                left_at=now,
                next_at=now,
                ended_at=ended,
            )
        )
    db.flush()
    retention.mail(db, now + term("outbox") - MINUTE)
    assert count(db, Message) == 2
    retention.mail(db, now + timedelta(days=3650))
    assert [message.key for message in db.scalars(select(Message))] == ["waiting"]


def test_an_address_that_nobody_confirmed_is_forgotten(db: Session, now: datetime) -> None:
    for address, confirmed in (("a@example.org", None), ("b@example.org", now)):
        follower = Follower(email=address, locale="en", made_at=now, confirmed_at=confirmed, told=[])
        follower.subscriptions.append(Subscription(kind="everything", made_at=now, confirmed_at=confirmed))
        db.add(follower)
    db.flush()
    retention.unconfirmed(db, now + term("subscription") - MINUTE)
    assert count(db, Follower) == 2
    retention.unconfirmed(db, now + term("subscription"))
    assert [follower.email for follower in db.scalars(select(Follower))] == ["b@example.org"]
    assert count(db, Subscription) == 1


@pytest.mark.parametrize(
    ("publish", "left"), [(True, ("Ana", "")), (False, ("", ""))], ids=["published", "not published"]
)
def test_addresses_and_unpublished_names_go_a_year_after_the_process_has_ended(
    db: Session, now: datetime, publish: bool, left: tuple[str, str]
) -> None:
    round_: Consultation = factories.make_consultation(db)
    comment = send_comment(db, round_)
    who = comment.submission.respondent
    assert who is not None
    who.name, who.email, who.publish_name = "Ana", "ana@example.org", publish
    db.add(Step(document=round_.document, stage="in force", taken_at=now, overridden=[]))
    db.flush()
    for at, expected in (
        (now + term("respondent") - MINUTE, ("Ana", "ana@example.org")),
        (now + term("respondent"), left),
    ):
        retention.respondents(db, at)
        db.expire_all()
        kept = db.scalars(select(Respondent)).one()
        assert (kept.name, kept.email) == expected


def test_while_the_process_goes_on_nothing_is_taken_from_respondents(db: Session, now: datetime) -> None:
    round_ = factories.make_consultation(db)
    comment = send_comment(db, round_, name="Ana")
    db.add(Step(document=round_.document, stage="consultation", taken_at=now, overridden=[]))
    db.flush()
    retention.respondents(db, now + timedelta(days=3650))
    db.expire_all()
    assert comment.submission.respondent is not None
    assert comment.submission.respondent.name == "Ana"


def test_the_chore_does_it_every_day_by_itself(client: Client, clock: time_machine.Traveller) -> None:
    with client.saved() as db:
        person = factories.make_person(db)
        db.add(SignInLink(token_hash="b", person_id=person.id, expires_at=factories.NOW))
        people = count(db, Person)
    clock.move_to(factories.NOW + timedelta(days=2))
    client.do_chores()
    with client.saved() as db:
        assert count(db, SignInLink) == 0
        assert count(db, Person) == people

"""Signed heads by mail: to those who ask, with an account or without, and to one archive; to nobody else."""

from datetime import datetime, timedelta

import msgspec
import pytest
from time_machine import Traveller

from core.queue.outbox import Message
from core.record import signed_heads
from core.record.signed_heads import SignedHead
from documents.models import Document
from sbcp.notifications import digests, following, heads
from sbcp.notifications.following import Target
from sbcp.notifications.models import Subscription
from sbcp.record import signing
from sbcp.settings import Settings
from tests.adoption.making import make_act
from tests.mail.letters import send_all
from tests.support.factories import NOW, make_document, make_mandate, make_participant, make_version
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, link_in, text_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# What does not depend on the database is tried on one.
ONE_DATABASE = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")
ARCHIVE = "archive@example.org"


def keep(client: Client, now: datetime = NOW, settings: Settings | None = None) -> None:
    """The chores, as the worker does them."""
    signing.sign_if_due(client.database, settings or client.settings, now)
    heads.send(client.database, settings or client.settings, now)


def follow(client: Client, role: str = "observer", locale: str = "en") -> str:
    """A member asks for heads; their address."""
    with client.saved() as db:
        person = make_mandate(db, role).person
        target = Target(heads=True)
        following.follow_at_once(db, person, locale=locale, target=target, pace="at once", now=NOW)
        return person.email


def letters(client: Client) -> list[tuple[str, int]]:
    """Who is sent which head."""
    with client.saved() as db:
        query = db.query(Message).filter(Message.template == "head").order_by(Message.id)
        return [(letter.recipient, letter.content["number"]) for letter in query if letter.content]


def signed(client: Client) -> list[SignedHead]:
    with client.saved() as db:
        return signed_heads.heads(db)


def make_policy(client: Client) -> Document:
    with client.saved() as db:
        return make_document(db, slug="policy", title="Model policy", now=NOW)


def test_a_mandate_alone_brings_nobody_a_head(client: Client) -> None:
    with client.saved() as db:
        for role in ("secretariat", "government", "contact_point", "observer"):
            make_mandate(db, role)
    make_policy(client)
    keep(client)
    assert [head.number for head in signed(client)] == [1]
    assert letters(client) == []


def test_who_asks_gets_heads_with_a_cause_and_of_daily_ones_one_a_week(client: Client) -> None:
    ana = follow(client)
    make_policy(client)
    keep(client)
    for day in range(1, 8):  # NOW is a Monday
        keep(client, NOW + day * DAY)
    assert letters(client) == [(ana, 1), (ana, 8)]
    keep(client, NOW + 7 * DAY)
    assert len(letters(client)) == 2, "nothing goes twice"


@ONE_DATABASE
def test_who_asks_later_gets_what_is_signed_from_then_on(client: Client) -> None:
    make_policy(client)
    keep(client)
    ana = follow(client)
    keep(client, NOW + MINUTE)
    assert letters(client) == []
    with client.saved() as db:
        make_version(db, db.query(Document).one(), now=NOW + MINUTE)
    keep(client, NOW + 2 * MINUTE)
    assert letters(client) == [(ana, 2)]


@ONE_DATABASE
def test_a_mailing_that_was_broken_off_is_made_up_for(client: Client) -> None:
    ana = follow(client)
    make_policy(client)
    signing.sign_if_due(client.database, client.settings, NOW)
    with client.saved() as db:
        make_version(db, db.query(Document).one(), now=NOW)
    keep(client, NOW + MINUTE)
    assert letters(client) == [(ana, 1), (ana, 2)]


@ONE_DATABASE
def test_the_archive_gets_them_too_and_not_all_that_ever_was(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    document = make_policy(client)
    keep(client)
    with_archive = msgspec.structs.replace(client.settings, record_archive=ARCHIVE)
    with client.saved() as db:
        make_version(db, db.get_one(Document, document.id), now=NOW + 9 * DAY)
    for minutes in (0, 1, 2):
        keep(client, NOW + 9 * DAY + minutes * MINUTE, with_archive)
    assert letters(client) == [(ARCHIVE, 2)]
    clock.move_to(NOW + 10 * DAY)
    send_all(client, post)
    [letter] = post.letters
    assert "as the archive of its signed heads" in text_of(letter)
    assert letter["List-Unsubscribe"] is None


@ONE_DATABASE
@pytest.mark.parametrize(
    ("happens", "said"),
    [
        ("published", "Version 1 of “Model policy” was published."),
        ("adopted", "Croatia adopted version 1 of “Model policy” by a decision of its government of "),
    ],
)
def test_a_letter_says_in_words_what_called_for_the_head_and_all_that_is_needed_to_check_it(
    client: Client, post: PostOffice, happens: str, said: str
) -> None:
    follow(client)
    document = make_policy(client)
    if happens == "adopted":
        with client.saved() as db:
            make_participant(db, "HR")
            make_act(db, db.get_one(Document, document.id), country="HR")
    keep(client)
    send_all(client, post)
    [letter] = post.letters
    text, [head] = text_of(letter), signed(client)
    assert text.startswith(said)
    assert letter["Subject"].startswith(said.rstrip("."))
    assert "That is why this head was signed." in text
    assert "http://localhost/en/documents/policy/" in text
    for value in (f"seq: {head.seq}", f"digest: {head.digest}", f"key: {head.key}", head.signature[64:]):
        assert value in text
    assert "python3 sbcp_verify.py http://localhost --mail" in text
    assert "/en/record/heads/1" in text
    fields = [line for line in text.splitlines() if ":" in line and line[0].islower()]
    assert max(len(line) for line in fields if not line.startswith("http")) < 78
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@ONE_DATABASE
def test_a_head_that_nothing_called_for_says_so(client: Client, post: PostOffice) -> None:
    follow(client)
    keep(client)
    send_all(client, post)
    [letter] = post.letters
    assert letter["Subject"] == "Record: signed head no. 1"
    assert text_of(letter).startswith("Nothing called for this head.")


@ONE_DATABASE
@pytest.mark.parametrize(("locale", "said"), [("sr-Cyrl", "Објављена је"), ("sr-Latn", "Objavljena je")])
def test_it_is_said_in_the_language_of_who_reads(
    client: Client, post: PostOffice, locale: str, said: str
) -> None:
    follow(client, locale=locale)
    make_policy(client)
    keep(client)
    send_all(client, post)
    [letter] = post.letters
    assert text_of(letter).startswith(said)
    assert f"/{locale}/record/heads/1" in text_of(letter)


@ONE_DATABASE
def test_anybody_asks_on_the_page_of_heads_confirms_from_the_mailbox_and_ends_it_with_one_click(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    form = client.follow(client.get("/en/record/heads"), "Get signed heads by e-mail")
    assert "whoever asks for them" in client.get("/en/record/heads").text
    client.submit(form, {"email": "ana@example.org"}, form="follow")
    make_policy(client)
    keep(client)
    assert letters(client) == [], "not before the mailbox has confirmed"
    send_all(client, post)
    confirm = link_in(post.letters[-1], "/follow/confirm/").removeprefix("http://localhost")
    page = client.submit(client.get(confirm), form="confirm")
    assert "Signed heads of the record" in page.text
    assert "Each comes as it is signed." in page.text
    with client.saved() as db:
        make_version(db, db.query(Document).one(), now=NOW)
    keep(client, NOW + MINUTE)
    clock.move_to(NOW + MINUTE)
    send_all(client, post)
    stop = post.letters[-1]["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert client.http.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with client.saved() as db:
        assert db.query(Subscription).count() == 0


@ONE_DATABASE
def test_a_member_asks_from_their_account(client: Client) -> None:
    with client.saved() as db:
        person = make_mandate(db, "observer").person
    client.sign_in(person)
    form = client.follow(client.get("/en/account"), "Signed heads of the record")
    page = client.submit(form, form="follow")
    assert "You follow this from now on." in page.text
    assert client.follow(page, "Signed heads of the record").address == "/en/record/heads"
    keep(client)
    assert letters(client) == [(person.email, 1)]


@ONE_DATABASE
def test_heads_are_no_news_and_news_no_heads(client: Client, post: PostOffice, clock: Traveller) -> None:
    follow(client)
    make_policy(client)
    clock.move_to(NOW + DAY)
    digests.notify_followers(client.database, client.settings, NOW + DAY)
    assert send_all(client, post) == 0
    keep(client, NOW + DAY)
    assert send_all(client, post) == 1

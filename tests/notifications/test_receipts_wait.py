"""Receipts wait while the mail server is away or somebody floods a mailbox, and none is lost."""

from datetime import timedelta

from time_machine import Traveller

from core.queue.outbox import Message
from tests.mail.letters import send_all
from tests.notifications.test_comment_authors import respond
from tests.pages.responses.test_responses import make_round
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice


def test_F27_the_receipt_page_says_that_mail_waits_and_then_that_it_was_sent(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.shut()
    address = respond(client, make_round(client)).address
    send_all(client, post)
    page = client.get(address)
    assert "Our mail server cannot be reached at present." in page.text
    assert "Waiting" in page.text
    clock.shift(timedelta(hours=24))
    post.open()
    send_all(client, post)
    page = client.get(address)
    assert "Sent" in page.text
    assert "cannot be reached" not in page.text


def test_F15_many_responses_under_one_address_do_not_flood_it_and_no_receipt_is_lost(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    respond(client, make_round(client))
    with client.saved() as db:
        first = db.query(Message).one()
        assert first.unconfirmed
        for number in range(4):
            values = {c.name: getattr(first, c.name) for c in Message.__table__.columns if c.name != "id"}
            db.add(Message(**values | {"key": f"more {number}"}))
    assert send_all(client, post) == 3
    clock.shift(timedelta(hours=1))
    assert send_all(client, post) == 2

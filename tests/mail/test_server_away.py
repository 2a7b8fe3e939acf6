"""The mail server is away for a day, or for good: nothing is lost, and a person can send again."""

from datetime import timedelta

from time_machine import Traveller

from core.queue import outbox
from tests.mail.letters import enqueue, message, send_again, send_all
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, text_of


def test_F27_a_mail_server_that_is_down_for_a_day_loses_nothing(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.shut()
    first = enqueue(client, "first")
    for hour in range(24):
        clock.move_to(NOW + timedelta(hours=hour))
        assert send_all(client, post) == 0
    late = enqueue(client, "late", now=NOW + timedelta(hours=23))
    waiting = message(client, first)
    assert (waiting.state, waiting.unreachable) == ("waiting", True)
    assert "Connection refused" in waiting.problem
    post.open()
    clock.shift(timedelta(minutes=1))
    assert send_all(client, post) == 2, "as soon as it is back, whatever pause each was in"
    assert [message(client, number).state for number in (first, late)] == ["sent", "sent"]


def test_F27_a_mail_server_that_stays_away_fails_after_three_days_and_a_person_can_send_again(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.shut()
    number = enqueue(client)
    send_all(client, post)
    clock.shift(outbox.GIVE_UP)
    send_all(client, post)
    assert message(client, number).state == "failed"
    post.open()
    send_again(client, number, NOW + outbox.GIVE_UP)
    assert send_all(client, post) == 1
    assert "secret-token" in text_of(post.letters[0]), "its link was kept for that"

"""Letters reach a real mail server once, whatever it does, and whatever happens to us."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from time_machine import Traveller

from core.encryption import seal
from core.queue import outbox
from core.queue.outbox import Message
from sbcp.language import locales
from sbcp.mail import sender
from sbcp.paths import MIGRATIONS
from tests.mail.letters import CONFIRM, enqueue, message, send_again, send_all, settings_of
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice, certificate, text_of

# What differs between the databases is tried in test_outbox.py and test_both_databases.py.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True, scope="session")


def test_a_letter_arrives_with_all_its_headers(client: Client, post: PostOffice) -> None:
    number = enqueue(client, unsubscribe="http://localhost/en/unsubscribe/" + "x" * 150)
    assert send_all(client, post) == 1
    [letter] = post.letters
    assert post.recipients == ["ana@example.org"]
    assert letter["From"] == "SBCP <no-reply@sbcp.example>"
    assert letter["To"] == "ana@example.org"
    assert letter["Subject"] == "Confirm that you want to follow: Model policy"
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"].endswith("@localhost>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == f"<http://localhost/en/unsubscribe/{'x' * 150}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "secret-token" in text_of(letter)
    assert "You receive this because" in text_of(letter)
    assert message(client, number).state == "sent"
    assert send_all(client, post) == 0


def test_a_message_exists_if_what_it_tells_of_was_stored_and_only_then(
    client: Client, post: PostOffice
) -> None:
    with suppress(RuntimeError), client.saved() as db:
        from sbcp import mail

        given: Any = {"template": "follow-confirm", "locale": "en", "values": CONFIRM}
        mail.enqueue(db, client.settings, mail.Letter(to="a@example.org", key="x", **given), now=NOW)
        raise RuntimeError
    assert send_all(client, post) == 0


def test_S11_links_are_sealed_until_they_are_sent_and_forgotten_then(
    client: Client, post: PostOffice
) -> None:
    number = enqueue(client)
    waiting = message(client, number)
    assert "secret-token" not in f"{waiting.content} {waiting.secret}"
    send_all(client, post)
    assert message(client, number).secret is None


def test_a_letter_is_in_the_recipients_language(client: Client, post: PostOffice) -> None:
    for locale in locales.BY_CODE:
        enqueue(client, locale, locale=locale, values={"what": "Модел политике", "pace": "daily"})
    send_all(client, post)
    assert [letter["Content-Language"] for letter in post.letters] == list(locales.BY_CODE)
    for letter in post.letters:
        assert "Модел политике" in letter["Subject"], "what a document is called is said as it was given"


# The mail server


def test_an_address_that_is_refused_for_good_fails_at_once_and_the_others_arrive(
    client: Client, post: PostOffice
) -> None:
    post.refusing["gone@example.org"] = "550 5.1.1 <gone@example.org> unknown"
    gone = enqueue(client, "a", to="gone@example.org")
    enqueue(client, "b")
    assert send_all(client, post) == 1
    assert message(client, gone).state == "failed"
    assert message(client, gone).problem == "550 5.1.1 <…> unknown", "addresses are kept in one place"
    assert post.connections == 1


def test_a_letter_that_is_put_off_is_tried_again_later(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.answering = "451 4.7.1 greylisted"
    number = enqueue(client)
    assert send_all(client, post) == 0
    assert message(client, number).state == "waiting"
    assert message(client, number).problem == "451 4.7.1 greylisted"
    post.answering = ""
    assert send_all(client, post) == 0, "not before the pause is over"
    clock.shift(outbox.SHORTEST_PAUSE)
    assert send_all(client, post) == 1


def test_a_letter_refused_as_a_whole_fails_at_once(client: Client, post: PostOffice) -> None:
    post.answering = "554 5.7.1 not this"
    number = enqueue(client)
    send_all(client, post)
    assert message(client, number).state == "failed"


def test_a_line_that_breaks_before_the_end_of_a_letter_loses_and_doubles_nothing(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.breaking = "recipient"
    number = enqueue(client)
    send_all(client, post)
    assert message(client, number).unknown == 0, "it cannot have been taken"
    post.breaking = ""
    clock.shift(outbox.SHORTEST_PAUSE)
    assert send_all(client, post) == 1
    assert len(post.letters) == 1


def test_F02_a_line_that_breaks_after_a_letter_makes_it_come_twice_at_most(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    post.breaking = "letter"
    number = enqueue(client)
    for _try in range(6):
        send_all(client, post)
        clock.shift(timedelta(hours=1))
    assert len(post.letters) == 2
    assert len({letter["Message-ID"] for letter in post.letters}) == 1, "it can be known for one"
    assert message(client, number).state == "failed"
    assert "nobody knows whether it arrived" in message(client, number).verdict
    post.breaking = ""
    send_again(client, number, NOW + timedelta(hours=7))
    clock.move_to(NOW + timedelta(hours=7))
    assert send_all(client, post) == 1


def test_without_a_mail_server_messages_wait(client: Client, post: PostOffice) -> None:
    number = enqueue(client)
    assert sender.deliver(client.database, client.settings) == 0
    assert "SBCP_SMTP_HOST" in message(client, number).problem
    assert message(client, number).state == "waiting"


# The way to it


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_S34_letters_go_encrypted_to_a_server_that_proves_its_name(
    client: Client,
    office: Callable[..., PostOffice],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    context, known = certificate(tmp_path)
    post = office(security=security, context=context, host="localhost", user="sbcp", password="secret")
    number = enqueue(client)
    assert send_all(client, post) == 0
    assert "certificate verify failed" in message(client, number).problem
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    with client.saved() as db:
        outbox.reached(db, NOW)
    assert send_all(client, post) == 1


def test_a_password_is_not_sent_to_a_server_without_encryption(client: Client, post: PostOffice) -> None:
    number = enqueue(client)
    asked = msgspec.structs.replace(post.settings, security="starttls")
    settings = msgspec.structs.replace(settings_of(client, post), smtp=asked)
    assert sender.deliver(client.database, settings) == 0
    assert "STARTTLS" in message(client, number).problem
    assert post.letters == []


# What must not be possible


def test_S39_a_message_goes_to_exactly_one_address(client: Client) -> None:
    for address in (
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org\nBcc: eve@example.org",
        "ana@example.org, eve@example.org",
        "ana@example.org eve@example.org",
        "Ana <ana@example.org>",
        "<eve@example.org>ana@example.org",
        "ana@example.org>\r\nRCPT TO:<eve@example.org",
        "ana@example.org\0",
        "@example.org",
        "",
    ):
        with pytest.raises(Exception, match="e-mail address"):
            enqueue(client, to=address)


def test_S39_no_value_becomes_a_header_or_another_line_of_the_subject(
    client: Client, post: PostOffice
) -> None:
    evil = "Policy\r\nBcc: eve@example.org\r\n\r\n<script>\r\n.\r\nRCPT TO:<eve@example.org>\x00\x1b\u202e"
    enqueue(client, values={"what": evil, "pace": "daily"})
    assert send_all(client, post) == 1
    [letter] = post.letters
    assert post.recipients == ["ana@example.org"]
    assert letter["Bcc"] is None
    one_line = "Policy Bcc: eve@example.org <script> . RCPT TO:<eve@example.org>"
    assert letter["Subject"] == f"Confirm that you want to follow: {one_line}"
    assert "\x00" not in text_of(letter)
    assert "\n.\n" in text_of(letter).replace("\r", ""), "a line with a dot alone does not end it"
    assert "You receive this because" in text_of(letter)


def test_a_long_subject_keeps_its_spaces(client: Client, post: PostOffice) -> None:
    title = "The model policy of the Balkan countries on clusters, called “Model policy” by everybody, no. 3"
    enqueue(client, values={"what": title, "pace": "daily"})
    assert send_all(client, post) == 1
    [letter] = post.letters
    assert letter["Subject"] == f"Confirm that you want to follow: {title}"


def test_S46_a_message_sealed_with_another_key_fails_and_says_why(client: Client, post: PostOffice) -> None:
    number = enqueue(client)
    with client.saved() as db:
        db.get_one(Message, number).secret = seal("another key", "{}")
    assert send_all(client, post) == 0
    assert "secret key was changed" in message(client, number).problem


# The worker

WORKER = """
import os, signal, sys, threading
from pathlib import Path
from core.db import connect
from sbcp.mail import sender
from sbcp.settings import Settings, Smtp
url, folder, port, last = sys.argv[1:]
smtp = Smtp(host="127.0.0.1", port=int(port), security="none", user="", password="", sender="a@b.example")
settings = Settings(database_url=url, secret_key="a key for tests only, long enough",
    data_dir=Path(folder), base_url="http://localhost", smtp=smtp)
mark = sender._mark
def mark_or_die(database, message, outcome):
    if message.recipient == last:
        os.kill(os.getpid(), signal.SIGKILL)
    mark(database, message, outcome)
sender._mark = mark_or_die
sender.Sender(connect(url), settings).start()
threading.Event().wait()
"""


def killed_after_handing_over(client: Client, post: PostOffice, address: str) -> None:
    """A worker in a process of its own, by the real clock, is killed once the mail server has the letter to
    this address and before that is marked. Then as if the time of the leases were over."""
    folder = str(client.settings.data_dir)
    program = [sys.executable, "-c", WORKER, client.settings.database_url, folder, str(post.port), address]
    assert subprocess.run(program, cwd=MIGRATIONS.parent, timeout=60, check=False).returncode == -9
    with client.saved() as db:
        [held] = db.query(Message).filter(Message.leased_until.is_not(None))
        assert held.recipient == address
        held.leased_until = NOW - timedelta(days=3650)


def test_F02_workers_killed_in_mid_run_forget_no_letter_and_send_none_more_than_twice(
    client: Client, post: PostOffice, clock: Traveller
) -> None:
    numbers = [enqueue(client, f"letter {n}", to=f"{n}@example.org") for n in range(6)]
    with client.saved() as db:
        for waiting in db.query(Message):
            waiting.next_at = NOW - timedelta(days=3650)  # due by the real clock too
    killed_after_handing_over(client, post, "1@example.org")
    assert post.recipients == ["0@example.org", "1@example.org"]
    killed_after_handing_over(client, post, "1@example.org")
    send_all(client, post)
    assert [len(post.to(f"{n}@example.org")) for n in range(6)] == [1, 2, 1, 1, 1, 1]
    states = [message(client, number).state for number in numbers]
    assert states == ["sent", "failed", "sent", "sent", "sent", "sent"], "the second waits for a person"
    assert "nobody knows" in message(client, numbers[1]).verdict


# Addresses with letters that ASCII has not


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a@νόμος.gr", "a@xn--xxabhm1c.gr"),
        ("a@faß.de", "a@xn--fa-hia.de"),
        ("a@xn--fass.de", "a@xn--fass.de"),
    ],
)
@pytest.mark.parametrize("utf8", [True, False])
def test_a_letter_goes_to_the_domain_that_was_typed(
    client: Client, office: Callable[..., PostOffice], typed: str, sent: str, utf8: bool
) -> None:
    post = office(utf8=utf8)
    enqueue(client, to=typed)
    assert send_all(client, post) == 1
    assert post.recipients == [sent]
    assert f"To: {sent}\r\n".encode() in post.raw[0]
    assert post.raw[0].isascii()


def test_a_mailbox_in_cyrillic_letters_gets_its_letter(client: Client, post: PostOffice) -> None:
    number = enqueue(client, to="милан@пошта.срб")
    enqueue(client, "b", to="ana@example.org")
    assert send_all(client, post) == 2
    assert post.recipients == ["милан@пошта.срб", "ana@example.org"]
    assert "To: милан@пошта.срб\r\n".encode() in post.raw[0]
    assert str(post.letters[0]["To"]) == "милан@пошта.срб"
    assert "secret-token" in text_of(post.letters[0])
    assert message(client, number).state == "sent"


def test_where_the_server_cannot_the_message_fails_for_good_and_says_why(
    client: Client, office: Callable[..., PostOffice], clock: Traveller
) -> None:
    post = office(utf8=False)
    number = enqueue(client, to="милан@пошта.срб")
    enqueue(client, "b", to="ana@example.org")
    assert send_all(client, post) == 1
    failed = message(client, number)
    assert (failed.state, failed.tries) == ("failed", 1)
    assert "SMTPUTF8" in failed.verdict
    clock.shift(timedelta(days=1))
    assert send_all(client, post) == 0
    assert post.recipients == ["ana@example.org"]

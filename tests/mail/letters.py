"""What tests of mail share: an instance with a mail server, and its rounds."""

from datetime import datetime
from typing import Any

import msgspec

from core.queue import outbox
from core.queue.outbox import Message
from sbcp import mail
from sbcp.mail import sender
from sbcp.settings import Settings
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.servers.smtp import PostOffice

CONFIRM = {"what": "Model policy", "pace": "daily"}


def settings_of(client: Client, post: PostOffice) -> Settings:
    return msgspec.structs.replace(client.settings, smtp=post.settings)


def send_all(client: Client, post: PostOffice) -> int:
    """Everything that is due goes out; how many letters did."""
    settings, sent = settings_of(client, post), 0
    while found := sender.deliver(client.database, settings):
        sent += found
    return sent


def enqueue(
    client: Client, key: str = "a", *, to: str = "ana@example.org", now: datetime = NOW, **changed: Any
) -> int:
    """A message in the outbox; its number."""
    values: dict[str, Any] = {
        "template": "follow-confirm",
        "locale": "en",
        "values": CONFIRM,
        "secret": {"confirm": "http://localhost/en/follow/confirm/secret-token"},
    }
    with client.saved() as db:
        mail.enqueue(db, client.settings, mail.Letter(to=to, key=key, **(values | changed)), now=now)
        found = db.query(Message).order_by(Message.id.desc()).first()
        assert found is not None
        return found.id


def message(client: Client, number: int) -> Message:
    with client.saved() as db:
        return db.get_one(Message, number)


def send_again(client: Client, number: int, now: datetime) -> None:
    with client.saved() as db:
        outbox.send_again(db, number, now)

"""What mail has to do from time to time. Sending itself is the sender's, which looks every other second."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from core.db import Database
from core.queue import outbox
from core.queue.outbox import Message
from sbcp.settings import Settings

# What a message said is kept so long after it was sent or given up, to be sent again if need be; that it
# was sent is kept longer, as sbcp.personal says.
WORDS_KEPT = timedelta(days=7)


def forget(database: Database, settings: Settings, now: datetime) -> None:
    """Forget what messages said that ended a while ago. A demonstration that sends nothing forgets them
    whole: nobody waits for them."""
    with database.writing() as db:
        outbox.forget(db, now - WORDS_KEPT)
        if settings.demo and settings.smtp is None:
            db.execute(delete(Message).where(Message.left_at < now - WORDS_KEPT))
        db.commit()

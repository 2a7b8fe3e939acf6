"""What became of mail: a page for staff, sending again, and what a demonstration keeps instead."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from core.email_addresses import masked
from core.errors import N_, NotFound
from core.queue import outbox
from core.queue.outbox import Message
from sbcp import security_log
from sbcp.language.locales import gettext as _
from sbcp.mail import compose
from sbcp.pages.outbox.forms import MessageFilter
from sbcp.web.paging import paging
from sbcp.web.render import redirect, render
from sbcp.web.visit import Visit

PAGE = 50
STATES = ("waiting", "failed", "sent")
EXAMPLES = 30
# What messages are, by their template.
WHAT = {
    "receipt": N_("Receipt of a response"),
    "answer": N_("Answer to a comment"),
    "places": N_("Where comments stand in a new version"),
    "news": N_("News"),
    "deadline": N_("Reminder of a deadline"),
    "follow-confirm": N_("Confirmation of following"),
    "follow-known": N_("Note that something is followed already"),
    "following-link": N_("Link to what is followed"),
    "sign-in": N_("Sign-in link or code"),
    "invitation": N_("Invitation"),
    "mandate-ends": N_("Notice that a mandate ends"),
    "mandate-ends-of-another": N_("Notice that a mandate of another ends"),
    "second-factor": N_("Notice about second factors"),
    "identity-added": N_("Notice that a way to sign in was added"),
    "approval-asked": N_("Request that waits for a second person"),
    "approval-decided": N_("Decision on a request"),
    "assigned": N_("Notice that something was assigned"),
    "head": N_("Signed head of the record"),
    "erasure-confirm": N_("Confirmation of an erasure"),
    "export-ready": N_("Copy of personal data"),
}
# What a demonstration shows in full: nobody reads mail there.
EXAMPLE_DOMAINS = ("example.org", "example.com", "example.net", "example")


@dataclass(frozen=True)
class Delivery:
    """What became of a message, for pages. what, problem: in words; the second empty if there was none."""

    message: Message
    what: str
    to: str
    state: str
    problem: str


def show(visit: Visit) -> Response:
    """All messages, filtered, the newest first."""
    asked = MessageFilter.asked(visit)
    state = asked.state.data if asked.state.data in STATES else ""
    to = asked.to.data.strip().casefold()
    messages = select(Message)
    if state:
        ended = Message.ended_at.is_(None) if state == "waiting" else Message.ended_at.is_not(None)
        messages = messages.where(ended, Message.sent.is_(state == "sent"))
    if to:
        messages = messages.where(Message.recipient == to)
    total = visit.db.scalar(select(func.count()).select_from(messages.subquery())) or 0
    page = paging(visit, total, PAGE)
    listed = visit.db.scalars(messages.order_by(Message.id.desc()).limit(PAGE).offset(page.offset))
    return render(
        visit,
        "outbox/outbox.html",
        deliveries=[delivery(message) for message in listed],
        counts=_counts(visit.db),
        state=state,
        to=to,
        paging=page,
        silent_since=outbox.silent_since(visit.db),
        has_server=visit.settings.smtp is not None,
    )


def message(visit: Visit) -> Response:
    """One message: when, how often, what the mail server said. Not what it says: that is the recipient's."""
    message = visit.db.get(Message, visit.path["message"])
    if message is None:
        raise NotFound(N_("There is no such message."))
    return render(
        visit,
        "outbox/message.html",
        delivery=delivery(message),
        can_send_again=outbox.can_send_again(message),
    )


def send_again(visit: Visit) -> Response:
    sent = outbox.send_again(visit.db, visit.path["message"], visit.now)
    security_log.note("mail.sent_again", person=visit.person.id if visit.person else None, message=sent.id)
    return redirect(visit, "mail_message", message=sent.id, flash=_("The message is in the outbox again."))


def examples(visit: Visit) -> Response:
    """The last messages of a demonstration that has no mail server, as they would have been sent, but for
    what would let whoever reads them act as their recipients."""
    settings, kept = visit.settings, []
    if settings.demo and settings.smtp is None:
        last = visit.db.scalars(select(Message).order_by(Message.id.desc()).limit(EXAMPLES))
        kept = [(message, _example_address(message.recipient), *_words(visit, message)) for message in last]
    return render(visit, "outbox/examples.html", kept=kept, hidden=compose.HIDDEN)


def delivery(message: Message) -> Delivery:
    """A message for those who look after mail, and for whoever left the address: it is masked."""
    problem = " ".join(part for part in (_(message.verdict), message.problem) if part)
    what = _(WHAT[message.template]) if message.template in WHAT else message.template
    return Delivery(message, what, masked(message.recipient), message.state, problem)


def about_response(db: Session, submission_id: int) -> list[Delivery]:
    """What became of the mail about a response, for its receipt."""
    return [delivery(message) for message in outbox.about(db, f"submission:{submission_id}")]


def _words(visit: Visit, message: Message) -> tuple[str, list[str]]:
    """Subject, and the lines of the text, without what is for the recipient alone."""
    try:
        subject, text = compose.shown_to_all(visit.settings, message)
    except Exception:  # a demonstration may have been started with another key since
        return _("This message can no longer be read"), []
    return subject, text.splitlines(keepends=True)


def _example_address(address: str) -> str:
    """Invented people's addresses as they are; what a visitor typed is nobody else's business."""
    return address if address.rpartition("@")[2] in EXAMPLE_DOMAINS else masked(address)


def _counts(db: Session) -> dict[str, int]:
    waiting = Message.ended_at.is_(None)
    rows = db.execute(select(waiting, Message.sent, func.count()).group_by(waiting, Message.sent))
    counts = dict.fromkeys(STATES, 0)
    for is_waiting, was_sent, count in rows:
        counts["waiting" if is_waiting else "sent" if was_sent else "failed"] += count
    return counts

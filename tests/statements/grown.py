"""The instance with everything in it, and ten times more of what grows: for tests of how work grows."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.answers.answering import AnswerInput, answer_comment
from consultation.models import Comment, Consultation
from core.queue import outbox
from core.record.canonical import timestamp
from documents import queries
from documents.drafting import sets
from documents.models import Document, DraftParagraph
from members import approvals
from members.models import Interest, Mandate, Person
from sbcp.notifications.models import Follower, Subscription
from tests.adoption.making import make_act
from tests.consultation.sending import send_comment
from tests.support import factories
from tests.support.everything import Everything, _step
from tests.support.factories import NOW

MORE = 10


def grow(db: Session, world: Everything) -> None:
    """Versions, paragraphs, rounds, comments with answers and places, revisions, acts, mandates, requests,
    declarations, mail and followers: ten more of each on what is there."""
    held = {
        name: db.get_one(Person, id_).mandates[0] for name, id_ in world.people.items() if name != "guest"
    }
    policy = queries.document_by_slug(db, "policy")
    _paragraphs(db, policy)
    for round_ in db.scalars(select(Consultation)).all():
        _comments(db, round_, held["working_group"])
    _step(db, policy, "revision", held["secretariat"])
    for number in range(MORE):
        factories.make_document(db, slug=f"other-{number}", versions=1, by=held["secretariat"])
        for each in sets.open_sets(db, policy):
            sets.close(db, each, reason="To be published", by=each.made_by, now=factories.NOW)
        version = factories.make_version(db, policy, by=held["secretariat"])
        round_ = factories.make_consultation(db, version, by=held["secretariat"])
        send_comment(db, round_, queries.paragraphs(db, version)[2].pid)
    for _number in range(MORE):
        factories.make_revision(db, policy, by=held["working_group"])
    _step(db, policy, "consultation", held["secretariat"])
    _acts(db, held)
    _members(db, held)
    _beside(db, policy, held)


def _paragraphs(db: Session, document: Document) -> None:
    """Many more paragraphs in the draft."""
    last = queries.draft(db, document)[-1]
    for number in range(1, 8 * MORE):
        pid, document.next_pid = document.next_pid, document.next_pid + 1
        words = {"kind": "paragraph", "level": 1, "markdown": f"Clusters meet in place {number}."}
        row = DraftParagraph(document_id=document.id, position=last.position + number, pid=pid, **words)
        db.add(row)
    db.flush()


def _comments(db: Session, round_: Consultation, by: Mandate) -> None:
    """Comments on every paragraph, each with an answer that names what was changed."""
    revisions = queries.revisions(db, round_.document)[:1]
    paragraphs = queries.paragraphs(db, round_.version)
    for number in range(MORE):
        comment = send_comment(
            db,
            round_,
            paragraphs[number % len(paragraphs)].pid,
            name="Ana" if number % 2 else "",
            at=round_.opens_at + timedelta(days=1),
        )
        content = AnswerInput("accepted", "Agreed.", "en", revisions=revisions, link_reason="Both are one.")
        answer_comment(db, comment, content, by=by, now=NOW)


def _acts(db: Session, held: dict[str, Mandate]) -> None:
    document = queries.document_by_slug(db, "adopted")
    version = queries.version_by_number(db, document, 2)
    pid = queries.paragraphs(db, version)[1].pid
    for number in range(MORE):
        by = held["government"] if number % 2 else factories.make_mandate(db, "government", country="MK")
        make_act(
            db,
            document,
            "declaration",
            by=by,
            reservations=[(pid, f"Within the limits of budget {number}.")],
            statement=f"With pleasure {number}.",
            language="en",
        )


def _members(db: Session, held: dict[str, Mandate]) -> None:
    """More people, and more mandates and declarations of those that there are."""
    for number in range(MORE):
        for role in ("working_group", "government", "observer"):
            factories.make_mandate(db, role)
        for name in ("observer", "secretariat", "admin"):
            more = factories.make_mandate(
                db, "observer", person=held[name].person, starts_on=date(2026, 1, 2 + number)
            )
            db.add(Interest(mandate=more, text=f"I advise {number}.", language="en", made_at=NOW))
    db.flush()


def _beside(db: Session, document: Document, held: dict[str, Mandate]) -> None:
    """Requests, mail and followers."""
    round_ = db.scalars(select(Consultation).order_by(Consultation.id)).first()
    assert round_ is not None
    for number in range(MORE):
        closes = timestamp(NOW + timedelta(days=4 + number))
        asked = approvals.ApprovalRequest(
            kind="round.close",
            permission="consultation:times",
            subject=document.subject,
            body={"consultation": round_.id, "closes_at": closes, "before": timestamp(round_.closes_at)},
            reason="It was a mistake.",
        )
        approvals.request_approval(db, asked, by=held["secretariat"], now=NOW)
        message = {"template": "approval-asked", "locale": "en", "content": {"reason": "x"}, "secret": ""}
        times = {"left_at": NOW, "next_at": NOW, "ended_at": NOW, "problem": ""}
        about = f"person:{held['observer'].person_id}"
        recipient = f"reader{number}@example.org"
        outbox.enqueue(
            db, outbox.Message(key=f"mail {number}", recipient=recipient, about=about, **message, **times)
        )
        follower = Follower(email=recipient, locale="en", made_at=NOW, confirmed_at=NOW)
        follower.subscriptions.append(
            Subscription(kind="document", document=document, made_at=NOW, confirmed_at=NOW)
        )
        db.add(follower)
    db.flush()


__all__ = ["Comment", "grow"]

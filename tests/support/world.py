"""One instance with a document at each stage, and for each document one of everything that an address
can name: a round, a comment, an act, a file to import, a task, a request, a receipt."""

import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import anyio
from sqlalchemy.orm import Session

from adoption.begun import keeping
from adoption.entry_rules import Delay, When
from adoption.lists.entering import Source, checked_lines, enter_list
from consultation.models import Consultation
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from core.queue import jobs
from core.queue.outbox import Message
from core.tokens import new_token
from documents import queries
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import Document
from members import approvals
from members.assignments import giving
from members.interests import Declaration, declare
from members.invitations import invite
from members.models import Mandate, Person
from members.notes import threads
from members.notes.threads import Words
from members.signin import sessions
from members.signin.models import Identity, Passkey
from members.terms import Terms
from process.lifecycle import Stage
from process.models import Stance
from process.services import take_step
from sbcp.approvals import past_acts, publication
from tests.adoption.making import make_act, set_rule
from tests.consultation.sending import unsent_comment
from tests.support.factories import (
    NOW,
    TEXT,
    make_consultation,
    make_document,
    make_mandate,
    make_open_set,
    make_participant,
    make_person,
)
from tests.support.pages import Client
from tests.support.papers import lay_down, make_files
from tests.support.recorded import put_what_is_left_on_record

# The steps that lead to each stage.
WAYS: dict[str, tuple[str, ...]] = {
    "drafting": (),
    "consultation": ("consultation",),
    "revision": ("consultation", "revision"),
    "adoption": ("consultation", "revision", "adoption"),
    "in force": ("consultation", "revision", "adoption", "in force"),
    "superseded": ("consultation", "revision", "adoption", "in force", "superseded"),
    "withdrawn": ("withdrawn",),
}
ROLES = ("secretariat", "working_group", "government", "contact_point", "observer", "admin")

Asked = tuple[str, str, str]  # method, path, role

_numbers = itertools.count(1)


@dataclass
class World:
    """``cookies``: by role, of somebody signed in. ``places``: by stage, a value for each name in an
    address. ``asker``: who made the requests, and is in none of the roles' sessions."""

    client: Client
    asker: Mandate
    cookies: dict[str, str] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, method: str, path: str, role: str = "nobody", fields: dict[str, Any] | None = None) -> Any:
        """A bare request; no page is looked at."""
        cookie = self.cookies.get(role)
        headers = {"cookie": f"signin={cookie}"} if cookie else {}
        self.client.http.cookies.clear()
        return self.client.http.request(method, path, headers=headers, data=fields)

    def statuses(self, asked: Sequence[Asked]) -> list[tuple[int, str]]:
        """Status and Location of many bare requests, one after another through the whole application,
        in the loop in which it runs: ten times as fast as one client call each."""

        async def answer_all() -> list[tuple[int, str]]:
            return [await self._answer(*each) for each in asked]

        portal = self.client.http.portal
        assert portal is not None
        return portal.call(answer_all)

    async def _answer(self, method: str, path: str, role: str) -> tuple[int, str]:
        headers = [(b"host", b"localhost"), (b"sec-fetch-site", b"same-origin"), (b"accept-language", b"en")]
        if role in self.cookies:
            headers.append((b"cookie", f"signin={self.cookies[role]}".encode()))
        if method == "POST":
            headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": ("192.0.2.1", 1),
            "server": ("localhost", 80),
            "state": {},
        }
        started: dict[str, Any] = {}

        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:  # whoever waits for the reader to go away waits
                await anyio.sleep_forever()
            sent = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                started.update(message)

        with suppress(Exception):  # what nobody foresaw has been answered with 500 by then
            await self.client.app(scope, receive, send)
        location = dict(started["headers"]).get(b"location", b"").decode()
        return started["status"], location


def make_world(client: Client, stages: tuple[str, ...] = tuple(Stage)) -> World:
    with client.saved() as db:
        world = World(client, make_mandate(db))
        for role in ROLES:
            mandate = make_mandate(db, role)
            world.mandates[role] = mandate
            world.cookies[role] = _session(db, mandate.person)
        world.cookies["weak"] = _session(db, make_mandate(db).person, second_factor=False)
        world.cookies["member of nothing"] = _session(db, make_person(db))
        others = _things_of_members(db, make_mandate(db))
        for stage in stages:
            world.places[stage] = _place(db, world, stage) | others
    for place in world.places.values():
        lay_down(client.settings.files_place, place["slug"])
    client.do_chores()  # a head of the record is signed
    return world


def _things_of_members(db: Session, other: Mandate) -> dict[str, str]:
    """What belongs to somebody who holds none of the sessions."""
    person = other.person
    passkey = Passkey(
        person=person,
        credential_id="canary",
        public_key="canary",
        handle="canary",
        sign_count=0,
        name="A key",
        added_at=NOW,
    )
    identity = Identity(person=person, issuer="https://id.example", subject="canary", added_at=NOW)
    message = Message(
        key="canary", recipient="canary@example.org", template="x", locale="en", left_at=NOW, next_at=NOW
    )
    db.add_all([passkey, identity, message])
    terms = Terms(other.organisation, "observer", NOW.date(), "Decision 2/2027")
    invitation = invite(
        db, name="Canary Guest", email="canary-guest@example.org", locale="en", terms=terms, by=other, now=NOW
    )
    interest = declare(db, Declaration(text="I advise a cluster.", language="en"), by=other, now=NOW)
    db.flush()
    found: dict[str, Any] = {"passkey": passkey, "identity": identity, "message": message}
    found |= {"invitation": invitation, "interest": interest, "person": person, "mandate": other}
    found |= {"organisation": other.organisation}
    return {name: str(thing.id) for name, thing in found.items()} | {"provider": "nobody"}


def _session(db: Session, person: Person, *, second_factor: bool = True) -> str:
    return sessions.begin(db, person=person, method="link", now=NOW, second_factor=second_factor)


def _place(db: Session, world: World, stage: str) -> dict[str, str]:
    """A document led to a stage, and the things around it."""
    document = make_document(db, slug=f"at-{stage.replace(' ', '-')}", versions=2)
    round_ = make_consultation(db, document.versions[1], closes_at=NOW + timedelta(days=9))
    token, number = _response(db, round_)
    act, paper = _act(db, document)
    stance = _stance(db, document, world)
    for end in WAYS[stage]:
        if end == "in force":
            set_rule(db, document, when=When(Delay.DAYS, 0))
        take_step(db, document, end, by=None, now=NOW, reason="For the test.", override=True)
    return {
        "locale": "en",
        "slug": document.slug,
        "n": "2",
        "a": "1",
        "b": "2",
        "pid": str(document.versions[1].paragraphs[1].pid),
        "number": number,
        "consultation": str(round_.id),
        "token": token,
        "act": act,
        "key": _begun(db, document),
        "file": paper,
        **_lists(db, document, world.asker),
        "stance": stance,
        "note": _note(db, document, world.asker),
        "assignment": _assignment(db, document, world),
        "pending": _pending(db, document),
        "set": str(make_open_set(db, document, by=world.asker).id),
        "job": _job(db, document, world.asker),
        "approval": _request(db, document, world.asker),
        "country": "RS",
        "other": make_participant(db, "AL", position=2).code,
        "kind": "paragraph",
        "seq": "1",
        "base": "1",
        "change": "1",
    }


def _response(db: Session, round_: Consultation) -> tuple[str, str]:
    """A response that was sent: the token of its receipt, the number of its comment."""
    token = new_token()
    submission = submissions.start(db, round_, token=token, now=NOW)
    key = f"key-for-the-world-{next(_numbers):020}"
    comment = submissions.save_comment(
        db, submission, CommentInput(body="Say who.", language="en"), key=key, now=NOW
    )
    submissions.save_about(db, submission, SenderInput(kind="person", language="en", name="Canary Person"))
    db.refresh(submission)
    submissions.send(db, submission, received_at=NOW)
    unsent_comment(db, round_)
    return token, str(comment.number)


def _act(db: Session, document: Document) -> tuple[str, str]:
    """An act, and a file of it, by their numbers."""
    paper, *_others = make_files(db, document.slug)
    act = make_act(db, document, country="RS", files=[(paper, "instrument")])
    return str(act.id), str(paper.id)


def _lists(db: Session, document: Document, by: Mandate) -> dict[str, str]:
    """A list of past acts that was taken in, by its number, and one that waits, by its digest."""
    version, table = document.versions[1], [["participant", "act", "date"], ["RS", "signed", "2020"]]
    act_list = enter_list(
        db,
        version,
        checked_lines(db, table, NOW),
        Source("acts.csv", "0" * 64, "History"),
        asked_by=by,
        approved_by=by,
        now=NOW,
    )
    asked, _shown = past_acts.prepare(db, version, table, Source("more.csv", "1" * 64, ""), NOW)
    approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind=past_acts.KIND,
            permission="adoption:import",
            subject=document.subject,
            body=asked,
            reason="History",
        ),
        by=by,
        now=NOW,
    )
    return {"list": str(act_list.id), "digest": asked["sha256"]}


def _begun(db: Session, document: Document) -> str:
    """An act that somebody else has begun to enter: its key."""
    content = {"kind": {"country": "RS", "version": "2", "kind": "signed"}}
    return keeping.begin(db, document, content, by=make_mandate(db, "government"), now=NOW).key


def _stance(db: Session, document: Document, world: World) -> str:
    """What the country of the government's session has said: made before it could be, for every stage."""
    by = world.mandates["government"]
    stance = Stance(
        document=document,
        subject=document.subject,
        mandate=by,
        participant=by.participant,
        kind="object",
        reason="Not so.",
        language="en",
        at=NOW,
    )
    db.add(stance)
    db.flush()
    put_what_is_left_on_record(db)
    return str(stance.id)


def _note(db: Session, document: Document, by: Mandate) -> str:
    """A note on a paragraph of the draft, by its number."""
    words = Words("A canary note.", "en", "")
    anchor = f"p-{queries.draft(db, document)[1].pid}"
    return str(threads.write(db, document.subject, anchor, words, by=by, now=NOW).id)


def _assignment(db: Session, document: Document, world: World) -> str:
    """What the working group's session is to see to, by its number."""
    to, due_on = world.mandates["working_group"], NOW.date()
    place = (document.subject, "")
    return str(giving.give(db, place, to, due_on=due_on, by=world.asker, now=NOW).id)


def _pending(db: Session, document: Document) -> str:
    reading = read_markdown(TEXT + "\n\nOne more paragraph.\n")
    return str(importing.begin_import(db, document, reading, file_name="next.md", by=None, now=NOW).id)


def _job(db: Session, document: Document, by: Mandate) -> str:
    """A publication that failed: it has a page at every stage."""
    body = {"slug": document.slug, "number": 3, "label": "third", "seen": None, "mandate": by.id}
    job = jobs.enqueue(db, kind=publication.KIND, key=f"{document.slug}:x", body=body, now=NOW)
    job.ended_at, job.failure = NOW, {"message": "There is no such task.", "values": {}}
    db.flush()
    return str(job.id)


def _request(db: Session, document: Document, by: Mandate) -> str:
    seen = queries.last_revision_id(db, document)
    body = {"slug": document.slug, "number": 3, "label": "third", "seen": seen, "before": "", "changes": 1}
    approval = approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind=publication.KIND,
            permission="version:publish",
            subject=document.subject,
            body=body,
            reason="It is ready.",
        ),
        by=by,
        now=NOW,
    )
    return str(approval.id)

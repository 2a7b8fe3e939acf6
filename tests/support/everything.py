"""One instance with everything in it: a row of every kind, a value for each part of each address.

Tests that go over all routes or all tables begin here. Whoever adds a table or an address adds a row of
it (``_private_rows`` and the functions above it) and a value for its parameter (``Everything.places``).
"""

import contextlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from adoption.begun import keeping as keeping_begun
from adoption.lists.entering import Source, enter_list
from adoption.lists.reading import read_csv
from adoption.recording import signatories
from adoption.recording.signatories import Signed
from consultation.answers import answering
from consultation.models import (
    Comment,
    Consultation,
    Placement,
    Respondent,
    RoundChange,
    Settlement,
    Submission,
    TakenComment,
)
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from consultation.rounds import closing
from core.db import Base
from core.queue import jobs, outbox
from core.record import entries, signed_heads
from core.record.canonical import timestamp
from core.record.public import KINDS
from core.tokens import new_token, token_hash
from documents import names, queries, summaries
from documents.drafting.draft import Draft
from documents.formats.markdown import read_markdown
from documents.imports import bases, confirming, importing, merging
from documents.models import Document, PendingImport, Version
from documents.sheet import presence
from documents.staleness import digest_of
from members import approvals
from members.absences.models import Absence
from members.assignments import giving
from members.models import Interest, Invitation, Mandate, Naming, Person
from members.notes import threads
from members.notes.threads import Words
from members.signin import kept_forms, links, sessions
from members.signin.models import CodeApp, Identity, Passkey, RecoveryCode, SignIn
from process import taking_out
from process.models import Step
from process.services import publish_version
from process.stances import stating
from sbcp.approvals import past_acts
from sbcp.notifications import tokens
from sbcp.notifications.models import Follower, Subscription
from sbcp.record import search
from sbcp.routes import routes
from sbcp.settings import Settings
from sbcp.web.endpoint import PageRoute
from tests.adoption.making import PAPER, make_act, set_rule
from tests.support import factories
from tests.support.factories import NOW
from tests.support.pages import Client
from tests.support.papers import make_files
from tests.support.recorded import put_what_is_left_on_record

NEXT_LIST = "1" * 64  # the digest of a list that waits
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# The part of an address that says what its token is for.
BEFORE_TOKEN = re.compile(r".*/([\w-]+)/\{token\}.*")
KEY = "a key for tests only, long enough"  # tests.support.pages.serve

RECORD_KEY = "00" * 32  # signs the heads

SETTINGS = Settings(
    database_url="", secret_key=KEY, data_dir=Path(), base_url="http://localhost"
)  # as tests.support.pages.serve has them

# What nobody but the person concerned may be shown; each is found again wherever it comes out.
PRIVATE = "canary-private"
FILES = f"{PRIVATE}-file"  # the names that the bytes of files lie under begin with it
ROLES = ("secretariat", "working_group", "government", "contact_point", "observer", "admin")

# An act that is entered as a whole, and not recorded yet.
BEGUN: keeping_begun.Content = {
    "kind": {"country": "RS", "version": "2", "kind": "declaration"},
    "about": {"about": "1"},
    "dates": {"done_on-year": "2027", "done_on-month": "2", "early_reason": f"{PRIVATE}-reason"},
    "instrument": {
        "title": f"{PRIVATE}-title",
        "language": "en",
        "title_en": f"{PRIVATE}-title",
        "body": f"{PRIVATE}-body",
    },
    "files": {},
    "words": {"coverage": "whole", "statement": f"{PRIVATE}-statement", "statement_language": "en"},
}

# Another one, which says who signed it.
BEGUN_SIGNATURE: keeping_begun.Content = {
    **{page: typed for page, typed in BEGUN.items() if page != "about"},
    "kind": {"country": "RS", "version": "2", "kind": "signed"},
    "signatories": {
        "signatory-1-name": f"{PRIVATE}-signatory",
        "signatory-1-office": f"{PRIVATE}-office",
    },
}


@dataclass
class Everything:
    """The people by role (``secretariat 2`` is a second one), places for addresses, and tokens by the
    name of a route, or by the part of the address before the token."""

    people: dict[str, int] = field(default_factory=dict)
    places: list[dict[str, str]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def sign_in(self, client: Client, who: str) -> None:
        client.sign_out()
        if who != "nobody":
            with client.saved() as db:
                person = db.get_one(Person, self.people[who])
            client.sign_in(person)

    def addresses(self, route: PageRoute, locale: str = "en", *, most: int = 2) -> list[str]:
        """The addresses of a route in this world, one for each place that has all of its parts."""
        known = {"locale": locale}
        token = self.tokens.get(route.name) or self.tokens.get(BEFORE_TOKEN.sub(r"\1", route.path))
        if token:
            known["token"] = token
        needed = set(PARAMETER.findall(route.path))
        found = [
            PARAMETER.sub(lambda part: {**place, **known}[part[1]], route.path)  # noqa: B023
            for place in [{}, *self.places]
            if needed <= {*place, *known}
        ]
        return list(dict.fromkeys(found))[:most]


def pages(method: str) -> list[PageRoute]:
    return [r for r in routes() if isinstance(r, PageRoute) and r.actions.get(method)]


def make(db: Session) -> Everything:
    """Everything, made as the product makes it as far as it can."""
    world = Everything()
    held = _members(db, world)
    policy = _policy(db, world, held)
    _adopted(db, world, held)
    commented = factories.make_document(db, slug="commented", by=held["secretariat"])
    _step(db, commented, "consultation", held["secretariat"])  # whose round is over: it may go on
    young = factories.make_document(db, slug="young", by=held["secretariat"])
    factories.make_revision(db, young, by=held["secretariat"])
    _ended(db, young, held["secretariat"])
    world.places.append({"slug": "young"})
    _begun_by_mistake(db, world, held)
    _private_rows(db, world, held, policy)
    _notes(db, world, policy, held["observer"])
    _settled(db, held)
    put_what_is_left_on_record(db)
    return world


def _begun_by_mistake(db: Session, world: Everything, held: dict[str, Mandate]) -> None:
    """A document that is out of the lists, and one that could be taken out."""
    by, second = held["secretariat"], held["secretariat 2"]
    factories.make_document(db, slug="mistake", versions=0, by=by)
    removed = factories.make_document(db, slug="removed", versions=0, by=by)
    taking_out.take_out(db, removed, reason="Begun twice.", by=by, approved_by=second, now=NOW)
    world.places.append({"slug": "removed"})


def _notes(db: Session, world: Everything, document: Document, by: Mandate) -> None:
    """A thread on a paragraph of the draft, a settled one, and what is assigned: who reads no drafts does not
    see them."""
    paragraph = queries.draft(db, document)[1]
    words = Words(f"{PRIVATE}-note", "sr-Latn", digest_of(paragraph.block))
    for _number in range(2):
        first = threads.write(db, document.subject, f"p-{paragraph.pid}", words, by=by, now=NOW)
        threads.answer(db, first, replace(words, text=f"{PRIVATE}-answer"), by=by, now=NOW)
    threads.settle(db, first, by=by, now=NOW)
    place = (document.subject, f"p-{paragraph.pid}")
    given = giving.give(db, place, by, due_on=NOW.date(), by=by, now=NOW)
    world.places.append({"slug": document.slug, "note": str(first.id - 2), "assignment": str(given.id)})


def _ended(db: Session, document: Document, by: Mandate) -> None:
    """A paragraph that was written and deleted: nobody but the group ever reads it."""
    added = Draft(db, document, by=by, reason="Too early", now=NOW).insert(None, f"{PRIVATE}-ended.")
    pid = added.after[0]["pid"]
    Draft(db, document, by=by, reason="Too early", now=NOW).delete(pid, based_on=added.id)


def _members(db: Session, world: Everything) -> dict[str, Mandate]:
    for position, code in enumerate(("AL", "RS", "MK"), start=1):
        factories.make_participant(db, code, position=position)
    held = {}
    for role in ROLES:
        for number in ("", " 2"):
            name = f"{role} {number or 1}".replace("_", " ").title()
            person = factories.make_person(db, name, email=f"{PRIVATE}-{role}{number.strip()}@example.org")
            held[role + number] = factories.make_mandate(db, role, person=person)
            world.people[role + number] = person.id
    former = factories.make_person(db, "Former Observer", email=f"{PRIVATE}-former@example.org")
    held["former"] = factories.make_mandate(db, "observer", person=former, ends_on=date(2027, 1, 31))
    world.people["former"] = former.id
    return held


def _policy(db: Session, world: Everything, held: dict[str, Mandate]) -> Document:
    """Two versions and a draft after the second; a closed round and an open one; comments of all sorts."""
    staff, drafter = held["secretariat"], held["working_group"]
    start = NOW - timedelta(days=60)
    document = factories.make_document(db, slug="policy", versions=1, by=staff, now=start)
    first = queries.version_by_number(db, document, 1)
    closed = factories.make_consultation(db, first, state="closed", by=staff)
    _step(db, document, "consultation", staff)
    pids = [p.pid for p in queries.paragraphs(db, first)]
    named = send(db, closed, world, pids[1], "receipts", publish=True)
    revision = factories.make_revision(db, document, pids[1], by=drafter, now=NOW - timedelta(days=9))
    answering.answer_comment(
        db,
        named.comments[0],
        answering.AnswerInput(
            answer="accepted", reason="It is said plainly now.", language="en", revisions=[revision]
        ),
        by=drafter,
        now=NOW - timedelta(days=8),
    )
    send(db, closed, world, pids[2], "receipt_erase")
    _step(db, document, "revision", staff)
    guessed = queries.draft_paragraph(db, document, pids[2])
    assert guessed is not None
    guessed.certain = False
    version = publish_version(db, document, label="second draft", by=staff, now=NOW - timedelta(days=7))
    _summarised(db, version, staff)
    _named(db, document, staff)
    _step(db, document, "consultation", staff)
    round_ = factories.make_consultation(db, version, by=staff, introduction="Please say what you think.")
    send(db, round_, world, pids[2], "receipt_data", body="Second round, second thoughts.")
    send(db, round_, world, None, "receipt_copy", body="On the whole.")
    unsent = _unsent_response(db, round_, pids[1], world)
    _about(db, unsent, f"{PRIVATE}-unsent")
    factories.make_revision(db, document, pids[3], by=drafter)
    open_set = factories.make_open_set(db, document, by=drafter)
    pending = _file_that_waits(db, document, pids[1], staff)
    presence.tell(db, document, drafter, pid=pids[1], now=NOW)
    db.add(TakenComment(change_set=open_set, comment=db.scalars(select(Comment).limit(1)).one()))
    job = jobs.enqueue(
        db,
        kind="version.publish",
        key="version:policy:2",
        body={"slug": "policy", "number": 2, "label": "second draft"},
        now=NOW,
    )
    jobs.finish(db, job, {"version": 2}, NOW)
    places = {"slug": "policy", "a": "1", "b": "2", "pid": str(pids[1]), "pending": str(pending.id)}
    places |= {"set": str(open_set.id)}
    for number, consultation, comment in (("1", closed, "1"), ("2", round_, "3")):
        world.places.append(
            {
                **places,
                "n": number,
                "base": "2",
                "change": "1",
                "consultation": str(consultation.id),
                "number": comment,
                "job": str(job.id),
            }
        )
    world.places.append({"country": "RS", "other": "AL", "seq": "1"})
    world.places += [{"kind": name} for name in KINDS]
    return document


def _summarised(db: Session, version: Version, by: Mandate) -> None:
    """What it says in plain words: in two languages, in one of them written anew."""
    for texts in ({"en": "Who does what.", "sr-Cyrl": "Ко шта ради."}, {"en": "It says who does what."}):
        summaries.write(db, version, texts, by=by, now=NOW - timedelta(days=7))


def _named(db: Session, document: Document, by: Mandate) -> None:
    """What it is called in Serbian, written anew once."""
    for title in ("Политика", "Образац политике"):
        new = names.Names({"sr-Cyrl": title}, {"sr-Cyrl": "Ко шта ради."})
        names.write(db, document, new, by=by, now=NOW - timedelta(days=7))


def _file_that_waits(db: Session, document: Document, pid: int, staff: Mandate) -> PendingImport:
    """A file begun from the first version, which changes a paragraph that was changed since; this was
    decided, so that nothing but looking at it is left."""
    first = queries.version_by_number(db, document, 1)
    text = queries.text_of(db, first)
    texts = [f"{markdown} Always." if each == pid else markdown for each, markdown in text.items()]
    pending = importing.begin_import(
        db,
        document,
        read_markdown("\n\n".join(texts)),
        file_name="next.md",
        by=staff,
        now=NOW,
        base=bases.Base(1, None, bases.Known.DIGEST),
    )
    [clash] = merging.merged(db, pending).clashes
    confirming.settle(pending, clash, "theirs")
    return pending


def _adopted(db: Session, world: Everything, held: dict[str, Mandate]) -> None:
    """A document that governments adopt."""
    from adoption.recording.acts import verify_act

    staff = held["secretariat"]
    document = factories.make_document(db, slug="adopted", versions=2, by=staff)
    for stage in ("consultation", "revision", "adoption"):
        _step(db, document, stage, staff)
    version = queries.version_by_number(db, document, 2)
    pid = queries.paragraphs(db, version)[1].pid
    paper, letter, _begun = make_files(db, FILES)
    act = make_act(
        db,
        document,
        by=held["government"],
        files=[(paper, "instrument"), (letter, "letter")],
        reservations=[(pid, "Within the limits of the budget.")],
        statement="With pleasure.",
        language="en",
    )
    verify_act(db, act, level="document seen", note="Page 4.", by=held["secretariat 2"], now=NOW)
    _signed(db, document, held["government"])
    set_rule(db, document, needs=9)
    data = b"participant,act,date\nRS,endorsement,2020-05\n"
    source = Source("acts.csv", sha256(data).hexdigest(), "What was done before.")
    act_list = enter_list(
        db, version, read_csv(data), source, asked_by=staff, approved_by=held["secretariat 2"], now=NOW
    )
    place = {
        "slug": "adopted",
        "n": "2",
        "a": "1",
        "b": "2",
        "pid": str(pid),
        "act": str(act.id),
        "country": "RS",
    }
    place |= {"list": str(act_list.id), "digest": NEXT_LIST}
    place["file"] = str(paper.id)
    place["key"] = keeping_begun.begin(db, document, BEGUN, by=held["government"], now=NOW).key
    place["stance"] = str(_stances(db, document, held["government"]))
    world.places.append(place)
    signature = keeping_begun.begin(db, document, BEGUN_SIGNATURE, by=held["government"], now=NOW)
    world.places.append({"slug": "adopted", "key": signature.key})


def _signed(db: Session, document: Document, by: Mandate) -> None:
    """A signature by three people: the name of one is erased, that of another was not said."""
    signed = [
        Signed("Signe Example", "Minister", "full powers", "Of 3 February, by the President"),
        Signed(f"{PRIVATE}-signatory", "Ambassador", "practice"),
        Signed("", "Secretary of State", "not known"),
    ]
    paper = replace(PAPER, title="Споразум", title_en="Agreement", number="05-311")
    act = make_act(db, document, "signed", by=by, instrument=paper, signatories=signed)
    signatories.erase_name(db, act.signatories[1].id, reason="On their request.", now=NOW)


def _stances(db: Session, document: Document, by: Mandate) -> int:
    """What a country has said of a document, one thing after another; the number of the last, which stands.
    The first one it has withdrawn."""
    stated = [
        stating.state(db, document, stating.Statement(kind, f"{kind} it.", "en"), by=by, now=NOW)
        for kind in ("object", "abstain", "object", "support")
    ]
    stating.withdraw(db, stated[0], stating.Reason("Settled.", "en"), by=by, now=NOW)
    return stated[-1].id


def _private_rows(db: Session, world: Everything, held: dict[str, Mandate], policy: Document) -> None:
    """What stands beside the process: links, sessions, mail, requests."""
    person = db.get_one(Person, world.people["observer"])
    world.tokens["signin"] = links.make(db, person=person, now=NOW)
    _begun_act(db, policy, held["observer"])
    sessions.begin(db, person=person, method="link", now=NOW, agent=f"{PRIVATE}-agent", second_factor=True)
    kept_forms.store(
        db,
        person=person,
        path="/en/documents/policy/draft/insert",
        fields=[("body", PRIVATE)],
        key=KEY,
        now=NOW,
    )
    db.add_all(factors(person, PRIVATE))
    db.add(
        Interest(
            mandate=held["observer"],
            subject=policy.subject,
            text="I advise a cluster.",
            language="en",
            made_at=NOW,
        )
    )
    for who, first in (("observer", NOW), ("government", NOW + timedelta(days=40))):
        db.add(Absence(mandate=held[who], from_on=first.date(), made_by=held["admin"], made_at=NOW))
    world.places.append({"mandate": str(held["government"].id)})
    open_round = db.scalars(select(Consultation).order_by(Consultation.id.desc())).first()
    assert open_round is not None
    asked = approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind="round.close",
            permission="consultation:times",
            subject=policy.subject,
            body={
                "consultation": open_round.id,
                "closes_at": timestamp(NOW + timedelta(days=3)),
                "before": timestamp(open_round.closes_at),
            },
            reason="It was a mistake.",
        ),
        by=held["secretariat"],
        now=NOW,
    )
    world.places.append({"id": str(asked.id), "approval": str(asked.id)})
    approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind="participant.rename",
            permission="member:administer",
            subject="participants",
            body={
                "participant": "RS",
                "names": {"en": "Serbia"},
                "footnotes": {},
                "before": {"names": {}, "footnotes": {}},
            },
            reason="As decided.",
        ),
        by=held["secretariat"],
        now=NOW,
    )
    _ask_for_list(db, held)
    _invitation(db, world, held)
    _followers(db, world, policy, person)
    message = outbox.Message(
        key=f"{PRIVATE}-key",
        recipient=f"{PRIVATE}-observer@example.org",
        about=f"person:{person.id}",
        template="approval-asked",
        locale="en",
        content={"reason": f"{PRIVATE}-content"},
        secret=f"{PRIVATE}-secret",
        left_at=NOW,
        next_at=NOW,
        problem=f"{PRIVATE}-problem",
        ended_at=NOW,
    )
    outbox.enqueue(db, message)
    _places_of_rows(db, world, person, message)
    _record(db, held, open_round)
    for table in Base.metadata.sorted_tables:
        if table.name in DERIVED and db.execute(select(table).limit(1)).first() is None:
            db.execute(table.insert().values(DERIVED[table.name]))


def _ask_for_list(db: Session, held: dict[str, Mandate]) -> None:
    """A list of past acts that waits for a second person."""
    version = queries.version_by_number(db, queries.document_by_slug(db, "adopted"), 2)
    table = [["participant", "act", "date"], ["AL", "endorsement", "2019"]]
    body, _shown = past_acts.prepare(db, version, table, Source("next.csv", NEXT_LIST, ""), NOW)
    approvals.request_approval(
        db,
        approvals.ApprovalRequest(
            kind=past_acts.KIND,
            permission="adoption:import",
            subject=version.document.subject,
            body=body,
            reason="It was forgotten.",
        ),
        by=held["secretariat"],
        now=NOW,
    )


def _begun_act(db: Session, document: Document, by: Mandate) -> None:
    """What somebody has begun to enter, with a file. No observer enters one: it stands here for all that are
    held of members."""
    typed = {"depositary": f"{PRIVATE}-depositary"}
    content = {"kind": {"country": "RS", "version": "2", "kind": "signed"}, "dates": typed}
    keeping_begun.keep_files(
        db, keeping_begun.begin(db, document, content, by=by, now=NOW), make_files(db, f"{FILES}-begun")[2:]
    )


def _places_of_rows(db: Session, world: Everything, person: Person, message: outbox.Message) -> None:
    """The numbers by which addresses name what the observer has."""
    mandate = person.mandates[0]
    own = {"identity": Identity, "passkey": Passkey}
    for part, model in own.items():
        found = db.scalars(select(model).where(model.person_id == person.id)).one()  # type: ignore[attr-defined]
        world.places.append({part: str(found.id)})
    interest = db.scalars(select(Interest).where(Interest.mandate_id == mandate.id)).one()
    world.places += [
        {"person": str(person.id)},
        {"mandate": str(mandate.id)},
        {"interest": str(interest.id)},
        {"organisation": str(mandate.organisation_id)},
        {"message": str(message.id)},
        {"provider": "example"},
    ]


def _settled(db: Session, held: dict[str, Mandate]) -> None:
    """A person says that a comment stands where it was carried to."""
    place = db.scalars(select(Placement).order_by(Placement.id)).all()[0]
    settled = Settlement(
        placement=place,
        number=1,
        pid=place.pid,
        kind=place.kind,
        reason="It says the same.",
        at=NOW,
        by=held["secretariat"],
    )
    db.add(settled)


def _record(db: Session, held: dict[str, Mandate], round_: Consultation) -> None:
    """What the record says by itself: that a round has closed, and a signed head."""
    db.add(
        RoundChange(
            consultation=round_,
            kind="extended",
            before=round_.closes_at,
            after=round_.closes_at,
            changed_at=NOW,
            asked_by=held["secretariat"],
            approved_by=held["secretariat 2"],
            reason="Several asked for more time.",
        )
    )
    closing.put_on_record(db, NOW)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RECORD_KEY))
    signed_heads.sign_due(db, key, origin=SETTINGS.base_url, occasions=(closing.ACTION,), now=NOW)
    search.write_terms(db)


def factors(person: Person, words: str) -> list[Base]:
    """What somebody signs in with, one of each, with these words wherever there is room for words."""
    return [
        Identity(
            person=person,
            issuer=f"https://{words}.example",
            subject=f"{words}-subject",
            label=f"{words}-label",
            added_at=NOW,
        ),
        Passkey(
            person=person,
            credential_id=_base64url(f"{words}-credential"),
            public_key=_base64url(f"{words}-key"),
            handle=_base64url(f"{words}-handle"),
            sign_count=1,
            transports=["internal"],
            name=f"{words}-passkey",
            added_at=NOW,
        ),
        CodeApp(person=person, secret=f"{words}-code-secret", added_at=NOW),
        RecoveryCode(person_id=person.id, salt="ca" * 16, code_hash=f"{words}-code-hash", made_at=NOW),
    ]


def _base64url(words: str) -> str:
    return urlsafe_b64encode(words.encode()).decode().rstrip("=")


def _invitation(db: Session, world: Everything, held: dict[str, Mandate]) -> None:
    guest = factories.make_person(db, "Invited Guest", email=f"{PRIVATE}-guest@example.org")
    token = world.tokens["invitation"] = new_token()
    invited = Invitation(
        token_hash=token_hash(token),
        person=guest,
        organisation=held["observer"].organisation,
        role="observer",
        starts_on=date(2027, 3, 1),
        basis=f"{PRIVATE}-guest-basis",
        made_at=NOW,
        made_by=held["admin"],
        sent=1,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )
    accepted = Invitation(
        person=held["observer"].person,
        organisation=held["observer"].organisation,
        role="observer",
        starts_on=factories.EARLIER,
        basis=f"{PRIVATE}-basis",
        made_at=NOW,
        made_by=held["admin"],
        accepted_at=NOW,
        mandate=held["observer"],
    )
    db.add_all([invited, accepted])
    db.flush()
    world.places.append({"invitation": str(invited.id)})
    world.people["guest"] = guest.id
    gone = factories.make_person(db, "Disabled Person", email=f"{PRIVATE}-disabled@example.org")
    gone.disabled_at = NOW
    world.places.append({"person": str(gone.id)})
    country = factories.make_participant(db)
    db.add(
        Naming(participant=country, names={"en": "Serbia"}, footnotes={}, made_at=NOW, reason="As decided.")
    )


def _followers(db: Session, world: Everything, policy: Document, person: Person) -> None:
    for email, owner, confirmed in (
        (f"{PRIVATE}-follower@example.org", None, None),
        (person.email, person, NOW),
    ):
        token = new_token()
        follower = Follower(email=email, locale="en", person=owner, made_at=NOW, confirmed_at=confirmed)
        follower.subscriptions.append(
            Subscription(
                kind="document",
                document=policy,
                made_at=NOW,
                confirmed_at=confirmed,
                token_hash=None if confirmed else token_hash(token),
            )
        )
        db.add(follower)
        if confirmed is None:
            world.tokens["confirm"] = token
    db.flush()
    world.tokens["open"] = tokens.manage_link(SETTINGS, follower).rpartition("/")[2]
    world.tokens["unsubscribe"] = tokens.stop_link(SETTINGS, follower, follower.subscriptions).rpartition(
        "/"
    )[2]


# Tables that nothing of the above leaves a row in, with a row that means nothing.
DERIVED: dict[str, dict[str, Any]] = {
    "chore": {"name": "nothing", "due_at": NOW},
    "bucket": {"key": "0" * 64, "drained_at": 1},
    "spent_challenge": {"challenge_hash": "spent", "expires_at": NOW},
    "spent_state": {"state_hash": "spent", "expires_at": NOW},
}


def send(
    db: Session,
    round_: Consultation,
    world: Everything,
    pid: int | None,
    route: str,
    *,
    body: str = "Say this more plainly.",
    publish: bool = False,
) -> Submission:
    """A response that was sent; its token is kept for the route."""
    submission = _unsent_response(db, round_, pid, world, body=body, route=route)
    if publish:
        _about(db, submission, "Published", publish=True)
    else:
        _about(db, submission, f"{PRIVATE}-{route}")
    at = round_.opens_at + timedelta(days=1)
    submissions.send(db, submission, received_at=at)
    return submission


def _about(db: Session, submission: Submission, words: str, *, publish: bool = False) -> None:
    submissions.save_about(
        db,
        submission,
        SenderInput(
            kind="organisation",
            language="en",
            name=f"{words} Name",
            organisation=f"{words} Organisation",
            country="RS",
            publish_name=publish,
        ),
    )
    db.execute(
        update(Respondent)
        .where(Respondent.submission_id == submission.id)
        .values(email=f"{words.replace('Published', PRIVATE)}@example.org")
    )


def _unsent_response(
    db: Session,
    round_: Consultation,
    pid: int | None,
    world: Everything,
    *,
    body: str = f"{PRIVATE}-unsent-body",
    route: str = "unsent",
) -> Submission:
    key = f"key-of-everything-{len(world.tokens):020}"
    token = submissions.token_for(key)
    at = round_.opens_at + timedelta(days=1)
    submission = submissions.start(db, round_, token=token, now=at)
    submissions.save_comment(
        db,
        submission,
        CommentInput(
            body=body,
            language="en",
            pid=pid,
            proposed_text=f"{PRIVATE}-unsent-wording" if route == "unsent" and pid else "",
            justification=f"{PRIVATE}-unsent-reason" if route == "unsent" else "Because.",
        ),
        key=key,
        now=at,
    )
    db.refresh(submission)
    world.tokens[route] = token
    return submission


def _step(db: Session, document: Document, stage: str, by: Mandate) -> None:
    """A step without its gates: they have tests of their own."""
    db.add(
        Step(document=document, stage=stage, taken_at=NOW - timedelta(days=30), taken_by=by, overridden=[])
    )
    db.flush()
    entries.append(
        db,
        at=NOW - timedelta(days=30),
        actor=by.actor,
        action="process.stepped",
        subject=document.subject,
        body={"to": stage},
    )


def empty_tables(db: Session) -> list[str]:
    """The tables without a row."""
    return [t.name for t in Base.metadata.sorted_tables if db.execute(select(t).limit(1)).first() is None]


def found_in(client: Client, words: str) -> list[str]:
    """The tables, and the files of the instance, that hold these words."""
    folder = client.settings.data_dir
    inside = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and words.encode() in path.read_bytes()
    ]
    return [name for name, held in rows(client).items() if words in repr(held)] + inside


def rows(client: Client) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database keeps it: past SQLAlchemy, for some tests ask a thousand
    times. In the order of their making where the database has them so, else in one by their words."""
    engine = client.database.engine
    ordered = engine.dialect.name == "sqlite"
    held = {}
    with contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        for name in inspect(engine).get_table_names():
            cursor.execute(f'SELECT * FROM "{name}"')
            held[name] = [tuple(row) for row in cursor.fetchall()]
    return held if ordered else {name: sorted(some, key=repr) for name, some in held.items()}


def requests(world: Everything, locale: str = "en", *, most: int = 2) -> Iterator[tuple[PageRoute, str]]:
    """Every address that can be read."""
    for route in pages("GET"):
        for path in world.addresses(route, locale, most=most):
            yield route, path


__all__ = ["Comment", "Everything", "SignIn", "make"]

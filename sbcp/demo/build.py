"""Plays the example process through the services, as people would have done it, in the past.

The content is in ``content/``; days there count from the day of the demonstration, rounds from
their opening. Nothing is written past the services, so the example cannot show what the product
cannot do.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adoption import ruling
from adoption.entry_rules import Delay, EntryRule, When
from adoption.kinds import ADOPTIONS, CONSENTS, Level
from adoption.models import Act
from adoption.recording.acts import record_act, verify_act
from adoption.recording.recorded import Paper
from adoption.recording.signatories import Signed
from consultation.answers import changing, triage
from consultation.answers.answering import AnswerInput, answer_comment
from consultation.answers.place_candidates import candidates
from consultation.models import Comment, Consultation
from consultation.placements.settling import settle_placement
from consultation.responses import submissions
from consultation.responses.content import CommentInput, SenderInput
from consultation.rounds import closing, rounds
from core.days import PartialDay
from core.files import keeping, store
from core.files.models import File
from core.record import signed_heads
from core.record.entries import Entry
from core.tokens import new_token
from documents import queries
from documents.drafting.draft import Draft
from documents.formats import read_file
from documents.imports import importing
from documents.models import Document, DraftParagraph, Revision
from documents.text.words import plain
from members import queries as member_queries
from members import services as members
from members.models import Mandate, Participant
from members.queries import example_people, participant_by_code
from process.models import Stance
from process.services import publish_version, take_step
from process.stances import stating
from sbcp.language import participants
from sbcp.notifications.depositary import sending
from sbcp.record import last_head, signing
from sbcp.settings import Settings

CONTENT = Path(__file__).parent / "content"
BRUSSELS, BELGRADE = "Europe/Brussels", "Europe/Belgrade"

# Days before today of the turning points.
FIRST_VERSION, FIRST_ROUND = 350, 345
SECOND_VERSION, SECOND_ROUND = 265, 260
THIRD_VERSION = 150
GUIDE = 30
COMPARISON, COMING = 2, 12  # published so long ago; its round opens in so many days

Content = dict[str, Any]
Speakers = dict[str, Mandate]


def build(db: Session, now: datetime, settings: Settings) -> bool:
    """Make the example content, with the countries it is about, under a signed head; False if it is there
    already."""
    if queries.documents(db):
        return False
    last_head.forget(settings)  # of a demonstration that stood here before, and was thrown away
    today = now.replace(hour=10, minute=0, second=0, microsecond=0)
    participants.ensure(db, settings.data_dir, now=_ago(today, FIRST_VERSION + 2))
    cast = Cast(db, today)
    policy = _begin(
        db,
        cast,
        slug="sbcp-model",
        title="Smart Balkan Cluster Policy: model text (example)",
        summary="How governments of the Balkans support clusters, from the ground upwards. An example text.",
        file="model-v1.md",
        at=_ago(today, FIRST_VERSION),
        label="zero draft",
    )
    first = _consult(db, cast, policy, "comments-1.toml", _ago(today, FIRST_ROUND))
    _revise(db, cast, policy, first, "revision-2.toml", _ago(today, SECOND_VERSION), "second draft")
    second = _consult(db, cast, policy, "comments-2.toml", _ago(today, SECOND_ROUND))
    _revise(db, cast, policy, second, "revision-3.toml", _ago(today, THIRD_VERSION), "text for adoption")
    take_step(
        db,
        policy,
        "adoption",
        by=cast.secretary,
        approved_by=cast.holding("secretariat", 1),
        now=_ago(today, THIRD_VERSION - 2),
        reason="Every comment is answered, and the text is ready for the governments. An example reason.",
    )
    _set_rule(db, cast, policy, _ago(today, THIRD_VERSION - 2))
    speakers = _speakers(db, cast)
    _state(db, policy, speakers, today)
    _adopt(db, cast, policy, speakers, settings, today)
    guide = _begin(
        db,
        cast,
        slug="guide",
        title="Guide to carrying out the policy (example)",
        summary="Who does what in the first two years, and how it will be measured. An example text.",
        file="second-document.md",
        at=_ago(today, GUIDE),
        label="first draft",
    )
    content = _load("comments-guide.toml")
    _hold_round(db, cast, guide, content, _ago(today, content["opened_days_ago"]))
    comparison = _begin(
        db,
        cast,
        slug="poredjenje",
        title="Поређење домаћих програма са моделом (пример)",
        summary="Шта већ постоји, шта се може ускладити и шта би требало додати. Пример текста на српском.",
        file="third-document.md",
        at=_ago(today, COMPARISON),
        label="први нацрт",
        language="sr-Cyrl",
    )
    _announce(db, cast, comparison, today)
    key = signing.signing_key(settings)
    signed_heads.sign_due(db, key, origin=settings.base_url, occasions=signing.OCCASIONS, now=now)
    last_act = db.scalar(select(func.max(Entry.seq)).where(Entry.action == "act.recorded")) or 1
    sending.begin_after(db, last_act - 1)  # so that one notification is among the messages to look at
    return True


def whom_to_try_first(address: str) -> list[tuple[str, str]]:
    """What there is to try, and where. address: of the instance, as a browser reaches it."""
    return [
        ("Nobody in particular: comment on a paragraph", f"{address}/en/documents/guide/versions/1"),
        ("Example Secretary: answer it, and take the next step", f"{address}/en/triage"),
        ("Example Government Officer (Serbia): record an act", f"{address}/en/adoption"),
        ("An observer who trusts nobody: verify the record", f"{address}/en/record#verify"),
    ]


def how_to_sign_in(db: Session) -> list[str]:
    """A line for each example person: name and role."""
    return [
        f"{person.name}: {', '.join(mandate.role.replace('_', ' ') for mandate in person.mandates)}"
        for person in example_people(db)
    ]


class Cast:
    """The example people with their mandates."""

    def __init__(self, db: Session, today: datetime) -> None:
        self.db, self.today = db, today
        content = _load("people.toml")
        organisations = {
            organisation["key"]: members.add_organisation(
                db,
                name=organisation["name"],
                tier=organisation["tier"],
                participant=participant_by_code(db, organisation["country"]),
            )
            for organisation in content["organisation"]
        }
        people = {
            person["key"]: members.add_person(db, name=person["name"], email=person["email"], example=True)
            for person in content["person"]
        }
        self.mandates = [
            members.give_mandate(
                db,
                people[mandate["person"]],
                members.Terms(
                    organisation=organisations[mandate["organisation"]],
                    role=mandate["role"],
                    participant=participant_by_code(db, mandate["participant"])
                    if "participant" in mandate
                    else None,
                    starts_on=_ago(today, -mandate["from_days"]).date(),
                    basis=mandate["basis"],
                ),
                now=_ago(today, FIRST_VERSION + 1),
                by="operator",
            )
            for mandate in content["mandate"]
        ]

    def holding(self, role: str, place: int = 0) -> Mandate:
        return [mandate for mandate in self.mandates if mandate.role == role][place]

    @property
    def secretary(self) -> Mandate:
        return self.holding("secretariat")

    def speaking_for(self, participant: Participant) -> Mandate:
        """The government representative of a country, taken in if the cast has none."""
        for mandate in self.mandates:
            if mandate.role == "government" and mandate.participant is participant:
                return mandate
        code = participant.code
        person = members.add_person(
            self.db,
            name=f"Example Government Representative ({code})",
            email=f"government-{code.lower()}@example.org",
            example=True,
        )
        mandate = members.give_mandate(
            self.db,
            person,
            members.Terms(
                organisation=members.add_organisation(
                    self.db, name=f"Example Government ({code})", tier="government", participant=participant
                ),
                role="government",
                participant=participant,
                starts_on=_ago(self.today, FIRST_VERSION).date(),
                basis="Example letter of nomination",
            ),
            now=_ago(self.today, THIRD_VERSION - 2),
            by="operator",
        )
        self.mandates.append(mandate)
        return mandate


def _begin(
    db: Session,
    cast: Cast,
    *,
    slug: str,
    title: str,
    summary: str,
    file: str,
    at: datetime,
    label: str,
    language: str = "en",
) -> Document:
    """A document with its first version."""
    document = importing.create_document(
        db, slug=slug, title=title, summary=summary, language=language, now=at, by=cast.secretary
    )
    reading = read_file(file, (CONTENT / file).read_bytes())
    changing.import_first(db, document, reading, file_name=file, by=cast.secretary, now=at)
    publish_version(db, document, label=label, by=cast.secretary, now=at)
    return document


def _consult(db: Session, cast: Cast, document: Document, file: str, opens_at: datetime) -> Content:
    """A round from opening to the end of its late comments; its content with the comments made."""
    content = _load(file)
    closes_at = _hold_round(db, cast, document, content, opens_at)
    take_step(db, document, "revision", by=cast.secretary, now=closes_at + timedelta(days=2))
    return {**content, "closes_at": closes_at}


def _hold_round(
    db: Session, cast: Cast, document: Document, content: Content, opens_at: datetime
) -> datetime:
    version = queries.last_version(db, document)
    assert version is not None
    closes_at = opens_at + timedelta(days=content["round_days"])
    consultation = rounds.open_round(
        db,
        document,
        version,
        opens_at=opens_at,
        closes_at=closes_at,
        zone=BRUSSELS,
        introduction="An example round: the people and their comments are invented.",
        by=cast.secretary,
        now=opens_at - timedelta(hours=1),
    )
    take_step(db, document, "consultation", by=cast.secretary, now=opens_at)
    texts = [(paragraph.pid, plain(paragraph.markdown)) for paragraph in queries.paragraphs(db, version)]
    respondents = {respondent["key"]: respondent for respondent in content["respondent"]}
    recorded_at = closes_at + closing.GRACE
    for comment in sorted(content["comments"], key=lambda comment: comment["received"]):
        if recorded_at <= opens_at + timedelta(days=comment["received"]):
            closing.put_on_record(db, recorded_at)  # the rest came late
        comment["comment"] = _send(
            db, consultation, respondents[comment["respondent"]], comment, texts, opens_at
        )
    if recorded_at < cast.today:
        closing.put_on_record(db, recorded_at)
    return closes_at


def _announce(db: Session, cast: Cast, document: Document, today: datetime) -> None:
    """A round that is still to open."""
    version = queries.last_version(db, document)
    assert version is not None
    opens_at = _ago(today, -COMING)
    rounds.open_round(
        db,
        document,
        version,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=60),
        zone=BELGRADE,
        introduction="Пример јавне расправе која тек треба да почне.",
        by=cast.secretary,
        now=_ago(today, COMPARISON - 1),
    )


def _send(
    db: Session,
    consultation: Consultation,
    respondent: Content,
    row: Content,
    texts: list[tuple[int, str]],
    opens_at: datetime,
) -> Comment:
    """One comment of one respondent, sent on its day."""
    at = opens_at + timedelta(days=row["received"])
    submission = submissions.start(db, consultation, token=new_token(), now=at)
    comment = submissions.save_comment(
        db,
        submission,
        CommentInput(
            body=row["body"],
            language=row["language"],
            pid=_find(texts, row["at"]) if row.get("at") else None,
            quote=[row["quote"]] if row.get("quote") else [],
            kind=row["kind"],
            proposed_text=row.get("proposed_text", ""),
            justification=row.get("justification", ""),
        ),
        key=submissions.new_key(),
        now=at,
    )
    official = respondent["kind"] == "country"
    submissions.save_about(
        db,
        submission,
        SenderInput(
            kind="organisation" if official else respondent["kind"],
            language=respondent["language"],
            name=respondent["name"],
            organisation=respondent["organisation"],
            country=respondent["country"],
            publish_name=respondent["publish_name"],
        ),
    )
    submissions.send(db, submission, received_at=at)
    return comment


def _revise(
    db: Session,
    cast: Cast,
    document: Document,
    content: Content,
    file: str,
    published_at: datetime,
    label: str,
) -> None:
    """The revision of a round: the changes, the answers that name them, the next version."""
    closes_at: datetime = content["closes_at"]
    revisions: dict[str, list[Revision]] = {}
    for number, operation in enumerate(_load(file)["operation"]):
        drafter = cast.holding("working_group", number % 2)
        at = closes_at + timedelta(days=4, hours=number)
        revision = _operate(db, document, operation, drafter, at)
        for key in operation["comments"]:
            revisions.setdefault(key, []).append(revision)
    answered = [comment for comment in content["comments"] if "disposition" in comment]
    for comment in sorted(answered, key=lambda comment: comment["disposition"]["days"]):
        given = comment["disposition"]
        answer_comment(
            db,
            comment["comment"],
            AnswerInput(
                answer=given["answer"],
                reason=given["reason"],
                language="en",
                revisions=revisions.get(comment["key"], []),
                link_reason=given.get("link_reason", ""),
            ),
            by=cast.holding("working_group"),
            now=closes_at + timedelta(days=max(given["days"], 6)),
        )
    version = publish_version(db, document, label=label, by=cast.secretary, now=published_at)
    uncertain = triage.waiting(db, version, "uncertain")
    offered = candidates(db, version, uncertain)
    for waiting in uncertain:
        if offered[waiting.comment.id]:
            settle_placement(
                db,
                waiting.placement,
                pid=offered[waiting.comment.id][0].pid,
                by=cast.secretary,
                now=published_at + timedelta(hours=2),
            )


def _operate(db: Session, document: Document, row: Content, by: Mandate, at: datetime) -> Revision:
    """One operation of the editor, on paragraphs found by their opening words."""
    saved = changing.change(
        db, document, lambda draft: _operation(draft, row), reason=row["reason"], by=by, now=at
    )
    assert saved is not None, "the example moves a paragraph to another place"
    return saved.revision


def _operation(draft: Draft, row: Content) -> Revision | None:
    rows = queries.draft(draft.db, draft.document)
    target = _draft_row(rows, row["at"])
    based_on = target.changed_in
    match row["kind"]:
        case "edit":
            return draft.edit(target.pid, row["text"], based_on=based_on)
        case "insert":
            return draft.insert(target.pid, row["text"], depth=row["level"])
        case "delete":
            return draft.delete(target.pid, based_on=based_on)
        case "move":
            return draft.move(target.pid, _draft_row(rows, row["after"]).pid, based_on=based_on)
        case "split":
            return draft.split(target.pid, row["parts"], based_on=based_on)
        case "merge":
            other = _draft_row(rows, row["with"])
            return draft.merge(
                target.pid,
                other.pid,
                row["text"],
                based_on=based_on,
                other_based_on=other.changed_in,
            )
    raise ValueError(row["kind"])


def _speakers(db: Session, cast: Cast) -> Speakers:
    """The representatives of the governments that act on the text, by the code of their country."""
    countries = {country.code: country for country in member_queries.participants(db)}
    codes = {each["participant"]: None for each in _planned_acts() if "on_behalf" not in each}
    return {code: cast.speaking_for(countries[code]) for code in codes}


def _planned_acts() -> list[Content]:
    return sorted(_load("acts.toml")["act"], key=lambda planned: planned["recorded_days"])


def _set_rule(db: Session, cast: Cast, document: Document, at: datetime) -> None:
    """An invented rule: seven countries, thirty days after the seventh."""
    rule = EntryRule((*ADOPTIONS, *CONSENTS), Level.DOCUMENT_SEEN, 7, When(Delay.DAYS, 30))
    ruling.set_rule(
        db,
        document,
        rule,
        reason="An example of a rule.",
        asked_by=cast.secretary,
        approved_by=cast.holding("secretariat", 1),
        now=at,
    )


def _adopt(
    db: Session,
    cast: Cast,
    document: Document,
    speakers: Speakers,
    settings: Settings,
    today: datetime,
) -> None:
    """The acts of the governments on the last version, each checked by a second person."""
    acts: dict[str, Act] = {}
    countries = {country.code: country for country in member_queries.participants(db)}
    for number, planned in enumerate(_planned_acts()):
        version = queries.version_by_number(db, document, planned["version"])
        texts = [(p.pid, plain(p.markdown)) for p in queries.paragraphs(db, version)]
        paper = planned["instrument"]
        recorded_at = _ago(today, -planned["recorded_days"]) + timedelta(hours=number)
        text = planned.get("text", "")
        act = acts[planned["key"]] = record_act(
            db,
            document,
            version,
            participant=countries[planned["participant"]],
            kind=planned["kind"],
            instrument=Paper(
                title=paper["title_original"],
                language=paper["language"],
                title_en=paper["title"],
                body=paper["body"],
                number=paper["number"],
                gazette=paper["gazette"],
            ),
            done_on=PartialDay(_ago(today, -planned["days"]).date()),
            effective_on=PartialDay(_ago(today, -planned["effect_days"]).date()),
            scopes=[] if planned["scope"] == "whole" else [_find(texts, start) for start in planned["scope"]],
            reservations=[(_find(texts, planned["at"]), text)] if planned["kind"] == "reservation" else [],
            statement="" if planned["kind"] == "reservation" else text,
            language=paper["language"],
            about=acts[planned["refers_to"]] if "refers_to" in planned else None,
            files=[
                (_keep(db, each, settings, recorded_at), each["purpose"]) for each in paper.get("files", ())
            ],
            signatories=[Signed(**each) for each in planned.get("signatories", ())],
            on_behalf="on_behalf" in planned,
            by=cast.secretary if "on_behalf" in planned else speakers[planned["participant"]],
            now=recorded_at,
        )
        verify_act(
            db,
            act,
            level=planned["verification"],
            by=cast.holding("secretariat", 1),
            now=recorded_at + timedelta(minutes=30),
        )


def _state(db: Session, document: Document, speakers: Speakers, today: datetime) -> None:
    """What countries say of the text before they act on it, and what one of them has taken back."""
    stated: dict[str, Stance] = {}
    for planned in _load("stances.toml")["stance"]:
        code, at = planned["participant"], _ago(today, planned["days_ago"])
        by, words = speakers[code], (planned["reason"], planned["language"])
        if planned["kind"] == "withdrawal":
            stating.withdraw(db, stated[code], stating.Reason(*words), by=by, now=at)
        else:
            statement = stating.Statement(planned["kind"], *words)
            stated[code] = stating.state(db, document, statement, by=by, now=at)


def _keep(db: Session, planned: Content, settings: Settings, now: datetime) -> File:
    """A file as a government would have sent it."""
    data = planned["text"].encode()
    file = keeping.begun(planned["name"], data, now)
    store.opened(settings.files_place).put(file.storage_key or "", data)
    db.add(file)
    db.flush()
    return file


def _find(texts: list[tuple[int, str]], start: str) -> int:
    """The pid of the one paragraph that begins so."""
    [pid] = [pid for pid, text in texts if text.startswith(start)]
    return pid


def _draft_row(rows: list[DraftParagraph], start: str) -> DraftParagraph:
    [wanted] = [paragraph for paragraph in rows if plain(paragraph.markdown).startswith(start)]
    return wanted


def _load(name: str) -> Content:
    return tomllib.loads((CONTENT / name).read_text("utf-8"))


def _ago(today: datetime, days: float) -> datetime:
    return today - timedelta(days=days)

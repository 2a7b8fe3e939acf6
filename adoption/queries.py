"""Questions about adoption: where each participant stands on each version, on any day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import loading, ruling
from adoption.entry_rules import EntryRule
from adoption.fates import Fate, fates, level
from adoption.force import Force, force
from adoption.gathering import Gathered, gather
from adoption.headlines import Headline, headline
from adoption.kinds import ActKind, Status
from adoption.loading import Passage, VersionText
from adoption.models import Act
from adoption.recording import papers, signatories
from adoption.recording.recorded import recorded
from adoption.status import NOTHING, Ending, Standing, ending, standing, standing_objections
from core.errors import N_, NotFound, Refused
from core.record.canonical import timestamp
from documents.models import Document, Version
from documents.queries import last_version, versions
from members.models import Participant
from members.queries import participant_by_code, participants

NOBODY = Gathered({}, VersionText())  # has done anything


@dataclass(frozen=True)
class Days:
    """What is asked of the acts: what had happened by the end of a day, as far as was known at the end of
    another one (None: now)."""

    as_of: date
    known_at: date | None = None


@dataclass(frozen=True)
class VersionStatus:
    """A version: what became of the acts on it, by code of the participant, and how far it is."""

    version: Version
    became: Mapping[str, Sequence[Fate]]
    force: Force
    text: VersionText
    days: Days

    def standing(self, code: str, scope: int | None = None) -> Standing:
        """Where a participant stands on the whole, or on a chapter by its pid."""
        became = self.became.get(code, ())
        return standing(
            became,
            self.force,
            as_of=self.days.as_of,
            known_at=self.days.known_at,
            scope=scope,
            taken=self.force.rule is None or self.force.rule.takes(code),
        )

    def ending(self, code: str, standing: Standing) -> Ending | None:
        """What ends a participant's standing, or will; None where nothing does."""
        return ending(self.became.get(code, ()), standing, self.days.known_at)

    @cached_property
    def chapters(self) -> list[Passage]:
        """The chapters that some act names."""
        return loading.chapters_named([fate for each in self.became.values() for fate in each], self.text)

    def differing(self, code: str) -> list[tuple[Passage, Standing]]:
        """The chapters on which a participant stands otherwise than on the whole."""
        whole = self.standing(code)
        named = {pid for fate in self.became.get(code, ()) for pid in fate.act.scopes}
        parts = [(each, self.standing(code, each.pid)) for each in self.chapters if each.pid in named]
        return [
            (each, part) for each, part in parts if (part.status, part.kind) != (whole.status, whole.kind)
        ]


@dataclass(frozen=True)
class CountryRow:
    """Where a participant stands: on which version, and how. version: the one that the status is about; None
    where nothing was done about any. Who has taken all back, or has only objected to what another one
    reserves, stands nowhere and has acted."""

    participant: Participant
    version: VersionStatus | None
    standing: Standing
    chapters: Sequence[tuple[Passage, Standing]] = ()

    @property
    def became(self) -> Sequence[Fate]:
        """What became of its acts on that version."""
        return self.version.became.get(self.participant.code, ()) if self.version else ()

    def ending(self, standing: Standing) -> Ending | None:
        """What ends where it stands, on the whole or on a chapter of that version."""
        return self.version.ending(self.participant.code, standing) if self.version else None

    @property
    def done(self) -> list[Fate]:
        """The same without what only takes something back."""
        undoing = (ActKind.WITHDRAWAL, ActKind.WITHDRAWAL_RESCINDED)
        return [fate for fate in self.became if fate.act.kind not in undoing]

    @property
    def parts(self) -> list[tuple[Standing, list[Passage]]]:
        """The chapters by how it stands on them, where that is otherwise than on the whole."""
        groups: dict[tuple[Any, Any, Any], tuple[Standing, list[Passage]]] = {}
        for chapter, part in self.chapters:
            groups.setdefault((part.status, part.kind, part.on), (part, []))[1].append(chapter)
        return list(groups.values())


@dataclass(frozen=True)
class DocumentStatus:
    """Where every participant stands on a document. ``about`` is the version that the page is about: the
    newest one that has met the rule, else the last. Who has done nothing about it, and something about
    another one, is shown with that."""

    document: Document
    days: Days
    rule: EntryRule | None
    about: VersionStatus | None
    rows: Sequence[CountryRow] = field(default_factory=list)

    @property
    def totals(self) -> dict[Status, int]:
        """How many stand where, in the order of the words, without those that nobody has."""
        counted = Counter(each.standing.status for each in self.rows)
        return {status: counted[status] for status in Status if counted[status]}

    @property
    def headlines(self) -> dict[Headline, int]:
        """How many are told of in which word, the furthest first, without words that nobody has."""
        counted = Counter(self.headline(each) for each in self.rows)
        return {word: counted[word] for word in Headline if counted[word]}

    @property
    def here(self) -> list[CountryRow]:
        """Who has done anything about the version, or a part of it."""
        return [each for each in self.rows if each.version and each.version is self.about]

    @property
    def elsewhere(self) -> list[CountryRow]:
        """Who has done something about other versions alone."""
        return [each for each in self.rows if each.version and each.version is not self.about]

    @property
    def silent(self) -> list[CountryRow]:
        """Who has done nothing."""
        return [each for each in self.rows if each.version is None]

    def headline(self, row: CountryRow) -> Headline:
        """Where a participant stands, in a word."""
        here, ended = row.version is self.about, [fate.ended(self.days.as_of) for fate in row.done]
        return headline(
            row.standing,
            here=here,
            in_part=bool(row.chapters),
            acted=bool(ended) and not all(ended),
            left=bool(ended),
        )


def document_status(
    db: Session, document: Document, days: Days, version: Version | None = None
) -> DocumentStatus:
    """Where every participant stands on a document that takes part on the day, or has done something.
    version: the one to tell about, by default the newest that has met the rule, else the last that is
    published."""
    by_number = statuses_of_versions(db, document, days)
    rule = ruling.rule_of(db, document, days.known_at)
    about = version or _about(db, document, by_number, days.as_of)
    if about is not None and about.number not in by_number:
        by_number[about.number] = version_status(about, NOBODY, rule, days)
    shown = by_number.get(about.number) if about else None
    every = [_row(country, shown, by_number) for country in participants(db)]
    rows = [each for each in every if each.version or each.participant.takes_part(days.as_of)]
    return DocumentStatus(document, days, rule, shown, rows)


def version_status(version: Version, gathered: Gathered, rule: EntryRule | None, days: Days) -> VersionStatus:
    """One version from the acts on it."""
    became = {code: fates(facts, days.as_of, days.known_at) for code, facts in gathered.facts.items()}
    return VersionStatus(
        version, became, force(rule, became, days.known_at, as_of=days.as_of), gathered.text, days
    )


def entry_into_force(db: Session, document: Document, as_of: date) -> date | None:
    """The day on which a version of a document enters or entered into force by its rule, as far as acts that
    had happened by the end of a day say: of the newest version that has met it; None if none has."""
    shown = document_status(db, document, Days(as_of)).about
    return shown.force.enters_on if shown else None


def refuse_new_rule(db: Session, document: Document, today: date) -> None:
    """Raises Refused once a version has met the rule of its document: that day stays."""
    reached = entry_into_force(db, document, today)
    if reached is not None:
        message = N_("The rule has been met and stays: the text enters into force on %(day)s.")
        raise Refused(message, day=reached)


def days_of_entry(db: Session, document_ids: Sequence[int], on: date) -> dict[int, dict[int, date]]:
    """The day on which each version enters or entered into force by its rule, by its number, as far as acts
    that had happened by the end of a day say; by the id of each of these documents that has a rule. As many
    statements for many documents as for one."""
    rules = ruling.rules_of(db, document_ids)
    days: dict[int, dict[int, date]] = {id: {} for id in rules}
    if not rules:
        return days
    versions = select(Version).where(Version.document_id.in_(list(rules)))
    by_id = {version.id: version for version in db.scalars(versions)}
    for version_id, gathered in gather(db, Act.version_id.in_(by_id)).items():
        version = by_id[version_id]
        rule = ruling.chosen(rules[version.document_id], None)
        enters_on = version_status(version, gathered, rule, Days(on)).force.enters_on
        if enters_on is not None:
            days[version.document_id][version.number] = enters_on
    return days


def participant_of_address(db: Session, code: str) -> Participant:
    """The participant with a code, in capitals or not."""
    participant = participant_by_code(db, code.upper())
    if participant is None:
        raise NotFound(N_("There is no country with this code in the process."))
    return participant


def documents_with_acts(db: Session) -> set[int]:
    """The ids of the documents that some act is about."""
    return set(db.scalars(select(Version.document_id).join(Act, Act.version_id == Version.id).distinct()))


def objecting(db: Session, document: Document) -> set[str]:
    """The codes of the participants with an act of objection that stands to the last version of a document,
    whatever part it is about."""
    last = last_version(db, document)
    if last is None:
        return set()
    gathered = gather(db, Act.version_id == last.id).get(last.id, NOBODY)
    return {
        code for code, acts in gathered.facts.items() if standing_objections(fates(acts, date.max), date.max)
    }


def adopted_versions(db: Session, document: Document, as_of: date) -> list[tuple[Version, int]]:
    """The versions to which someone had consented as a whole at the end of a day, the newest first, each
    with the number of participants."""
    by_number = statuses_of_versions(db, document, Days(as_of))
    counted = [
        (each.version, sum(each.standing(code).consented for code in each.became))
        for _number, each in sorted(by_number.items(), reverse=True)
    ]
    return [(version, count) for version, count in counted if count]


def status_json(shown: DocumentStatus) -> dict[str, Any]:
    """A document's status for programs; ``sbcp acts status`` prints it."""
    return {
        "document": shown.document.slug,
        "as_of": shown.days.as_of.isoformat(),
        "known_at": _iso(shown.days.known_at),
        "version": shown.about.version.number if shown.about else None,
        "rule": ruling.as_json(shown.rule) if shown.rule else None,
        "counted": list(shown.about.force.counted) if shown.about else [],
        "entry_into_force": _iso(shown.about.force.enters_on) if shown.about else None,
        "totals": shown.totals,
        "participants": {each.participant.code: standing_json(each) for each in shown.rows},
    }


def adoption_json(db: Session, days: Days) -> list[dict[str, Any]]:
    """For programs: the status of each document that some act is about, with the acts that had happened and
    were known."""
    ids = documents_with_acts(db)
    documents = db.scalars(select(Document).where(Document.id.in_(ids)).order_by(Document.slug))
    return [_document_json(db, document, days) for document in documents]


def acts_json(db: Session, document: Document, days: Days) -> list[dict[str, Any]]:
    """For programs: the acts on a document that had happened and were known, in the order recorded."""
    acts = loading.acts(db, Act.version.has(Version.document_id == document.id))
    return [_act_json(act, days) for act in loading.told(acts, days.as_of, days.known_at)]


def _document_json(db: Session, document: Document, days: Days) -> dict[str, Any]:
    shown = document_status(db, document, days)
    digests = {each.number: each.digest for each in versions(db, document)}
    body = status_json(shown)
    return {
        **body,
        "digest": digests[body["version"]] if body["version"] else None,
        "acts": acts_json(db, document, days),
    }


def statuses_of_versions(db: Session, document: Document, days: Days) -> dict[int, VersionStatus]:
    """Each version of a document that some act is about, by its number."""
    by_id = {version.id: version for version in versions(db, document)}
    gathered = gather(db, Act.version_id.in_(by_id))
    if not gathered:
        return {}
    rule = ruling.rule_of(db, document, days.known_at)
    return {
        by_id[version_id].number: version_status(by_id[version_id], each, rule, days)
        for version_id, each in gathered.items()
    }


def _about(
    db: Session, document: Document, by_number: Mapping[int, VersionStatus], as_of: date
) -> Version | None:
    """The newest version that has met the rule; else the last that had been published or acted on by then."""
    reached = [number for number, each in by_number.items() if each.force.reached_on]
    if reached:
        return by_number[max(reached)].version
    acted_on = [each.version for each in by_number.values() if any(each.became.values())]
    published = [each for each in versions(db, document) if each.published_at.date() <= as_of]
    return max([*acted_on, *published], key=lambda each: each.number, default=None)


def _row(
    country: Participant, shown: VersionStatus | None, by_number: Mapping[int, VersionStatus]
) -> CountryRow:
    """A participant with what it did about the version shown, else about the newest other one."""
    others = (by_number[number] for number in sorted(by_number, reverse=True))
    taken_back = None
    for each in ([shown] if shown else []) + [other for other in others if other is not shown]:
        whole, parts = each.standing(country.code), each.differing(country.code)
        if whole.says_something or parts:
            return CountryRow(country, each, whole, parts)
        if each.became.get(country.code) and taken_back is None:
            taken_back = each
    return CountryRow(country, taken_back, NOTHING)


def standing_json(row: CountryRow) -> dict[str, Any]:
    """Where a participant stands, for programs."""
    here = row.standing
    over = row.ending(here)
    return {
        "status": here.status,
        "version": row.version.version.number if row.version else None,
        "act_kind": here.kind,
        "act": here.act,
        "act_precision": here.precision if here.act else None,
        "corrected_by": here.source if here.source != here.act else None,
        "verification": here.level,
        "signed": _iso(here.signed),
        "consent": _iso(here.consent),
        "consent_kind": here.consent_kind,
        "in_force_from": _iso(here.in_force_from),
        "withdrawn_from": _iso(here.withdrawn_from),
        "withdrawn_from_precision": over.on_precision if over else None,
        "withdrawn_by": over.act if over else None,
        "statements": len(here.statements),
        "reservations": [reserved._asdict() for reserved in here.reservations],
        "objects": here.objection is not None,
        "chapters": [
            {"pid": passage.pid, "status": part.status, "act_kind": part.kind, "act": part.act}
            for passage, part in row.chapters
        ],
    }


def _act_json(act: Act, days: Days) -> dict[str, Any]:
    """An act as the record keeps it, with when that was and how well it is proved."""
    return {
        **recorded(act),
        "files": papers.described(act),
        "signatories": signatories.described(act),
        "recorded_at": timestamp(act.recorded_at),
        "verification": level(loading.facts(act), days.known_at),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

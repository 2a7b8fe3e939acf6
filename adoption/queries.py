"""Questions about adoption: where each participant stands on each version, on any day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from adoption import loading, papers
from adoption.loading import Passage, VersionText
from adoption.models import Act
from adoption.services import recorded
from adoption.status import ActFacts, Standing, level, standing_objections, status
from core.errors import N_, NotFound
from core.record.canonical import timestamp
from documents.models import Document, Version
from documents.queries import last_version
from members.models import Participant
from members.queries import participant_by_code, participants


@dataclass(frozen=True)
class CountryStandings:
    """A participant with its standing on each scope of the tracker, in the order of the scopes."""

    participant: Participant
    cells: list[Standing]


@dataclass(frozen=True)
class Tracker:
    """Who stands where on a version: participants × scopes. The first scope is None, the whole."""

    document: Document
    version: Version
    as_of: date
    scopes: list[Passage | None]
    rows: list[CountryStandings]

    @property
    def words(self) -> list[str]:
        """The words that stand in the cells, each once."""
        return list(dict.fromkeys(cell.word for standings in self.rows for cell in standings.cells))


def tracker(db: Session, document: Document, version: Version, as_of: date) -> Tracker:
    """Every participant's standing on a version at the end of a day."""
    countries = participants(db)
    acts = loading.known(loading.acts(db, Act.version_id == version.id), as_of)
    text = loading.texts(db, acts).get(version.id, VersionText())
    by_country = loading.facts_by_country(acts, text)
    scopes = [None, *loading.chapters_named(by_country.values(), text, as_of)]
    rows = [
        CountryStandings(
            country,
            [
                status(by_country.get(country.id, []), scope=scope.pid if scope else None, as_of=as_of)
                for scope in scopes
            ],
        )
        for country in countries
    ]
    return Tracker(document, version, as_of, scopes, rows)


def participant_of_address(db: Session, code: str) -> Participant:
    """The participant with an ISO code, in capitals or not."""
    participant = participant_by_code(db, code.upper())
    if participant is None:
        raise NotFound(N_("There is no country with this code in the process."))
    return participant


def documents_with_acts(db: Session) -> set[int]:
    """The ids of the documents that some act is about."""
    return set(db.scalars(select(Version.document_id).join(Act, Act.version_id == Version.id).distinct()))


def versions_with_acts(db: Session, document: Document) -> set[int]:
    """The numbers of the versions that some act is about."""
    return set(
        db.scalars(
            select(Version.number)
            .join(Act, Act.version_id == Version.id)
            .where(Version.document_id == document.id)
            .distinct()
        )
    )


def objecting(db: Session, document: Document) -> set[int]:
    """The ids of the participants with an act of objection that stands on the last version of a document,
    whatever part it is about."""
    last = last_version(db, document)
    if last is None:
        return set()
    by_country = loading.facts_by_country(loading.acts(db, Act.version_id == last.id))
    return {country for country, acts in by_country.items() if standing_objections(acts, date.max)}


def count_adoptions(db: Session, version: Version, as_of: date) -> int:
    """The participants that had adopted the whole of a version, by government or parliament or by
    accession, at the end of a day."""
    return _adoptions(loading.acts(db, Act.version_id == version.id), as_of).get(version.id, 0)


def adopted_versions(db: Session, document: Document, as_of: date) -> list[tuple[Version, int]]:
    """The versions that someone had adopted as a whole at the end of a day, the newest first, each
    with the number of participants."""
    acts = loading.acts(db, Act.version.has(Version.document_id == document.id))
    counts = _adoptions(acts, as_of)
    versions = {act.version_id: act.version for act in acts if counts.get(act.version_id)}
    ordered = sorted(versions.values(), key=lambda version: -version.number)
    return [(version, counts[version.id]) for version in ordered]


def adoption_json(db: Session, as_of: date) -> list[dict[str, Any]]:
    """For programs: for each version that some act is about, the standing of every participant on
    each scope at the end of a day, and the acts known by then."""
    countries = participants(db)
    known_acts = loading.known(loading.acts(db), as_of)
    texts = loading.texts(db, known_acts)
    by_version: dict[int, list[Act]] = {}
    for act in known_acts:
        by_version.setdefault(act.version_id, []).append(act)
    listed = sorted(
        by_version.values(), key=lambda acts: (acts[0].version.document.slug, acts[0].version.number)
    )
    return [_version_json(acts, texts[acts[0].version_id], countries, as_of) for acts in listed]


def _adoptions(found: Iterable[Act], as_of: date) -> Counter[int]:
    """How many participants have adopted each version as a whole, by the version's id."""
    groups: dict[tuple[int, int], list[ActFacts]] = {}
    for act in found:
        groups.setdefault((act.version_id, act.participant_id), []).append(loading.facts(act))
    return Counter(
        version for (version, _country), acts in groups.items() if status(acts, as_of=as_of).adopted
    )


def _version_json(
    found: Sequence[Act], text: VersionText, countries: Sequence[Participant], as_of: date
) -> dict[str, Any]:
    version = found[0].version
    by_country = loading.facts_by_country(found, text)
    scopes = [None, *(chapter.pid for chapter in loading.chapters_named(by_country.values(), text, as_of))]
    return {
        "document": version.document.slug,
        "version": version.number,
        "digest": version.digest,
        "as_of": as_of.isoformat(),
        "participants": [
            {
                "participant": country.code,
                "standings": [
                    _standing_json(scope, status(by_country.get(country.id, []), scope=scope, as_of=as_of))
                    for scope in scopes
                ],
                "acts": [_act_json(act, as_of) for act in found if act.participant_id == country.id],
            }
            for country in countries
        ],
    }


def _standing_json(scope: int | None, standing: Standing) -> dict[str, Any]:
    """One cell; a scope of null is the whole text."""
    return {
        "scope": scope,
        "status": standing.word,
        "since": standing.on.isoformat() if standing.on else None,
        "effective_on": standing.effective_on.isoformat() if standing.effective_on else None,
        "act": standing.act,
        "corrected_by": standing.source if standing.source != standing.act else None,
        "verification": standing.level or None,
        "reservations": [reservation._asdict() for reservation in standing.reservations],
        "declarations": [act.id for act in standing.declarations],
    }


def _act_json(act: Act, as_of: date) -> dict[str, Any]:
    """An act as the record keeps it, with when that was and how well it is proved."""
    return {
        **recorded(act),
        "files": papers.described(act),
        "recorded_at": timestamp(act.recorded_at),
        "verification": level(loading.facts(act), as_of),
    }

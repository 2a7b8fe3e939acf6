"""What a version says in plain words, written by people in each language of the interface.

A summary is no part of a version: its digest is that of the text alone. Another one in the same language is a
row of its own, and the last one stands.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from core.record import entries
from core.text import checked
from documents.models import Version, VersionSummary
from members.models import Mandate

LONGEST = 2_000  # characters
FIELD = "summary"  # its inputs are called after it and the language: «summary-en»

Texts = dict[str, str]  # by the codes of languages


def fault(texts: Mapping[str, str]) -> Invalid | None:
    """What is wrong with the first of these texts that cannot be taken."""
    try:
        clean(texts)
    except Invalid as error:
        return error
    return None


def clean(texts: Mapping[str, str]) -> Texts:
    """Those of the texts that say something, as they will stand. Raises Invalid, at the field of its
    language, for one that is too long."""
    cleaned = {code: checked(text, f"{FIELD}-{code}", limit=LONGEST) for code, text in texts.items()}
    return {code: text for code, text in cleaned.items() if text}


def standing(db: Session, versions: Iterable[Version]) -> dict[int, Texts]:
    """What stands of each of some versions that have a summary, by the version's id."""
    ids = [version.id for version in versions]
    query = select(VersionSummary.version_id, VersionSummary.language, VersionSummary.text)
    rows = db.execute(query.where(VersionSummary.version_id.in_(ids)).order_by(VersionSummary.number))
    by_version: dict[int, Texts] = {}
    for version, language, text in rows:
        by_version.setdefault(version, {})[language] = text
    return {
        version: {code: text for code, text in texts.items() if text} for version, texts in by_version.items()
    }


def of_version(db: Session, version: Version) -> Texts:
    """What stands of one version."""
    return standing(db, [version]).get(version.id, {})


def changed(before: Mapping[str, str], texts: Mapping[str, str]) -> Texts:
    """Of new texts those that are others than before; an empty one takes back what stood."""
    given = dict.fromkeys(texts, "") | clean(texts)
    return {code: text for code, text in given.items() if text != before.get(code, "")}


def write(
    db: Session, version: Version, texts: Mapping[str, str], *, by: Mandate | None, now: datetime
) -> list[VersionSummary]:
    """Publish summaries of a version, and put them on the record. What says the same as before, and languages
    that are not named, stay as they are.

    Raises Invalid if nothing changes, or a text is too long.
    """
    db.refresh(version.document, with_for_update=True)
    new = changed(of_version(db, version), texts)
    if not new:
        raise Invalid(N_("Nothing has been changed."), field=f"{FIELD}-{next(iter(texts), '')}")
    rows = [
        VersionSummary(
            version=version,
            language=code,
            number=_next_number(db, version, code),
            text=text,
            written_at=now,
            written_by=by,
        )
        for code, text in new.items()
    ]
    db.add_all(rows)
    db.flush()
    entries.append(
        db,
        at=now,
        actor=entries.actor_of(by),
        action="version.summarised",
        subject=version.document.subject,
        body={"version": version.number, "languages": sorted(new)},
    )
    return rows


def _next_number(db: Session, version: Version, language: str) -> int:
    query = select(VersionSummary.number).where(
        VersionSummary.version_id == version.id, VersionSummary.language == language
    )
    return max(db.scalars(query), default=0) + 1

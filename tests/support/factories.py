"""Things that tests need to exist, made the way the product makes them.

Each takes the session first, has a sensible default for everything else, and flushes. Names are
numbered so that two of a kind never clash.
"""

import itertools
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from consultation.answers import changing
from consultation.models import Consultation
from consultation.rounds.rounds import open_round
from documents import queries
from documents.drafting import sets
from documents.formats.markdown import read_markdown
from documents.imports import importing
from documents.models import ChangeSet, Document, Revision, Version
from members import services as members
from members.models import Mandate, Participant, Person
from members.queries import participant_by_code
from process.services import publish_version

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
EARLIER = date(2026, 1, 1)

TEXT = """\
## Aims

First aim: clusters work together across borders.

Second aim: what one cluster learns, all can use.

## Measures

Each participant names one contact point.

- It answers within thirty days.
- It reports once a year.
"""

_numbers = itertools.count(1)


def make_participant(db: Session, code: str = "RS", *, position: int = 1) -> Participant:
    """The country with that code, made if it is not there yet."""
    found = participant_by_code(db, code)
    return found or members.add_participant(db, code=code, position=position)


def make_person(db: Session, name: str = "Ana Example", *, email: str = "", example: bool = False) -> Person:
    email = email or f"person{next(_numbers)}@example.org"
    return members.add_person(db, name=name, email=email, example=example)


def make_mandate(
    db: Session,
    role: str = "secretariat",
    *,
    country: str = "",
    person: Person | None = None,
    starts_on: date = EARLIER,
    ends_on: date | None = None,
    now: datetime = NOW,
) -> Mandate:
    """A mandate in force at NOW. National roles speak for Serbia unless ``country`` is given."""
    if role in members.NATIONAL_ROLES and not country:
        country = "RS"
    return members.give_mandate(
        db,
        person or make_person(db),
        members.Terms(
            organisation=members.add_organisation(
                db,
                name=f"Organisation of the {role.replace('_', ' ')} {country}".strip(),
                tier="government" if role in members.NATIONAL_ROLES else "coordinator",
            ),
            participant=make_participant(db, country) if country else None,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            basis="Decision 1/2026",
        ),
        now=now,
        by="operator",
    )


def make_document(
    db: Session,
    text: str = TEXT,
    *,
    versions: int = 1,
    slug: str = "",
    title: str = "Model policy",
    language: str = "en",
    by: Mandate | None = None,
    now: datetime = NOW - timedelta(days=60),
) -> Document:
    """A document with this text as its draft, published as often as ``versions`` says.

    Each version after the first changes the last paragraph. With ``versions=0`` there is a draft
    only; with ``text=""`` not even that.
    """
    document = importing.create_document(
        db,
        slug=slug or f"policy-{next(_numbers)}",
        title=title,
        language=language,
        now=now,
        by=by,
    )
    if text:
        importing.import_first(db, document, read_markdown(text), file_name="policy.md", by=by, now=now)
    for number in range(versions if text else 0):
        make_version(db, document, edit=number > 0, by=by, now=now + timedelta(days=number))
    return document


def make_revision(
    db: Session,
    document: Document,
    pid: int | None = None,
    markdown: str = "",
    *,
    by: Mandate | None = None,
    reason: str = "To be clearer",
    now: datetime = NOW,
) -> Revision:
    """A saved edit of a paragraph of the draft: of the last one, with a sentence more, by default."""
    rows = {row.pid: row for row in queries.draft(db, document)}
    row = rows[pid] if pid is not None else list(rows.values())[-1]
    markdown = markdown or f"{row.markdown} This is change {next(_numbers)}."
    saved = changing.change(
        db,
        document,
        lambda draft: draft.edit(row.pid, markdown, based_on=row.changed_in),
        reason=reason,
        by=by,
        now=now,
    )
    assert saved is not None
    return saved.revision


def make_open_set(db: Session, document: Document, *, by: Mandate, now: datetime = NOW) -> ChangeSet:
    """Words that somebody typed into the sheet, whose changes are not closed yet."""
    row = queries.draft(db, document)[-1]
    words = [{"type": "text", "text": f"Words typed in the sheet, {next(_numbers)}."}]
    node = {"type": "paragraph", "attrs": {"level": 0}, "content": words}
    typed = {"key": "a", "sources": [row.pid], "node": node}
    window = {"after": None, "was": [[row.pid, row.changed_in]], "now": [typed]}
    changing.gather(db, document, [window], by=by, now=now)
    change_set = sets.open_set_of(db, document, by)
    assert change_set is not None
    return change_set


def make_version(
    db: Session,
    document: Document,
    *,
    label: str = "",
    edit: bool = True,
    by: Mandate | None = None,
    now: datetime = NOW,
) -> Version:
    """The draft published as the next version, after an edit of its last paragraph if ``edit``."""
    if edit:
        make_revision(db, document, by=by, now=now)
    label = label or f"draft {next(_numbers)}"
    return publish_version(db, document, label=label, by=by, now=now)


def make_consultation(
    db: Session,
    version: Version | None = None,
    *,
    state: str = "open",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    zone: str = "Europe/Brussels",
    introduction: str = "",
    by: Mandate | None = None,
    now: datetime = NOW,
) -> Consultation:
    """A round on a version (of a new document by default).

    ``state`` is announced, open or closed at ``now``; the times may be given instead.
    """
    if version is None:
        version = queries.last_version(db, make_document(db))
        assert version is not None
    start = {"announced": 7, "open": -7, "closed": -28}[state]
    opens_at = opens_at or now + timedelta(days=start)
    return open_round(
        db,
        version.document,
        version,
        opens_at=opens_at,
        closes_at=closes_at or opens_at + timedelta(days=21),
        zone=zone,
        introduction=introduction,
        by=by,
        now=min(now, opens_at),
    )

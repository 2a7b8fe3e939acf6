"""What the countries of the process are called, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, Invalid
from core.record import entries
from core.record.entries import LastEntry
from core.text import checked_line
from members.models import Mandate, Naming, Participant

LONGEST_NAME = 120  # characters
LONGEST_FOOTNOTE = 500

TextByLocale = Mapping[str, str]  # by locale


@dataclass(frozen=True)
class Decision:
    """What two persons decided about a country, and why. The reason is public."""

    reason: str
    asked_by: Mandate
    approved_by: Mandate


def announce(
    db: Session, participant: Participant, *, by: str, now: datetime, decision: Decision | None = None
) -> None:
    """Put a country that was just added on the record, with its first names. ``by`` as the record
    names actors; decision: where two persons took it."""
    naming = Naming(
        participant=participant, names=participant.names, footnotes=participant.footnotes, made_at=now
    )
    body: dict[str, Any] = {
        "participant": participant.code,
        "names": participant.names,
        "footnotes": participant.footnotes,
        "positions": {"": participant.position, **participant.positions},
    }
    days = {"from": participant.from_on, "until": participant.until_on}
    body |= {name: day.isoformat() for name, day in days.items() if day is not None}
    if participant.succeeds is not None:
        body["succeeds"] = participant.succeeds.code
    if decision is not None:
        naming.reason = decision.reason
        naming.asked_by, naming.approved_by = decision.asked_by, decision.approved_by
        body |= {"reason": decision.reason, "asked_by": decision.asked_by.actor}
    db.add(naming)
    action = "participant.added" if participant.succeeds is None else "participant.succeeded"
    _put_on_record(db, by, action, now, body)


def rename(
    db: Session,
    participant: Participant,
    *,
    names: TextByLocale,
    footnotes: TextByLocale,
    reason: str,
    asked_by: Mandate,
    approved_by: Mandate,
    now: datetime,
) -> Naming:
    """Call a country otherwise from now on, on every page. It takes two persons (``sbcp/approvals``).

    A locale without a name keeps that of CLDR. Raises Invalid as ``checked`` does.
    """
    names, footnotes = checked(participant, names=names, footnotes=footnotes)
    before = {"names": participant.names, "footnotes": participant.footnotes}
    participant.names, participant.footnotes = names, footnotes
    naming = Naming(
        participant=participant,
        names=names,
        footnotes=footnotes,
        reason=reason,
        made_at=now,
        asked_by=asked_by,
        approved_by=approved_by,
    )
    db.add(naming)
    _put_on_record(
        db,
        approved_by.actor,
        "participant.renamed",
        now,
        {
            "participant": participant.code,
            "from": before,
            "to": {"names": names, "footnotes": footnotes},
            "reason": reason,
            "asked_by": asked_by.actor,
        },
    )
    return naming


def checked(
    participant: Participant, *, names: TextByLocale, footnotes: TextByLocale
) -> tuple[dict[str, str], dict[str, str]]:
    """Names and footnotes in one line each, empty ones left out. Raises Invalid for one that is too
    long (fields ``name-LOCALE`` and ``footnote-LOCALE``), and for no change at all."""
    lines = in_lines(names, footnotes)
    if lines == (participant.names, participant.footnotes):
        raise Invalid(N_("This is how the country is called already."), field="name-en")
    return lines


def in_lines(names: TextByLocale, footnotes: TextByLocale) -> tuple[dict[str, str], dict[str, str]]:
    """The same of a country that is new, for which nothing is no change."""
    for fault in faults(names=names, footnotes=footnotes):
        raise fault
    return _lines(names, "name", LONGEST_NAME), _lines(footnotes, "footnote", LONGEST_FOOTNOTE)


def faults(*, names: TextByLocale, footnotes: TextByLocale) -> list[Invalid]:
    """Every name and footnote that is too long, each with its field."""
    wrong = []
    for texts, field, limit in (names, "name", LONGEST_NAME), (footnotes, "footnote", LONGEST_FOOTNOTE):
        for locale, text in texts.items():
            try:
                checked_line(text, f"{field}-{locale}", limit=limit)
            except Invalid as error:
                wrong.append(error)
    return wrong


def renew_pages(db: Session) -> None:
    """After an entry about a name that may stand on any page: every kept page is made anew."""
    db.execute(update(LastEntry).values(seq=entries.head(db).seq))


def history(db: Session, participant: Participant) -> list[Naming]:
    """What a country was called, the newest first, with who asked and who approved."""
    return list(
        db.scalars(
            select(Naming)
            .where(Naming.participant == participant)
            .order_by(Naming.id.desc())
            .options(
                joinedload(Naming.asked_by).options(
                    joinedload(Mandate.person), joinedload(Mandate.organisation)
                ),
                joinedload(Naming.approved_by).options(
                    joinedload(Mandate.person), joinedload(Mandate.organisation)
                ),
            )
        )
    )


def _lines(texts: TextByLocale, field: str, limit: int) -> dict[str, str]:
    lines = {locale: checked_line(text, f"{field}-{locale}", limit=limit) for locale, text in texts.items()}
    return {locale: line for locale, line in lines.items() if line}


def _put_on_record(db: Session, by: str, action: str, now: datetime, body: dict[str, Any]) -> None:
    db.flush()
    entries.append(db, at=now, actor=by, action=action, subject="participants", body=body)
    renew_pages(db)

"""What the countries of the process are called, and since when."""

from collections.abc import Mapping
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


def announce(db: Session, participant: Participant, *, by: str, now: datetime) -> None:
    """Put a country that was just added on the record, with its first names. ``by`` as the record
    names actors."""
    db.add(
        Naming(participant=participant, names=participant.names, footnotes=participant.footnotes, made_at=now)
    )
    _put_on_record(
        db,
        by,
        "participant.added",
        now,
        {
            "participant": participant.code,
            "names": participant.names,
            "footnotes": participant.footnotes,
            "positions": {"": participant.position, **participant.positions},
        },
    )


def reorder(db: Session, order: Mapping[str, list[str]], *, by: str, now: datetime) -> bool:
    """Set the place of each country in the lists of each locale; False if they had it already.

    order: ISO codes by locale. A country that a locale does not list keeps its general place there,
    after those that are listed.
    """
    changed = False
    for participant in db.scalars(select(Participant)):
        places = {
            locale: codes.index(participant.code) + 1
            for locale, codes in order.items()
            if participant.code in codes
        }
        if places != participant.positions:
            participant.positions, changed = places, True
    if changed:
        body = {"order": {locale: list(codes) for locale, codes in order.items()}}
        _put_on_record(db, by, "participants.ordered", now, body)
    return changed


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
    for fault in faults(names=names, footnotes=footnotes):
        raise fault
    lines = _lines(names, "name", LONGEST_NAME), _lines(footnotes, "footnote", LONGEST_FOOTNOTE)
    if lines == (participant.names, participant.footnotes):
        raise Invalid(N_("This is how the country is called already."), field="name-en")
    return lines


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

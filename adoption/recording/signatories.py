"""Who signed an act, as what, and under what: taking it in, telling it, and erasing a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from adoption.kinds import Powers
from adoption.models import Act, ActSignatory, SignatoryName
from core.errors import N_, Invalid, NotFound
from core.record import entries
from core.text import checked_line, checked_reason, fold

MOST_SIGNATORIES = 5  # of one act
MAX_NAME, MAX_OFFICE, MAX_POWERS = 200, 300, 500  # characters
NOBODY = N_("There is no name of a signatory with this number.")


@dataclass(frozen=True)
class Signed:
    """Somebody who signed. ``powers_text``: date and issuer of the full powers, in words."""

    name: str
    office: str
    powers: str
    powers_text: str = ""


def linked(signatories: Sequence[Signed]) -> list[ActSignatory]:
    """The rows of an act that is to be. Raises Invalid for too many, one without name and office, powers that
    are none, and for a name that is said again where it could not be erased."""
    if len(signatories) > MOST_SIGNATORIES:
        message = N_("An act takes %(limit)s signatories at most.")
        raise Invalid(message, field="signatories", limit=MOST_SIGNATORIES)
    return [_row(each) for each in signatories]


def recorded(act: Act) -> list[dict[str, str]]:
    """What an entry of the record says of them. Their names are in rows that can be emptied."""
    return [
        {"office": each.office, "powers": each.powers, "powers_text": each.powers_text}
        for each in act.signatories
    ]


def names(act: Act) -> list[str]:
    return [each.name for each in act.signatories]


def described(act: Act) -> list[dict[str, Any]]:
    """Those who signed an act, for programs. ``full_powers_shown``: none where they signed under others."""
    return [
        {
            "signatory": each.id,
            "name": each.name,
            "office": each.office,
            "powers": each.powers,
            "powers_text": each.powers_text,
            "language": act.words_language,
            "full_powers_shown": not each.lacks_powers if each.powers == Powers.FULL_POWERS else None,
            "erased": each.is_erased,
        }
        for each in act.signatories
    ]


def erase_name(db: Session, number: int, *, reason: str, now: datetime) -> list[int]:
    """Take the name of somebody who signed away from everybody; what they were and under what they signed
    stays. It is on the record, with the reason. The numbers of other signatories of the same name.

    For whoever runs the instance, by a command. Raises NotFound for a number that has no name, or none any
    more; Invalid without a reason.
    """
    query = select(SignatoryName).where(SignatoryName.signatory_id == number)
    named = db.scalars(
        query.options(joinedload(SignatoryName.signatory).joinedload(ActSignatory.act))
    ).one_or_none()
    if named is None or named.erased_at is not None:
        raise NotFound(NOBODY)
    reason = checked_reason(reason)
    same = select(SignatoryName.signatory_id).where(
        SignatoryName.name == named.name, SignatoryName.signatory_id != number
    )
    others = list(db.scalars(same.order_by(SignatoryName.signatory_id)))
    act = named.signatory.act
    named.erase(now)
    entries.append(
        db,
        at=now,
        actor=entries.OPERATOR,
        action="act.name_erased",
        subject=act.version.document.subject,
        body={
            "act": act.id,
            "signatory": number,
            "participant": act.participant.code,
            "version": act.version.number,
            "reason": reason,
        },
    )
    return others


def _row(signed: Signed) -> ActSignatory:
    name = checked_line(signed.name, "signatories", limit=MAX_NAME)
    office = checked_line(signed.office, "signatories", limit=MAX_OFFICE)
    text = checked_line(signed.powers_text, "signatories", limit=MAX_POWERS)
    if not name and not office:
        raise Invalid(N_("Enter the name or the office of who signed."), field="signatories")
    if not Powers.has(signed.powers):
        raise Invalid(N_("Choose under what this person signed."), field="signatories")
    if name and any(fold(name) in fold(words) for words in (office, text)):
        message = N_("Leave the name out of the office and of the full powers: it could not be erased there.")
        raise Invalid(message, field="signatories")
    named = SignatoryName(name=name) if name else None
    return ActSignatory(office=office, powers=signed.powers, powers_text=text, named=named)

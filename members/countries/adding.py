"""Which countries take part in the process, from when to when, and which succeeds which.

A country that another one succeeds stays what it was, with all its acts; the other is a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Invalid
from members.countries import names as country_names
from members.countries.codes import WRONG_CODE, is_code
from members.countries.names import Decision, TextByLocale
from members.countries.order import GENERAL
from members.models import Participant
from members.queries import participant_by_code
from members.services import add_participant

ALREADY = N_("There is a country with this code in the process. Codes are never given again.")
NO_FIRST_DAY = N_("Enter the first day.")
ENDS_BEFORE = N_("A country cannot end before it begins.")
NOT_AFTER = N_("Choose a day after the first one of the country that it succeeds.")
NOT_NEXT = N_("The country that it succeeds takes part until another day: choose the day after that.")


@dataclass(frozen=True)
class NewCountry:
    """A country that is to take part. Days are both included; places as ``order.make_room``
    returns them."""

    code: str
    names: TextByLocale = field(default_factory=dict)
    footnotes: TextByLocale = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    from_on: date | None = None
    until_on: date | None = None
    succeeds: Participant | None = None


def add(
    db: Session, new: NewCountry, *, by: str, now: datetime, decision: Decision | None = None
) -> Participant:
    """Take a country in; the one that it succeeds ends on the eve of its first day. One entry of the record.

    by: as the record names actors. Raises Invalid, with the field, as ``faults`` finds it, and for names
    and footnotes that are too long.
    """
    taken = participant_by_code(db, new.code) is not None
    for fault in faults(new, taken=taken):
        raise fault
    names, footnotes = country_names.in_lines(new.names, new.footnotes)
    participant = add_participant(
        db,
        code=new.code,
        position=new.places[GENERAL],
        positions={locale: at for locale, at in new.places.items() if locale != GENERAL},
        names=names,
        footnotes=footnotes,
    )
    participant.from_on, participant.until_on = new.from_on, new.until_on
    if new.succeeds is not None and new.from_on is not None:
        participant.succeeds = new.succeeds
        new.succeeds.until_on = eve(new.from_on)
    country_names.announce(db, participant, by=by, now=now, decision=decision)
    return participant


def faults(new: NewCountry, *, taken: bool) -> list[Invalid]:
    """Why a country cannot be taken in, each with its field. taken: its code is another's, or was."""
    wrong = []
    if not is_code(new.code):
        wrong.append(Invalid(WRONG_CODE, field="code"))
    elif taken:
        wrong.append(Invalid(ALREADY, field="code"))
    if new.from_on and new.until_on and new.until_on < new.from_on:
        wrong.append(Invalid(ENDS_BEFORE, field="until_on"))
    if new.succeeds is not None:
        wrong += _faults_between(new.succeeds, new.from_on)
    return wrong


def eve(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def hold(db: Session) -> list[Participant]:
    """Every country, held until the end of the transaction: of two who add one comes second."""
    query = select(Participant).order_by(Participant.id).with_for_update(of=Participant)
    return list(db.scalars(query.execution_options(populate_existing=True)))


def _faults_between(old: Participant, from_on: date | None) -> list[Invalid]:
    """Several may succeed one, all from the same day."""
    if from_on is None:
        return [Invalid(NO_FIRST_DAY, field="from_on")]
    if old.from_on is not None and from_on <= old.from_on:
        return [Invalid(NOT_AFTER, field="from_on")]
    if old.until_on is not None and old.until_on != eve(from_on):
        return [Invalid(NOT_NEXT, field="from_on")]
    return []
